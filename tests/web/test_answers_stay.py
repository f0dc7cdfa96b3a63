"""What a caller answered stays, whatever staff look at meanwhile, and stands in no address."""

import time
from itertools import product

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.intake import patients
from frontdesk.intake.models import Request
from tests import factory as f
from tests.portion import some_of
from tests.web.forms import forms_of
from tests.web.test_callers import RULES, value
from tests.web_client import as_contact, as_staff, at

SAID = {"reason-answer": "a cough", "insurance-card-bring": "on"}


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + RULES)


@pytest.mark.parametrize(
    ("button", "shown_again"),
    [
        ({"day": "visit=new-patient&date={day}"}, ""),
        ({"show": "1", "with": "lee", "date": "{day}"}, ""),
        ({"calendar": "1"}, "back"),
        ({"series": "1", "first": "{first}", "every": "2", "times": "3"}, ""),
        ({"series": "1", "first": "{first}", "every": "2", "times": "3"}, "back"),
    ],
)
def test_what_was_typed_is_there_again(practice, button, shown_again):
    who, desk = f.patient(practice), as_staff(practice, "front_desk")
    path = at(practice, f"console/book/{who.pk}/?visit=new-patient")
    page = desk.get(path).content.decode()
    assert f'name="{next(iter(button))}"' in page
    dates = {"day": f.day(9), "first": value(f.place())}
    answer = desk.post(path, {**SAID, **{name: said.format(**dates) for name, said in button.items()}})
    assert answer.status_code == 302 and "cough" not in answer["Location"]
    text = desk.get(path if shown_again else answer["Location"]).content.decode()
    assert "a cough</textarea>" in text
    box = text[text.index('name="insurance-card-bring"') :]
    assert "checked" in box[: box.index(">")]


def instead(desk, practice, who, visit, other, **typed):
    """Another visit is chosen in the page of one, with all that its form holds; the page that comes then."""
    page = desk.get(at(practice, f"console/book/{who.pk}/?visit={visit}"))
    button = next(one for one in forms_of(page.request["PATH_INFO"], page.content.decode()) if "instead" in one.buttons)
    address = next(one for one in button.leads if "?visit=" in one or "&visit=" in one)
    return desk.post(address, button.data(**typed, other=other, instead="1"), follow=True)


def test_another_visit_is_chosen_and_what_was_typed_goes_along(practice):
    """As it was found: the select was a form of its own, and all that stood in the other was lost."""
    who, desk = f.patient(practice, established=True), as_staff(practice, "front_desk")
    typed = {"reason-answer": "a cough", "every": "3", "times": "4", "on": ["2"], "date": str(f.day(9)), "with": "lee"}
    page = instead(desk, practice, who, "follow-up", "procedure", **typed)
    text = page.content.decode()
    assert "cough" not in page.redirect_chain[-1][0] and "visit=procedure" in page.redirect_chain[-1][0]
    assert '<option value="procedure" selected' in text and "a cough</textarea>" in text
    for field in ('name="every" inputmode="numeric" value="3"', 'name="times" inputmode="numeric" value="4"'):
        assert field in text
    assert 'name="on" value="2" checked' in text and f'value="{f.day(9)}"' in text
    assert '<option value="lee" selected' in text
    assert "a cough</textarea>" in desk.get(at(practice, f"console/book/{who.pk}/?visit=follow-up")).content.decode()


def test_from_a_visit_that_cannot_be_booked_at_once_it_goes_along_too(practice):
    who, desk = f.patient(practice), as_staff(practice, "front_desk")
    page = instead(desk, practice, who, "new-patient", "procedure", **{"reason-answer": "a cough"})
    assert "a cough</textarea>" in page.content.decode()


def test_what_was_typed_for_the_other_before_stands(practice):
    who, desk = f.patient(practice, established=True), as_staff(practice, "front_desk")
    for visit, other, said in (("follow-up", "procedure", "a cough"), ("procedure", "follow-up", "a mole")):
        page = instead(desk, practice, who, visit, other, **{"reason-answer": said})
    assert "a cough</textarea>" in page.content.decode()


def test_a_visit_that_asks_nothing_is_chosen_as_ever(cedar):
    who, desk = f.patient(cedar, established=True), as_staff(cedar, "front_desk")
    page = instead(desk, cedar, who, "follow-up", "procedure", every="3")
    assert '<option value="procedure" selected' in page.content.decode()
    assert 'name="every" inputmode="numeric" value="3"' in page.content.decode()


