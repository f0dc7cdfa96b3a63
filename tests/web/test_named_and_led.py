"""What a page says by itself: its title, the names of its buttons, where the focus goes, and a time that is kept and not confirmed."""

import re
from collections import Counter

import pytest
from django.template.loader import render_to_string

from frontdesk.booking import actions as booking
from frontdesk.day.away import actions as away
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.intake.referrals import actions as referrals
from frontdesk.intake.tasks.actions import open_task
from frontdesk.practice.drafts import queries
from frontdesk.practice.models import Provider
from tests import factory as f
from tests.web.pages import read
from tests.web_client import as_patient, as_staff, at


def page(client, practice, path):
    return read(client.get(at(practice, path)).content.decode())


# A time that was chosen for a request -------------------------------------------------------------------------


def kept_for(cedar, who):
    asked = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    wanted = {"visit_type": asked.visit_type, "place": f.place("11:00"), "channel": "online", "request": asked}
    return asked, booking.hold(f.themselves(who), who, **wanted)


def test_a_time_that_was_chosen_and_not_confirmed_leads_to_itself_from_the_first_page_and_from_the_request(cedar):
    who = f.patient(cedar, established=True)
    asked, hold = kept_for(cedar, who)
    for path in ("home/", f"requests/{asked.pk}/"):
        shown = page(as_patient(cedar, who), cedar, path)
        assert "11:00 AM with Dr. Chen, and have not confirmed it yet. We keep it until" in shown.text, path
        assert any(one["href"].endswith(f"/holds/{hold.pk}/") for one in shown.all("a")), path
    booking.cancel(f.themselves(who), hold, reason="keeps what they have")
    for path in ("home/", f"requests/{asked.pk}/"):
        assert "have not confirmed" not in page(as_patient(cedar, who), cedar, path).text


def test_it_is_shown_to_nobody_else(cedar):
    kept_for(cedar, f.patient(cedar, established=True))
    assert "have not confirmed" not in page(as_patient(cedar, f.patient(cedar, established=True)), cedar, "home/").text


# Titles -------------------------------------------------------------------------------------------------------


def test_each_step_of_a_request_is_titled_by_its_question(cedar):
    me = as_patient(cedar, f.patient(cedar, established=True))
    me.post(at(cedar, ""), {"visit": "new-patient"})
    titles = []
    for step in ("who", "contact", "insurance", "reason"):
        answer = me.get(at(cedar, f"ask/{step}/"))
        if answer.status_code != 200:
            continue
        shown = read(answer.content.decode())
        title, heading = next(shown.all("title")).text, next(shown.all("h1")).text
        assert title.startswith(f"{heading} · Question "), title
        titles.append(title)
    assert len(titles) >= 2 and len(set(titles)) == len(titles)


# A caller's answers -------------------------------------------------------------------------------------------


def test_what_is_missing_of_a_callers_answers_is_summed_up_first_with_links_to_it(cedar):
    who = f.patient(cedar)
    path = at(cedar, f"console/book/{who.pk}/request/?visit=new-patient")
    answer = as_staff(cedar, "front_desk").post(path, {"key": "k"})
    shown = read(answer.content.decode())
    alert = next(one for one in shown.all("div") if one["role"] == "alert" and "data-focus" in one)
    assert answer.status_code == 422 and next(shown.all("title")).text.startswith("Error: ")
    links = [one["href"] for one in alert.all("a")]
    assert links and all(any(each["id"] == link[1:] for each in shown.all()) for link in links)


# Exceptions ---------------------------------------------------------------------------------------------------


def test_each_button_of_the_exceptions_says_what_it_is_about_and_no_two_of_one_deed_are_called_the_same(cedar):
    desk, who = f.actor(cedar, "scheduler"), f.patient(cedar, established=True, first_name="Rosa", last_name="Martinez")
    for time in ("09:00", "10:00"):
        one = booking.book(desk, who, visit_type=f.visit("follow-up"), place=f.place(time))
        booking.cancel(desk, one, reason="they called")
    referral = referrals.receive(desk, cedar, values={"last_name": "Okonkwo", "clinic_name": "Lakeview"})
    open_task("referral", referral, due_at=f.place().start, what="Call the clinic", referral=referral)
    away.ask_for_time_away(
        f.actor(cedar, "clinician", provider="chen"),
        Provider.objects.select_related("practice").get(code="chen"),
        first_on=f.day(30),
        last_on=f.day(30),
        note="A course",
    )
    assert {"refill", "referral", "away"} <= set(Task.objects.values_list("kind", flat=True))
    shown = page(as_staff(cedar, "scheduler"), cedar, "console/exceptions/")
    table = next(shown.all("table"))
    named = [re.sub(r"\s+", " ", one.text) for one in table.all("a", "button", "summary") if list(one.all("span"))]
    named = [name for name in named if ": " in name or name.endswith(":")]
    assert named and not [name for name in named if name.rstrip().endswith(":")]
    assert max(Counter(named).values()) == 1, Counter(named).most_common(3)
    offers = [name for name in named if name.startswith("Offer it to somebody")]
    assert len(offers) == 2 and all("Rosa" not in name for name in offers)
    assert any("9:00 AM" in name for name in offers) and any("10:00 AM" in name for name in offers)
    assert any("Okonkwo" in name for name in named) and any("Dr. Chen" in name for name in named)


# Who acts for whom --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "status"),
    [({}, 422), ({"most": "12"}, 302), ({"may": ["see"]}, 302)],  # that nothing is allowed up to an age is a limit
)
def test_a_line_that_says_nothing_is_not_added(cedar, typed, status):
    answer = as_staff(cedar, "manager").post(at(cedar, "setup/proxies/"), {"who": "parent", **typed})
    assert answer.status_code == status
    assert (queries.draft() is None) == (status == 422)
    if status == 422:
        shown = read(answer.content.decode())
        alert = next(one for one in shown.all("div") if one["role"] == "alert")
        (link,) = [one["href"] for one in alert.all("a")]
        assert any(one["id"] == link[1:] for one in shown.all("input"))


# After a press ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["preparing", "said", "not_free", "failed", ""])
def test_what_became_of_all_the_proposals_has_the_focus_after_the_press_and_only_then(said):
    """Not by `autofocus`: the part is fetched again every two seconds, and would take the focus each time."""
    shown = render_to_string("console/_proposing.html", {said: ["x"] if said in ("not_free", "failed") else said})
    part = next(read(shown).all("div"))
    assert ("data-focus" in part and part["tabindex"] == "-1") is bool(said)
    assert "autofocus" not in part
