"""Set-up pages: a manager changes rules without a developer, sees what it will do, and publishes it."""

import datetime as dt
import re

import pytest
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.day.exceptions.actions import open_exception_tasks
from frontdesk.intake.models import Task
from frontdesk.practice import policies
from frontdesk.practice.drafts import actions, queries
from frontdesk.practice.models import Policy
from tests import factory as f
from tests.web_client import as_staff, at


@pytest.fixture
def manager(cedar):
    return as_staff(cedar, "manager")


def url(cedar, path):
    return at(cedar, f"setup/{path}")


def entry(begins):
    found = queries.draft() or policies.published()
    return next(one for one in queries.examined(found).file.setup.book.entries if one.text.startswith(begins))


def save(manager, cedar, text, begins="", **more):
    old = entry(begins) if begins else None
    sent = {"text": text, "line": old.line if old else 0, "written": old.written if old else ""}
    return manager.post(url(cedar, "rules/save/"), {**sent, **more}, follow=True)


def text_of(response):
    return response.content.decode()


# The rule book ----------------------------------------------------------------------------------------------


def test_the_rule_book_is_the_sentences_grouped_and_searched(cedar, manager):
    page = text_of(manager.get(url(cedar, "rules/")))
    assert "Visits start every 30 minutes." in page and "Rooms and machines" in page
    found = text_of(manager.get(url(cedar, "rules/?q=proced")))
    assert "Procedures need a procedure room." in found and "Visits start every 30 minutes." not in found
    assert "No rule says that" in text_of(manager.get(url(cedar, "rules/?q=zebra")))


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Visits tke 40 minutes", "Not understood from here"),
        ("Visits take", "Goes on"),
        ("New pat", "New patient visits"),
        ("New patient visits take 40 minutes", "Understood"),
        ("New patient visits take 40 minutes", "30 minutes"),
        ("Visits take 40 minutes", "contradicts"),
        ("Visits with Dr. Chn take 40 minutes", "Did you mean"),
        ("Follow-up visits take 20 minutes when the patient is new", "Never applies"),
    ],
)
def test_a_sentence_is_checked_as_it_is_typed(cedar, manager, typed, says):
    assert says in text_of(manager.get(url(cedar, "rules/read/"), {"text": typed}))


def test_what_a_change_would_do_stands_beside_it_before_it_is_saved(cedar, manager):
    line = entry("Visits take").line
    page = text_of(manager.get(url(cedar, "rules/read/"), {"text": "Visits take 60 minutes", "line": line}))
    assert "Understood" in page and "<del>30 minutes</del>" in page and "<ins>60 minutes</ins>" in page
    assert Policy.objects.count() == 1, "looking changes nothing"


def test_a_rule_is_added_changed_and_taken_out_in_the_draft_alone(cedar, manager):
    assert "Added." in text_of(save(manager, cedar, "follow up visits take 20 minutes"))
    assert "Changed." in text_of(save(manager, cedar, "Visits take 45 minutes", "Visits take"))
    assert "Taken out." in text_of(save(manager, cedar, "", "Procedures need a proc", do="remove"))
    said = {one.text for one in queries.examined(queries.draft()).file.setup.book.entries}
    assert {"Follow-up visits take 20 minutes.", "Visits take 45 minutes."} <= said
    assert "Procedures need a procedure room." not in said
    assert policies.published().text == f.CEDAR


def test_what_cannot_be_read_is_not_saved_and_not_lost(cedar, manager):
    response = save(manager, cedar, "Visits take forty minutes")
    assert response.status_code == 422
    assert 'value="Visits take forty minutes"' in text_of(response) and "Not understood from here" in text_of(response)


def test_who_changes_a_sentence_that_somebody_changed_meanwhile_is_told(cedar, manager):
    old = entry("Visits take")
    save(manager, cedar, "Visits take 45 minutes", "Visits take")
    late = {"text": "Visits take 50 minutes", "line": old.line, "written": old.written}
    page = text_of(manager.post(url(cedar, "rules/save/"), late, follow=True))
    assert "Somebody has changed this in the meantime" in page


