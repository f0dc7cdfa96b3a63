"""An interpreter: asked of who calls as of who asks online, with the language; it lengthens the visit where the practice says so, and staff see it."""

import datetime as dt
from pathlib import Path

import pytest

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake import actions as intake
from frontdesk.practice.file import read
from frontdesk.practice.findings import findings_in_file
from tests import factory as f
from tests.web_client import as_staff, at

TODAY = dt.date(2026, 11, 25)
ASKS = """\
  - {id: interpreter, ask: Do you need an interpreter?, kind: yes/no, for: [follow-up]}
  - id: interpreter-language
    ask: Which language?
    kind: choice
    options: [Spanish, Polish]
    for: [follow-up]
    show when: interpreter is "yes"
  - {id: agreed, ask: I agree, kind: signature, for: [follow-up]}
"""
LONGER = '  Follow-up visits take 60 minutes when interpreter is "yes".\n'
OUTDONE = '  Visits take 60 minutes when interpreter is "yes".\n  Follow-up visits take 20 minutes.\n'


def the_file(rules=LONGER):
    return f.CEDAR.replace("rules: |\n", f"{ASKS}rules: |\n") + rules


@pytest.fixture
def practice(db):
    return f.load_cedar(the_file())


@pytest.fixture
def who(practice):
    return f.patient(practice, established=True)


def value(place):
    from frontdesk.booking.series.actions import Look

    return Look(place).value


def never(text):
    return [(one.line, one.message) for one in findings_in_file(read(text), TODAY) if one.kind == "never decides"]


def test_a_value_that_waits_for_an_answer_and_is_outdone_wherever_that_is_asked_is_said():
    assert [words for _line, words in never(the_file(OUTDONE))] == [
        "Where “Do you need an interpreter?” is asked, narrower sentences always win."
    ]
    assert never(the_file()) == []


def test_the_demos_interpreter_lengthens_the_visits_whose_form_asks_for_one():
    assert never(Path("examples/cedar-family-medicine.yaml").read_text()) == []


def test_a_caller_is_asked_what_the_form_asks_and_what_follows_from_it(practice, who):
    desk = as_staff(practice, "front_desk")
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    page = desk.get(path).content.decode()
    assert 'name="interpreter-answer"' in page and "interpreter-language" not in page and "I agree" not in page
    form = {"time": value(f.place("09:30")), "reason-answer": "a cough"}
    assert desk.post(path, form).status_code == 409
    asked = desk.post(path, {**form, "interpreter-answer": "yes"})
    assert asked.status_code == 409 and 'name="interpreter-language-answer"' in asked.content.decode()
    said = {**form, "interpreter-answer": "yes", "interpreter-language-answer": "Polish"}
    assert desk.post(path, said).status_code == 302
    made = Appointment.objects.get()
    assert (made.end - made.start) == dt.timedelta(hours=1)
    assert dict(made.request.answers.values_list("field", "value"))["interpreter-language"] == "Polish"


def test_who_needs_none_is_asked_for_no_language(practice, who):
    desk = as_staff(practice, "front_desk")
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    form = {"time": value(f.place("09:30")), "reason-answer": "a cough", "interpreter-answer": "no"}
    assert desk.post(path, form).status_code == 302
    made = Appointment.objects.get()
    assert (made.end - made.start) == dt.timedelta(minutes=30)


@pytest.mark.parametrize("needs", [True, False])
def test_whoever_sees_who_comes_sees_the_interpreter_and_the_language(practice, who, needs):
    answers = {"reason": "x", "interpreter": "yes", "interpreter-language": "Polish"}
    answers = answers if needs else {"reason": "x", "interpreter": "no"}
    intake.create_for_caller(SYSTEM, who, visit_type=f.visit("follow-up"), answers=answers)
    made = booking.book(f.actor(practice, "scheduler"), who, visit_type=f.visit("procedure"), place=f.place())
    desk, date = as_staff(practice, "front_desk"), made.start.astimezone(f.CHICAGO).date()
    pages = (
        f"console/appointments/{made.pk}/",
        f"console/calendar/?date={date}",
        f"console/calendar/day-sheet/?date={date}",
    )
    for page in pages:
        answer = desk.get(at(practice, page))
        assert answer.status_code == 200, page
        assert ("Interpreter: Polish" in answer.content.decode()) == needs, page


def test_the_demos_counseling_of_a_teenager_needs_no_guardians_name():
    file = read(Path("examples/cedar-family-medicine.yaml").read_text())
    needs = [one.rule for one in file.setup.book.entries if "guardian name" in one.text]
    assert needs and all(not rule.scope.speaks_of("counseling") for rule in needs)