def test_what_may_not_go_along_is_there_with_the_first_and_that_is_said(with_parents):
    teen, desk = teen_of(with_parents), as_staff(with_parents, "scheduler")
    typed = {"reason-answer": SECRET, "pills-answer": SECRET}
    text = instead(desk, with_parents, teen, "procedure", "follow-up", **typed).content.decode()
    assert SECRET not in text and "What was typed stays with Procedure" in text
    assert SECRET in instead(desk, with_parents, teen, "follow-up", "procedure").content.decode()


def test_why_against_the_rules_is_there_again(practice):
    """Typed for a time that was chosen in the calendar, and another visit looked at meanwhile."""
    who, boss = f.patient(practice), as_staff(practice, "scheduler")
    path = at(practice, f"console/book/{who.pk}/?visit=procedure")
    boss.post(path, {"reason-answer": "a cough", "reason": "agreed by phone", "instead": "1", "other": "follow-up"})
    text = boss.get(f"{path}&time={value(f.place('20:00'))}").content.decode()
    assert 'name="reason" value="agreed by phone"' in text


@pytest.mark.parametrize(("page", "word"), [("move", "ill"), ("merge", "the same card")])
def test_a_reason_that_was_typed_is_given_back_by_a_page_that_refuses(practice, page, word):
    from frontdesk.booking import actions as booking

    desk, boss = as_staff(practice, "scheduler"), f.actor(practice, "scheduler")
    who = f.patient(practice, established=True)
    if page == "move":
        one = booking.book(boss, who, visit_type=f.visit("procedure"), place=f.place(), override=True, reason="x")
        path, said = at(practice, f"console/appointments/{one.pk}/move/"), {"time": value(f.place("20:00")), "version": one.version}  # fmt: skip
    else:
        other = f.patient(practice, last_name=who.last_name, birth_date=who.birth_date, first_name=who.first_name)
        path, said = at(practice, f"console/patients/{who.pk}/merge/?q={other.last_name}"), {"other": ""}
    answer = desk.post(path, {**said, "reason": word})
    text = answer.content.decode()
    assert answer.status_code >= 400 and f'name="reason" value="{word}"' in text
    assert f'data-draft="{page} ' in text, "and kept in the tab while another day or record is looked for"


def test_of_another_caller_nothing_is_shown_and_once_booked_nothing_is_kept(practice):
    who, other = (f.patient(practice, established=True) for _ in range(2))
    desk = as_staff(practice, "front_desk")
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    desk.post(path, {"reason-answer": "a cough", "calendar": "1"})
    assert "a cough" not in desk.get(at(practice, f"console/book/{other.pk}/?visit=follow-up")).content.decode()
    desk.post(path, {"reason-answer": "a cough", "calendar": "1"})
    assert desk.post(path, {"time": value(f.place())}).status_code == 302  # as a place in the calendar does
    assert Appointment.objects.get().request.answers.get().value == "a cough"
    assert "a cough</textarea>" not in desk.get(path).content.decode()


# What was said of one visit stays with that visit ---------------------------------------------------------------

SECRET = "I use pills, mother must not know"
TABLE = """
proxies:
  - {who: parent, from age: 12, under age: 18, visits: [follow-up], may: [see, book]}
"""
ASKS = "  Follow-up visits need reason before booking.\n  Procedures need reason and pills before booking.\n"
QUESTION = "  - {id: pills, ask: Which pills do you take?, kind: text}\nrules: |\n"


def teen_of(practice):
    today = f.day(0)
    teen = f.patient(practice, birth_date=today.replace(year=today.year - 15, day=1), established=True)
    patients.confirm_proxy(
        SYSTEM, patients.name_proxy(SYSTEM, teen, contact="pat@example.org", who="parent", name="Pat")
    )
    return teen


@pytest.fixture
def with_parents(db):
    text = f.CEDAR.replace("rules: |\n", QUESTION + ASKS, 1)
    return f.load_cedar(text + TABLE)


def read_by_parent(practice) -> str:
    asked = Request.objects.get(visit_type__code="follow-up")
    answer = as_contact(practice, "pat@example.org").get(at(practice, f"requests/{asked.pk}/"))
    assert answer.status_code == 200
    return answer.content.decode()


BUTTONS = [{"calendar": "1"}, {"instead": "1", "other": "follow-up"}, {"day": "visit=procedure&date={day}"}, {"show": "1", "date": "{day}"}]  # fmt: skip