def test_what_is_odd_is_said_in_the_language_of_the_page(cedar, manager):
    f.load_cedar(f.CEDAR + "  Dr. Chen is away on 2020-01-02.\n")
    assert "This is over." in text_of(manager.get(url(cedar, "rules/")))
    assert re.search(r"</svg>\s*Over\s*</span>\s*This is over\.", text_of(manager.get(url(cedar, "rules/"))))
    manager.cookies["frontdesk_language"] = "es"
    page = text_of(manager.get(url(cedar, "rules/")))
    assert "Esto ya pasó." in page and "This is over." not in page


def test_a_rule_that_is_opened_reads_as_it_stands(cedar, manager):
    line = entry("Visits take").line
    page = text_of(manager.get(url(cedar, f"rules/?edit={line}")))
    reading = page.split('id="reading-edit"')[1].split("</form>")[0]
    assert "Understood" in reading and "What may stand here" not in reading and "contradicts" not in reading


def test_the_sentence_that_is_nearest_is_there_to_take(cedar, manager):
    page = text_of(manager.get(url(cedar, "rules/?text=Dr.+Chen+doesn%27t+see+new+patients+on+Fridays")))
    near = "New patient visits with Dr. Chen are not offered on Fridays."
    assert "Did you mean this?" in page and f'data-complete="{near}"' in page
    page = text_of(manager.get(url(cedar, f"rules/?text={near.replace(' ', '+')}")))
    assert "Understood" in page and "Did you mean" not in page


def test_whoever_builds_a_rule_chooses_among_sentences_and_sees_no_grammar(cedar, manager):
    page = text_of(manager.get(url(cedar, "rules/build/")))
    assert "New patient visits take 40 minutes." in page
    assert not re.search(r"VISITS|\[with PROVIDER\]|\bCLOCK\b", page)


def test_the_builder_writes_the_same_sentence(cedar, manager):
    assert "Length of a visit" in text_of(manager.get(url(cedar, "rules/build/")))
    asked = {"shape": "length-1", "made": "1", "g0": "follow-up visits", "g1": "with Dr. Chen", "g4": "20"}
    page = text_of(manager.get(url(cedar, "rules/build/"), asked))
    assert "Follow-up visits with Dr. Chen take 20 minutes." in page and "Understood" in page
    page = text_of(manager.get(url(cedar, "rules/build/"), {**asked, "g4": ""}))
    assert "Something is still empty: How many" in page


# The draft --------------------------------------------------------------------------------------------------


def test_a_draft_shows_what_is_different_and_what_it_does(cedar, manager):
    save(manager, cedar, "Visits take 60 minutes", "Visits take")
    page = text_of(manager.get(url(cedar, "draft/")))
    assert "<del>Visits take 30 minutes.</del> <ins>Visits take 60 minutes.</ins>" in page
    assert "<ins>60 minutes</ins>" in page and "Publish 1 change" in page
    assert "Rule added" not in page and "Visits take 30 minutes. → Visits take 60 minutes." in page


def test_appointments_that_it_would_break_are_listed_before_and_become_exceptions_after(cedar, manager):
    kept = booking.book(
        f.actor(cedar, "front_desk"),
        f.patient(cedar, last_name="Canary"),
        visit_type=f.visit("procedure"),
        place=f.place(),
    )
    save(manager, cedar, f"Dr. Chen is away on {f.day()}")
    page = text_of(manager.get(url(cedar, "draft/")))
    assert "1 appointment would no longer fit" in page and str(kept.number) in page
    assert "Canary" not in page, "a manager sees no patient"
    assert not Task.objects.filter(kind="broken").exists()
    sent = {"reason": "On holiday", "revision": queries.draft().revision, "when": "now"}
    assert "Published" in text_of(manager.post(url(cedar, "draft/publish/"), sent, follow=True))
    open_exception_tasks()
    assert Task.objects.get(kind="broken").thing_id == kept.pk
    kept.refresh_from_db()
    assert kept.state == "booked", "it is never silently moved"


def test_the_next_patients_page_follows_a_published_rule_in_one_request(cedar, manager):
    before = booking_times(cedar)
    save(manager, cedar, "Follow-up visits take 120 minutes")
    assert booking_times(cedar) == before
    manager.post(url(cedar, "draft/publish/"), {"reason": "x", "revision": queries.draft().revision, "when": "now"})
    assert booking_times(cedar) < before


