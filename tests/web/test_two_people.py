"""Two people at every form of set-up: a page that is stale, two that cross, two by turns; what each typed and what stands afterwards."""

import html
import re

import pytest
from django.test import Client

from frontdesk.practice.drafts import actions, queries
from frontdesk.practice.file import document, read
from frontdesk.practice.models import Policy
from frontdesk.rules.spoken import spoken
from frontdesk.web.setup.sections import weeks
from frontdesk.web.setup.sections.addressing import names_of
from tests import factory as f
from tests.portion import some_of
from tests.web.forms import forms_of
from tests.web_client import as_staff, at, shown_now

CHENS = weeks.name_of_layer(
    weeks.layers(next(one for one in document.entries(f.CEDAR, "providers") if one["id"] == "chen")["hours"])[0]
)
WEEK = {"step": "30", "cell": ["mon-480", "mon-510"], "at": "downtown", "layer": "new", "every": ""}
# address → (what one person sends, what another sends to the same form, where it stands in the text)
FORMS = {
    "practice/": (
        {"name": "Cedar", "timezone": "America/Chicago", "phone": "+1 312 555 0111"},
        {"name": "Cedar", "timezone": "America/Chicago", "phone": "+1 312 555 0122"},
    ),
    "parts/locations/downtown/": (
        {"name": "Downtown", "phone": "+1 312 555 0111"},
        {"name": "Downtown", "phone": "+1 312 555 0122"},
    ),
    "parts/payers/aetna/": ({"name": "Aetna One"}, {"name": "Aetna Two"}),
    "parts/visits/procedure/": (
        {"name": "Procedure", "description": "One"},
        {"name": "Procedure", "description": "Two"},
    ),
    "parts/providers/lee/": ({"name": "Dr. Lee", "kind": "nurse"}, {"name": "Dr. Lee", "kind": "doctor"}),
    "writing/": (
        {
            "reminders": "3 days",
            "order": "longest waiting",
            "keep": "30 minutes",
            "invite": "4 weeks",
            "remind": "2 weeks",
        },
        {
            "reminders": "5 days",
            "order": "longest waiting",
            "keep": "30 minutes",
            "invite": "4 weeks",
            "remind": "2 weeks",
        },
    ),
    "reasons/": ({"decline": "Full"}, {"decline": "Wrong clinic"}),
    "levels/": (
        {"n0": "2", "u0": "hours", "u1": "hours", "u2": "hours"},
        {"n0": "3", "u0": "hours", "u1": "hours", "u2": "hours"},
    ),
    "templates/booked/": ({"subject": "One", "text": "One"}, {"subject": "Two", "text": "Two"}),
    "questions/one/reason/": (
        {"ask": "One?", "kind": "long text", "required": "on"},
        {"ask": "Two?", "kind": "long text", "required": "on"},
    ),
    "rules/save/": (
        {"text": "Visits take 40 minutes.", "line": "21", "written": "Visits take 30 minutes."},
        {"text": "Visits take 50 minutes.", "line": "21", "written": "Visits take 30 minutes."},
    ),
    "hours/chen/": ({**WEEK, "layer": CHENS}, {**WEEK, "layer": CHENS, "cell": ["tue-480"]}),
    "file/": ({"text": f.CEDAR + "  # one\n"}, {"text": f.CEDAR.replace("Dr. Lee", "Dr. Lea")}),
}


@pytest.fixture
def two(cedar):
    return as_staff(cedar, "manager"), as_staff(cedar, "manager")


def address(cedar, path):
    return at(cedar, f"setup/{path}")


def typed(path, who):
    said = dict(FORMS[path][who])
    if "line" in said:  # where the page showed it
        line = next(n for n, one in enumerate(draft_text().splitlines(), 1) if "Visits take" in one)
        said["line"] = str(line)
    return said


def draft_text():
    row = queries.draft()
    return row.text if row is not None else ""


def begin(cedar):
    """A draft that somebody began with something else: pages of it are open at both."""
    return actions.edit(
        f.actor(cedar, "manager"),
        actions.work_on(f.actor(cedar, "manager"), cedar),
        change=lambda t: document.put(t, "payers", "cigna", {"id": "cigna", "name": "Cigna"}),
        reason="x",
    )


