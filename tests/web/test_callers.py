"""A caller is asked what the rules need, as a patient is on the page; a card that cannot be shown is brought along."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.errors import BreaksRules
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Request
from frontdesk.intake.queries import owed
from tests import factory as f
from tests.web_client import as_staff, at

RULES = """\
  New patient visits need insurance card before booking.
  Follow-up visits need approval when the reason mentions "surgery".
  Procedures take 60 minutes when the reason mentions "mole".
"""


@pytest.fixture
def practice(db):
    return f.load_cedar(f.CEDAR + RULES)


@pytest.fixture
def desk(practice):
    return as_staff(practice, "front_desk")


@pytest.fixture
def who(practice):
    from frontdesk.practice.models import Payer

    return f.patient(practice, established=True, payer=Payer.objects.get(code="aetna"))


def value(place):
    from frontdesk.booking.series.actions import Look

    return Look(place).value


def test_the_page_asks_before_it_shows_times_and_the_time_that_was_chosen_goes_along(practice, desk, who):
    chosen = value(f.place("09:30"))
    page = desk.get(at(practice, f"console/book/{who.pk}/"), {"visit": "follow-up", "time": chosen}).content.decode()
    assert "Ask the caller first" in page and 'name="reason-answer"' in page and "9:30" not in page
    answer = desk.post(at(practice, f"console/book/{who.pk}/request/?visit=follow-up&time={chosen}"), {"reason-answer": "a cough"})  # fmt: skip
    asked = Request.objects.get()
    assert asked.state == "approved"
    page = desk.get(answer.headers["Location"]).content.decode()
    assert f'btn-primary" name="time" value="{chosen}"' in page


@pytest.mark.parametrize(("reason", "state"), [("a cough", "approved"), ("after my surgery", "awaiting_approval")])
def test_a_rule_that_depends_on_the_reason_holds_for_who_calls_too(practice, desk, who, reason, state):
    desk.post(at(practice, f"console/book/{who.pk}/request/?visit=follow-up"), {"reason-answer": reason})
    assert Request.objects.get().state == state


@pytest.mark.parametrize("code", ["follow-up", "procedure"])
def test_nobody_books_past_a_question_that_a_rule_depends_on(practice, who, code):
    with pytest.raises(BreaksRules) as problem:
        booking.book(f.actor(practice, "front_desk"), who, visit_type=f.visit(code), place=f.place())
    assert "reason was not asked" in problem.value.reasons[0].detail


def test_a_length_that_depends_on_the_reason_is_the_callers(practice, desk, who):
    desk.post(at(practice, f"console/book/{who.pk}/request/?visit=procedure"), {"reason-answer": "a mole"})
    asked = Request.objects.get()
    made = booking.approve_and_book(f.actor(practice, "scheduler"), asked, place=f.place())
    assert (made.end - made.start).seconds == 3600


def test_a_visit_that_no_rule_asks_about_is_booked_at_once(cedar):
    who = f.patient(cedar, established=True)
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")).content.decode()
    assert "Ask the caller first" not in page


NEW = "console/book/{}/request/?visit=new-patient"


def test_a_new_caller_brings_the_card(practice, desk, who):
    path = at(practice, NEW.format(who.pk))
    assert "They will bring it to the visit" in desk.get(path).content.decode()
    refused = desk.post(path, {"reason-answer": "a cough"})
    assert refused.status_code == 422 and "or select that they will bring it" in refused.content.decode()
    desk.post(path, {"reason-answer": "a cough", "insurance-card-bring": "on"})
    asked = Request.objects.get()
    assert (asked.state, asked.missing, owed(who)) == ("approved", [], ["insurance-card"])
    form = {"time": value(f.place()), "version": asked.version}
    assert desk.post(at(practice, f"console/requests/{asked.pk}/book/"), form).status_code == 302
    assert Appointment.objects.get().request == asked


def test_what_was_read_out_is_kept_in_its_place(practice, desk, who):
    desk.post(at(practice, NEW.format(who.pk)), {"reason-answer": "x y", "insurance-card-answer": "A 123", "insurance-card-bring": "on"})  # fmt: skip
    assert Request.objects.get().answers.get(field="insurance-card").value == "A 123"
    assert owed(who) == []


@pytest.mark.parametrize("kind", ["document", "text"])
def test_what_need_not_be_given_can_be_left_empty_when_it_was_asked_for(practice, desk, who, kind):
    from frontdesk.intake import actions as intake
    from frontdesk.people.may import SYSTEM

    text = f.CEDAR.replace("rules: |", f"  - {{id: letter, ask: A letter, kind: {kind}, required: no}}\nrules: |", 1)
    f.load_cedar(text)
    asked = intake.create_for_caller(SYSTEM, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    intake.ask(SYSTEM, asked, fields=["letter"])
    from tests.web_client import as_patient

    answer = as_patient(practice, who).post(at(practice, f"requests/{asked.pk}/answer/"), {})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.missing) == ("approved", []) and not asked.answers.filter(field="letter").exists()