def booking_times(cedar):
    """How many times of a follow-up are on offer on a day, asked as the pages ask."""
    from frontdesk.availability.model import Wanted
    from frontdesk.booking import offers

    return len(offers.times(Wanted("follow-up", dt.datetime.now(dt.UTC)), f.day(), 1))


def test_a_draft_with_faults_says_so_and_cannot_be_published(cedar, manager):
    text = f.CEDAR.replace("Visits take 30 minutes.", "Visits take half an hour or so.")
    page = text_of(manager.post(url(cedar, "file/"), {"text": text}, follow=True))
    assert "Fix them before you publish" in page and "cannot read" in page
    sent = {"reason": "x", "revision": queries.draft().revision, "when": "now"}
    assert "1 error" in text_of(manager.post(url(cedar, "draft/publish/"), sent, follow=True))
    book = text_of(manager.get(url(cedar, "rules/")))
    assert "Not understood yet" in book and "Visits take half an hour or so." in book


def test_a_version_is_scheduled_by_the_clock_of_the_practice(cedar, manager):
    save(manager, cedar, "Visits take 60 minutes", "Visits take")
    sent = {"reason": "New year", "revision": queries.draft().revision, "when": "later", "at": "2020-01-01T00:00"}
    assert "lie ahead" in text_of(manager.post(url(cedar, "draft/publish/"), sent, follow=True))
    day = f.day(30)
    page = text_of(manager.post(url(cedar, "draft/publish/"), {**sent, "at": f"{day}T08:00"}, follow=True))
    assert "Scheduled." in page and "8:00 AM" in page
    [waiting] = queries.scheduled()
    assert waiting.publish_at.astimezone(f.CHICAGO).hour == 8
    assert "A draft again." in text_of(manager.post(url(cedar, f"versions/{waiting.pk}/unschedule/"), follow=True))


def test_a_date_is_never_passed_over_for_now(cedar, manager):
    """A date that was typed beside "Now" is a question, and what was typed stays."""
    save(manager, cedar, "Visits take 60 minutes", "Visits take")
    day = f"{f.day(30)}T08:00"
    sent = {"reason": "New year", "revision": queries.draft().revision, "when": "now", "at": day}
    answer = manager.post(url(cedar, "draft/publish/"), sent)
    page = text_of(answer)
    assert answer.status_code == 422 and "You entered a date, and selected" in page
    assert f'value="{day}"' in page and 'value="New year"' in page and not re.search(r'value="now"[^>]*checked', page)
    assert queries.draft() is not None and not queries.scheduled()
    assert "Published" in text_of(manager.post(url(cedar, "draft/publish/"), {**sent, "at": ""}, follow=True))


def test_all_scheduled_versions_whose_base_goes_are_named(cedar, manager):
    for days in (30, 40):
        save(manager, cedar, f"Dr. Chen is away on {f.day(days)}")
        sent = {"reason": "x", "revision": queries.draft().revision, "when": "later", "at": f"{f.day(days)}T08:00"}
        manager.post(url(cedar, "draft/publish/"), sent)
    assert len(queries.scheduled()) == 2
    assert "It will not take effect" not in text_of(manager.get(url(cedar, "draft/")))
    save(manager, cedar, f"Dr. Chen is away on {f.day()}")
    manager.post(url(cedar, "draft/publish/"), {"reason": "x", "revision": queries.draft().revision, "when": "now"})
    assert text_of(manager.get(url(cedar, "draft/"))).count("It will not take effect") == 2


def test_where_many_appointments_are_touched_the_page_comes_first_and_they_come_after(cedar, manager, monkeypatch):
    monkeypatch.setattr("frontdesk.web.setup.drafts.AT_ONCE", 1)
    for time in ("09:00", "09:30"):
        booking.book(
            f.actor(cedar, "front_desk"), f.patient(cedar), visit_type=f.visit("procedure"), place=f.place(time)
        )
    save(manager, cedar, f"Dr. Chen is away on {f.day()}")
    page = text_of(manager.get(url(cedar, "draft/")))
    assert "2 appointments are being looked at" in page and '<a href="?look=1">' in page
    assert "2 appointments would no longer fit" not in page
    part = text_of(manager.get(url(cedar, "draft/?look=1"), headers={"HX-Request": "true"}))
    assert "2 appointments would no longer fit" in part and "<h1>" not in part
    assert "2 appointments would no longer fit" in text_of(manager.get(url(cedar, "draft/?look=1"))), "without scripts"