@pytest.mark.parametrize("path", [one for one in FORMS if one not in ("file/",)])
def test_crossed_the_second_sees_both_and_nothing_of_the_first_is_lost(cedar, two, path):
    begin(cedar)
    page = shown_now(cedar)
    first, second = two
    said = typed(path, 0), typed(path, 1)
    first.post(address(cedar, path), {**said[0], "as_shown": page})
    after_first = draft_text()
    answer = second.post(address(cedar, path), {**said[1], "as_shown": page}, follow=True)
    assert "Nothing was saved" in answer.content.decode(), path
    assert draft_text() == after_first


@pytest.mark.parametrize("path", some_of(FORMS, one_in=3, torture=2))
def test_by_turns_each_saves_what_they_typed(cedar, two, path):
    begin(cedar)
    for who, client in enumerate(two):
        said = typed(path, who)
        if path == "rules/save/" and who:
            said["written"] = "Visits take 40 minutes."
        before = draft_text()
        client.post(address(cedar, path), said)
        assert draft_text() != before, (path, who)


@pytest.mark.parametrize("path", some_of([one for one in FORMS if one not in ("file/",)], one_in=3, torture=2))
def test_what_somebody_else_changed_elsewhere_does_not_stand_in_the_way(cedar, two, path):
    """Lines added above, another entry: what a page showed is found again wherever it stands now."""
    row = begin(cedar)
    page = shown_now(cedar)
    said = typed(path, 0)
    actions.edit(
        f.actor(cedar, "manager"),
        row,
        change=lambda t: document.put(t, "payers", "humana", {"id": "humana", "name": "Humana"}).replace(
            "rules: |\n", "rules: |\n  Dr. Lee is away on 2027-06-01.\n"
        ),
        reason="meanwhile",
    )
    before = draft_text()
    two[0].post(address(cedar, path), {**said, "as_shown": page})
    now = draft_text()
    assert "Humana" in now and "2027-06-01" in now
    assert now != before, "what was typed stands too"


@pytest.mark.parametrize("path", FORMS)
def test_a_page_of_a_draft_that_is_gone_changes_no_other_draft(cedar, two, path):
    begin(cedar)
    page = shown_now(cedar)
    actions.put_aside(f.actor(cedar, "manager"), queries.draft(), reason="X")
    actions.edit(
        f.actor(cedar, "manager"),
        actions.work_on(f.actor(cedar, "manager"), cedar),
        change=lambda t: t + "  # Y\n",
        reason="Y",
    )
    before = draft_text()
    answer = two[0].post(address(cedar, path), {**typed(path, 0), "as_shown": page}, follow=True)
    assert draft_text() == before
    assert "no longer worked on" in answer.content.decode()


@pytest.mark.parametrize("path", FORMS)
def test_a_form_that_does_not_say_what_it_showed_changes_nothing(cedar, two, path):
    begin(cedar)
    before = draft_text()
    for page in ("", "x", "none:0:" + "0" * 32, "00000000-0000-0000-0000-000000000000:1:" + "0" * 32):
        answer = two[0].post(address(cedar, path), {**typed(path, 0), "as_shown": page}, follow=True)
        assert draft_text() == before and answer.status_code < 500, page


def test_two_first_edits_go_into_one_draft(cedar, two):
    page = shown_now(cedar)
    two[0].post(address(cedar, "parts/payers/aetna/"), {"name": "Aetna One", "as_shown": page})
    two[1].post(address(cedar, "parts/payers/medicare/"), {"name": "Medicare Two", "as_shown": page})
    said = read(draft_text()).setup.payers
    assert (said["aetna"], said["medicare"]) == ("Aetna One", "Medicare Two")