@pytest.mark.parametrize(
    ("button", "how"),
    some_of(product(BUTTONS, ["on the page", "from the calendar", "write down", "series"]), one_in=5, torture=2),
)
def test_a_reason_that_was_said_of_a_hidden_visit_is_in_no_form_of_another_and_on_no_page_of_a_parents(
    with_parents, button, how
):
    teen, desk = teen_of(with_parents), as_staff(with_parents, "scheduler")
    pressed = {name: value.format(day=f.day(9)) for name, value in button.items()}
    hidden, shown = (at(with_parents, f"console/book/{teen.pk}/?visit={visit}") for visit in ("procedure", "follow-up"))
    assert desk.post(hidden, {"reason-answer": SECRET, "pills-answer": SECRET, **pressed}).status_code == 302
    pages = {"series": f"console/book/{teen.pk}/series/?visit=follow-up&time={value(f.place())}&every=1&times=2", "write down": f"console/book/{teen.pk}/request/?visit=follow-up"}  # fmt: skip
    assert SECRET not in desk.get(at(with_parents, pages[how]) if how in pages else shown).content.decode()
    if how == "from the calendar":  # a press that brings no answers does not bring those of the other visit
        assert desk.post(shown, {"time": value(f.place())}).status_code == 409
        assert not Appointment.objects.exists()
    desk.post(shown, {"time": value(f.place()), "reason-answer": "a cough"})
    assert "a cough" in read_by_parent(with_parents) and SECRET not in read_by_parent(with_parents)


def test_of_two_visits_each_has_its_own_and_neither_is_there_after_an_hour(with_parents, monkeypatch):
    teen, desk = teen_of(with_parents), as_staff(with_parents, "scheduler")
    hidden, shown = (at(with_parents, f"console/book/{teen.pk}/?visit={visit}") for visit in ("procedure", "follow-up"))
    desk.post(hidden, {"reason-answer": SECRET, "pills-answer": "x", "calendar": "1"})
    desk.post(shown, {"reason-answer": "a cough", "calendar": "1"})
    assert SECRET in desk.get(hidden).content.decode() and "a cough" in desk.get(shown).content.decode()
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)
    assert SECRET not in desk.get(hidden).content.decode() and "a cough" not in desk.get(shown).content.decode()


def test_who_is_left_for_another_caller_is_forgotten(with_parents):
    teen, other = teen_of(with_parents), f.patient(with_parents, established=True)
    desk = as_staff(with_parents, "scheduler")
    hidden = at(with_parents, f"console/book/{teen.pk}/?visit=procedure")
    for leave in (f"console/book/{other.pk}/?visit=follow-up", "console/book/"):
        desk.post(hidden, {"reason-answer": SECRET, "pills-answer": "x", "calendar": "1"})
        desk.get(at(with_parents, leave))
        assert SECRET not in desk.get(hidden).content.decode(), leave
        assert SECRET not in str(dict(desk.session))


@pytest.mark.parametrize(("first", "then", "comes_back"), [("procedure", "procedure", True), ("procedure", "follow-up", False)])  # fmt: skip
def test_what_was_answered_for_a_hidden_visit_fills_in_no_form_that_parents_may_read(with_parents, first, then, comes_back):  # fmt: skip
    """Neither staff's form nor that of the patient themselves: what it says stands on a page that is open to others."""
    from frontdesk.intake.carrying import said_before

    teen = teen_of(with_parents)
    intake.create_for_caller(f.actor(with_parents, "scheduler"), teen, visit_type=f.visit(first), answers={"pills": SECRET})  # fmt: skip
    assert said_before(teen, f.visit(then), for_the_record=True).filter(value=SECRET).exists() is comes_back
    adult = f.patient(with_parents)
    intake.create_for_caller(f.actor(with_parents, "scheduler"), adult, visit_type=f.visit(first), answers={"pills": "a"})  # fmt: skip
    assert said_before(adult, f.visit(then), for_the_record=True).filter(value="a").exists(), (
        "nobody's table hides anything of an adult's"
    )


def test_what_was_said_of_a_sensitive_visit_stays_with_it_whoever_acts_for_whom(db):
    from frontdesk.intake.carrying import said_before

    practice = f.load_cedar(f.CEDAR.replace("name: Procedure}", "name: Procedure, sensitive: true}"))
    who = f.patient(practice)
    intake.create_for_caller(f.actor(practice, "scheduler"), who, visit_type=f.visit("procedure"), answers={"pills": "a"})  # fmt: skip
    assert (
        not said_before(who, f.visit("follow-up"), for_the_record=True).exists()
        and said_before(who, f.visit("procedure"), for_the_record=True).exists()
    )