def test_what_did_not_come_into_force_is_said_on_every_page_of_who_decides_and_on_nobody_elses(cedar, manager):
    save(manager, cedar, "Visits take 60 minutes", "Visits take")
    who = f.actor(cedar, "manager")
    actions.schedule(who, queries.draft(), at=now() + dt.timedelta(days=3), reason="Calmer")
    save(manager, cedar, "Visits take 45 minutes", "Visits take")
    page = text_of(manager.get(url(cedar, "draft/")))
    assert "Another version takes effect" in page
    actions.publish_draft(who, queries.draft(), reason="Sooner")
    assert "It will not take effect" in text_of(manager.get(url(cedar, "draft/")))
    Policy.objects.filter(state="scheduled").update(publish_at=now())
    actions.publish_due()
    said = f"Version {queries.held_back().version} did not come into force"
    for path in (url(cedar, "rules/"), at(cedar, "console/reports/pipeline/")):
        assert said in text_of(manager.get(path, follow=True)), path
    assert said not in text_of(as_staff(cedar, "scheduler").get(at(cedar, "console/queue/")))
    page = text_of(manager.post(url(cedar, f"versions/{queries.held_back().pk}/drop/"), follow=True))
    assert "Discarded." in page and said not in page


def test_versions_say_who_what_and_why_and_one_is_put_in_force_again(cedar, manager):
    save(manager, cedar, "Visits take 60 minutes", "Visits take")
    manager.post(
        url(cedar, "draft/publish/"), {"reason": "Calmer", "revision": queries.draft().revision, "when": "now"}
    )
    page = text_of(manager.get(url(cedar, "versions/")))
    assert "Calmer" in page and "Some manager" in page
    first = Policy.objects.get(version=1)
    page = text_of(manager.post(url(cedar, f"versions/{first.pk}/roll-back/"), {"reason": "Too long"}, follow=True))
    assert "Version 1 is in force again." in page and policies.published().text == first.text
    page = text_of(manager.post(url(cedar, f"versions/{first.pk}/roll-back/"), {"reason": ""}, follow=True))
    assert "Say why" in page


def test_a_file_goes_out_as_it_came_in(cedar, manager):
    text = "# A remark\n" + f.CEDAR.replace("rules: |", "rules: |  # the rules")
    manager.post(url(cedar, "file/"), {"text": text.replace("\n", "\r\n")})
    assert manager.get(url(cedar, "file/export/")).content.decode() == text
    assert manager.get(url(cedar, "file/export/?which=published")).content.decode() == f.CEDAR
    page = text_of(manager.post(url(cedar, "file/"), {"text": "a: ["}))
    assert "not a practice file" in page and "a: [" in page


@pytest.mark.parametrize("role", ["clinician", "front_desk", "billing", "admin", "scheduler"])
def test_nobody_else_sees_set_up_or_a_word_of_the_draft(cedar, manager, role):
    save(manager, cedar, "Follow-up visits take 77 minutes")
    client = as_staff(cedar, role, **({"provider": "chen"} if role == "clinician" else {}))
    for path in ("rules/", "draft/", "versions/", "file/", "file/export/", "rules/build/"):
        assert client.get(url(cedar, path)).status_code == 403
    assert "77 minutes" not in client.get(at(cedar, "console/"), follow=True).content.decode()


def test_a_finding_says_which_sentences_it_is_about_with_their_lines(cedar):
    more = "  Dr. Chen does not offer procedures.\n  Dr. Lee does not offer procedures.\n"
    f.load_cedar(f.CEDAR + more)
    page = as_staff(cedar, "manager").get(at(cedar, "setup/rules/")).content.decode()
    page = re.sub(r"<[^>]+>", "", page)
    last = (f.CEDAR + more).count("\n")
    assert f"Line {last - 1}: Dr. Chen does not offer procedures." in page
    assert f"Line {last}: Dr. Lee does not offer procedures." in page