# What is added: from pages of the same text, both stand.  address → (one, another, what of each stands in the text)
ADDED = {
    "closures/change/": (
        {"do": "add", "first": f.day_of_run(50), "last": f.day_of_run(50)},
        {"do": "add", "first": f.day_of_run(60), "last": f.day_of_run(60)},
        (str(f.day_of_run(50)), str(f.day_of_run(60))),
    ),
    "new/payers/": ({"name": "Humana"}, {"name": "Oscar"}, ("Humana", "Oscar")),
    "questions/new/": (
        {"ask": "Do you smoke?", "kind": "text"},
        {"ask": "Any allergies?", "kind": "text"},
        ("Do you smoke?", "Any allergies?"),
    ),
    "start/visits/": ({"specialty": "dentistry"}, {"specialty": "dermatology"}, ()),
}


@pytest.mark.parametrize("path", ADDED)
def test_what_two_people_add_from_the_same_page_both_stands_or_the_second_is_told(cedar, two, path):
    begin(cedar)
    page = shown_now(cedar)
    one, another, stands = ADDED[path]
    two[0].post(address(cedar, path), {**one, "as_shown": page})
    after_first = draft_text()
    answer = two[1].post(address(cedar, path), {**another, "as_shown": page}, follow=True)
    if "Nothing was saved" in answer.content.decode():
        assert draft_text() == after_first
    else:
        assert all(what in draft_text() for what in stands)
    assert not stands or stands[0] in after_first


@pytest.mark.parametrize("path", ADDED)
def test_nothing_is_added_by_a_form_that_does_not_say_what_it_showed(cedar, two, path):
    begin(cedar)
    before = draft_text()
    for page in ("", "x"):
        two[0].post(address(cedar, path), {**ADDED[path][0], "as_shown": page}, follow=True)
        assert draft_text() == before, page


# Who acts for whom, time that is kept, a whole draft anew: what the second typed is on the page beside what stands now.
KEPT = "hours/chen/keep/"
CROSSED = {
    "proxies/": (
        {"who": "parent", "most": "17"},
        {"who": "carer", "most": "15"},
        ("under age: 17", "under age: 15"),
        'value="15"',
    ),
    "proxies/LINE/": (
        {"who": "parent", "most": "12"},
        {"who": "parent", "most": "13"},
        ("under age: 12", "under age: 13"),
        'value="13"',
    ),
    KEPT: (
        {"cell": ["mon-480"], "visits": ["follow-up"], "until": ""},
        {"cell": ["mon-480", "mon-510"], "visits": ["procedure"], "until": ""},
        (
            "Keep Mondays from 08:00 to 08:30 with Dr. Chen for follow-up visits.",
            "Keep Mondays from 08:00 to 09:00 with Dr. Chen for procedures.",
        ),
        'value="procedure"',
    ),
    "describe/": (
        {"do": "take", "text": "Visits take 20 minutes. Dr. Lee works Mondays 8 to 12."},
        {"do": "take", "text": "Visits take 25 minutes. Dr. Quill works Fridays 8 to 12."},
        ("Visits take 20 minutes.", "“Visits take 25 minutes.”"),
        "Visits take 25 minutes. Dr. Quill works Fridays 8 to 12.",
    ),
}


@pytest.mark.parametrize("path", CROSSED)
def test_crossed_nothing_is_overwritten_and_the_second_sees_both_and_what_they_typed(cedar, two, path):
    begin(cedar)
    if "LINE" in path:
        two[0].post(address(cedar, "proxies/"), {"who": "parent", "most": "17"})
        path = path.replace("LINE", names_of(document.entries(draft_text(), "proxies"))[0])
    one, other, both, stays = CROSSED.get(path) or CROSSED["proxies/LINE/"]
    page = shown_now(cedar)
    before = draft_text()
    two[0].post(address(cedar, path), {**one, "as_shown": page})
    after_first = draft_text()
    assert after_first != before
    answer = two[1].post(address(cedar, path), {**other, "as_shown": page}, follow=True)
    text = html.unescape(answer.content.decode())
    assert draft_text() == after_first
    said = re.search(r"Nothing was saved\.[^<]*", text)[0]
    assert all(spoken(what) in said for what in both), said
    assert stays in text and answer.status_code == 422
    again = next(form for form in forms_of(address(cedar, path), answer.content.decode()) if "as_shown" in form.fields)
    assert again.fields["as_shown"] == [shown_now(cedar)], "pressed again, it is pressed on what stands now"


def test_the_same_time_kept_twice_by_two_for_the_same_is_kept_once(cedar, two):
    begin(cedar)
    page, (said, *_) = shown_now(cedar), CROSSED[KEPT]
    for client in two:
        client.post(address(cedar, KEPT), {**said, "as_shown": page})
    assert draft_text().count("Keep Mondays") == 1


# What is put in another order, copied or taken out: what somebody changed since then is not lost by it.
MOVED = {
    "parts/payers/aetna/arrange/": {"do": "remove"},
    "parts/payers/aetna/arrange/ ": {"do": "down"},
    "hours/chen/change/": {"do": "remove", "layer": CHENS},
    "questions/one/reason/arrange/": {"do": "down", "visit": "new-patient"},
}


@pytest.mark.parametrize("path", MOVED)
def test_what_is_moved_or_taken_out_by_an_old_page_loses_nothing_of_the_first(cedar, two, path):
    begin(cedar)
    page = shown_now(cedar)
    two[0].post(address(cedar, "parts/payers/aetna/"), {"name": "Aetna One", "as_shown": page})
    assert "Aetna One" in draft_text()
    answer = two[1].post(address(cedar, path.strip()), {**MOVED[path], "as_shown": page}, follow=True)
    assert answer.status_code < 500
    assert "Aetna One" in draft_text(), "what the first typed stands"


@pytest.mark.parametrize("path", MOVED)
def test_nothing_is_moved_by_a_form_that_does_not_say_what_it_showed(cedar, two, path):
    begin(cedar)
    before = draft_text()
    for page in ("", "x"):
        two[0].post(address(cedar, path.strip()), {**MOVED[path], "as_shown": page}, follow=True)
        assert draft_text() == before, page


@pytest.mark.parametrize(("path", "said"), [*MOVED.items(), *((path, one[0]) for path, one in ADDED.items())])
def test_the_control_with_what_is_shown_now_it_is_done(cedar, two, path, said):
    begin(cedar)
    before = draft_text()
    two[0].post(address(cedar, path.strip()), said, follow=True)
    assert draft_text() != before


# The draft itself -------------------------------------------------------------------------------------------


ON_A_DRAFT = [
    ("draft/publish/", {"reason": "why", "when": "now"}),
    ("draft/publish/", {"reason": "why", "when": "later", "at": "2099-01-01T10:00"}),
    ("draft/change/", {"do": "drop"}),
    ("draft/change/", {"do": "aside", "name": "Mine"}),
    ("draft/change/", {"do": "bring-in"}),
]


@pytest.mark.parametrize(("path", "said"), ON_A_DRAFT)
def test_what_was_shown_is_what_is_published_dropped_or_put_aside_and_nothing_else(cedar, two, path, said):
    begin(cedar)
    page, other = shown_now(cedar), f.actor(cedar, "manager")
    actions.put_aside(other, queries.draft(), reason="X")
    begun = actions.edit(
        other, actions.work_on(other, cedar), change=lambda t: t + "  Visits need approval.\n", reason="Y"
    )
    answer = two[0].post(address(cedar, path), {**said, "as_shown": page})
    begun.refresh_from_db()
    assert (begun.state, answer.status_code) == ("draft", 422)
    assert "Visits need approval." in answer.content.decode(), "what differs is shown"
    assert Policy.objects.filter(state="published").count() == 1


@pytest.mark.parametrize(("path", "said"), ON_A_DRAFT[:4])
def test_nor_one_that_somebody_went_on_with(cedar, two, path, said):
    row = begin(cedar)
    page = shown_now(cedar)
    actions.edit(f.actor(cedar, "manager"), row, change=lambda t: t + "  Visits need approval.\n", reason="more")
    answer = two[0].post(address(cedar, path), {**said, "as_shown": page})
    row.refresh_from_db()
    assert (row.state, answer.status_code) == ("draft", 422)
    assert "Visits need approval." in answer.content.decode()


def test_a_refused_publish_comes_back_with_all_that_was_typed_and_chosen(cedar, two):
    begin(cedar)
    said = {"reason": "Because of the winter", "when": "later", "at": "2020-01-01T10:00"}
    page = two[0].post(address(cedar, "draft/publish/"), said).content.decode()
    assert 'value="Because of the winter"' in page and 'value="2020-01-01T10:00"' in page
    chosen = re.findall(r'name="when"\s+value="(\w+)"[^>]*\bchecked', page)
    assert chosen == ["later"]


def test_a_dropped_draft_is_taken_up_again_with_all_that_others_wrote(cedar, two):
    row = begin(cedar)
    two[0].post(address(cedar, "draft/change/"), {"do": "drop"})
    page = two[1].get(address(cedar, "draft/")).content.decode()
    assert "Discarded" in page
    two[1].post(address(cedar, f"versions/{row.pk}/take-up/"), {})
    assert "Cigna" in draft_text()


def test_rolling_back_needs_what_was_in_force_when_it_was_decided(cedar, two):
    old = queries.in_force()
    f.load_cedar(f.CEDAR + "  Dr. Lee does not offer procedures.\n")
    page = shown_now(cedar, "/roll-back/")
    f.load_cedar(f.CEDAR + "  Visits need approval.\n")
    answer = two[0].post(address(cedar, f"versions/{old.pk}/roll-back/"), {"reason": "x", "as_shown": page})
    assert answer.status_code == 422 and queries.in_force().version == 3


def test_what_both_changed_is_brought_in_only_once_somebody_has_chosen(cedar, two):
    manager = f.actor(cedar, "manager")
    row = actions.edit(
        manager,
        actions.work_on(manager, cedar),
        change=lambda t: document.put(t, "payers", "aetna", {"name": "Aetna Mine"}),
        reason="x",
    )
    f.load_cedar(f.CEDAR.replace("name: Aetna", "name: Aetna Theirs") + "  Visits need approval.\n")
    page = two[0].post(address(cedar, "draft/change/"), {"do": "bring-in"}).content.decode()
    assert "Aetna Theirs" in page and "Aetna Mine" in page
    row.refresh_from_db()
    assert "Visits need approval." not in row.text
    two[0].post(address(cedar, "draft/change/"), {"do": "bring-in", "keep": ["payers, aetna, name"]})
    row.refresh_from_db()
    assert "Aetna Mine" in row.text and "Visits need approval." in row.text


def test_every_form_of_set_up_says_what_it_showed(cedar, two):
    begin(cedar)
    for path in (
        "draft/",
        *(one for one in FORMS if one != "rules/save/"),
        "rules/",
        "closures/",
        "proxies/",
        "parts/payers/",
        "questions/",
        "describe/",
        "start/",
    ):
        page = two[0].get(address(cedar, path)).content.decode()
        forms = [
            one
            for one in page.split("<form")[1:]
            if ('method="post"' in one.partition(">")[0] and "/setup/" in one.partition(">")[0])
            or ("action" not in one.partition(">")[0] and 'method="post"' in one.partition(">")[0])
        ]
        assert forms and all(
            'name="as_shown"' in one.partition("</form>")[0] for one in forms if "/setup/try" not in one
        ), path


def test_the_control_without_what_was_shown_the_second_wins_in_silence(cedar, two, monkeypatch):
    """What was wrong: a change was made to whatever stood there.  The harness must see it."""
    begin(cedar)
    page = shown_now(cedar)
    monkeypatch.setattr("frontdesk.practice.drafts.actions._text_shown", lambda row, was: row.text)
    two[0].post(address(cedar, "parts/payers/aetna/"), {"name": "Aetna One", "as_shown": page})
    answer = two[1].post(address(cedar, "parts/payers/aetna/"), {"name": "Aetna Two", "as_shown": page}, follow=True)
    assert "Nothing was saved" not in answer.content.decode()
    assert read(draft_text()).setup.payers["aetna"] == "Aetna Two"


def test_somebody_who_is_not_signed_in_sees_none_of_it(cedar):
    assert Client().post(address(cedar, "parts/payers/aetna/"), {"name": "x"}).status_code in (302, 403)
