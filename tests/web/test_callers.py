"""A caller is asked what the rules need, as a patient is on the page; a card that cannot be shown is brought along."""

import re

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from frontdesk.intake.models import Request
from frontdesk.intake.queries import owed
from frontdesk.messaging.models import Message
from frontdesk.people.models import RolePermission
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


def test_what_the_rules_depend_on_is_asked_beside_the_times_and_is_kept_with_the_booking(practice, desk, who):
    path, chosen = at(practice, f"console/book/{who.pk}/?visit=follow-up"), value(f.place("09:30"))
    assert 'name="reason-answer"' in desk.get(path).content.decode()
    refused = desk.post(path, {"time": chosen})
    assert refused.status_code == 409 and f'name="time" value="{chosen}"' in refused.content.decode()
    assert desk.post(path, {"time": chosen, "reason-answer": "a cough"}).status_code == 302
    made = Appointment.objects.get()
    assert made.request.state == "scheduled" and made.request.answers.get().value == "a cough"
    assert set(Message.objects.exclude(state="withdrawn").values_list("template", flat=True)) == {"booked"}


def test_a_visit_that_needs_approval_is_not_booked_past_it_and_becomes_a_request_with_what_was_said(
    practice, desk, who
):
    path = at(practice, f"console/book/{who.pk}/?visit=follow-up")
    page = desk.post(path, {"time": value(f.place()), "reason-answer": "after my surgery"}).content.decode()
    assert "need approval" in page and not Request.objects.exists()
    assert f"console/book/{who.pk}/request/?visit=follow-up" in page and "after my surgery</textarea>" in page
    scheduler = as_staff(practice, "scheduler")
    form = {"time": value(f.place()), "reason-answer": "after my surgery", "override": "1", "reason": "agreed by phone"}
    assert scheduler.post(path, form).status_code == 302
    assert Appointment.objects.get().override_reason == "agreed by phone"


def test_the_time_that_was_chosen_goes_along_to_the_request(practice, desk, who):
    chosen = value(f.place("09:30"))
    form = {"reason-answer": "a cough", "time": chosen}
    answer = desk.post(at(practice, f"console/book/{who.pk}/request/?visit=follow-up"), form)
    page = desk.get(answer.headers["Location"]).content.decode()
    assert f'btn-primary" name="time" value="{chosen}"' in page


@pytest.mark.parametrize(("reason", "state"), [("a cough", "approved"), ("after my surgery", "awaiting_approval")])
def test_a_rule_that_depends_on_the_reason_holds_for_who_calls_too(practice, desk, who, reason, state):
    desk.post(at(practice, f"console/book/{who.pk}/request/?visit=follow-up"), {"reason-answer": reason})
    assert Request.objects.get().state == state


def test_a_length_that_depends_on_the_reason_is_the_callers(practice, desk, who):
    form = {"reason-answer": "a mole", "time": value(f.place())}
    desk.post(at(practice, f"console/book/{who.pk}/?visit=procedure"), form)
    made = Appointment.objects.get()
    assert (made.end - made.start).seconds == 3600


def test_a_visit_that_no_rule_asks_about_is_booked_at_once(cedar):
    who = f.patient(cedar, established=True)
    page = as_staff(cedar, "front_desk").get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")).content.decode()
    assert "Ask the caller" not in page


NEW = "console/book/{}/request/?visit=new-patient"


def test_a_new_caller_brings_the_card(practice, desk, who):
    path = at(practice, NEW.format(who.pk))
    assert "They will bring it to the visit" in desk.get(path).content.decode()
    refused = desk.post(path, {"reason-answer": "a cough"})
    assert refused.status_code == 422 and "or select that they will bring it" in refused.content.decode()
    desk.post(path, {"reason-answer": "a cough", "insurance-card-bring": "on"})
    asked = Request.objects.get()
    assert (asked.state, asked.missing, owed(who, pays_alone=False)) == ("approved", [], ["insurance-card"])
    form = {"time": value(f.place()), "version": asked.version}
    assert desk.post(at(practice, f"console/requests/{asked.pk}/book/"), form).status_code == 302
    assert Appointment.objects.get().request == asked


def test_what_was_read_out_is_kept_in_its_place(practice, desk, who):
    desk.post(at(practice, NEW.format(who.pk)), {"reason-answer": "x y", "insurance-card-answer": "A 123", "insurance-card-bring": "on"})  # fmt: skip
    assert Request.objects.get().answers.get(field="insurance-card").value == "A 123"
    assert owed(who, pays_alone=False) == []


@pytest.mark.parametrize("kind", ["document", "text"])
def test_what_need_not_be_given_can_be_left_empty_when_it_was_asked_for(practice, desk, who, kind):
    from frontdesk.access.may import SYSTEM
    from frontdesk.intake import actions as intake

    text = f.CEDAR.replace("rules: |", f"  - {{id: letter, ask: A letter, kind: {kind}, required: no}}\nrules: |", 1)
    f.load_cedar(text)
    asked = intake.create_for_caller(SYSTEM, who, visit_type=f.visit("follow-up"), answers={"reason": "x"})
    intake.ask(SYSTEM, asked, fields=["letter"])
    from tests.web_client import as_patient

    answer = as_patient(practice, who).post(at(practice, f"requests/{asked.pk}/answer/"), {})
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.missing) == ("approved", []) and not asked.answers.filter(field="letter").exists()


def leads(page, appointments):
    """Which of these the page leads to."""
    return [one for one in appointments if f"console/appointments/{one.pk}/" in page]


def test_who_is_refused_by_a_limit_is_told_which_visits_count_toward_it(db):
    cedar = f.load_cedar(f.CEDAR + "  At most 2 upcoming visits per patient.\n  At most 2 procedures per day.\n")
    desk, who, by = as_staff(cedar, "front_desk"), f.patient(cedar, established=True), f.actor(cedar, "front_desk")
    theirs = [
        booking.book(by, who, visit_type=f.visit("follow-up"), place=f.place(time), channel="phone", only=False)
        for time in ("09:00", "10:00")
    ]
    other = booking.book(by, f.patient(cedar, established=True), visit_type=f.visit("follow-up"), place=f.place("11:00"), channel="phone")  # fmt: skip
    form = {"time": value(f.place("11:30")), "second": "1", "reason-answer": "x"}
    page = desk.post(at(cedar, f"console/book/{who.pk}/?visit=follow-up"), form).content.decode()
    assert "the patient has 2 already" in page and leads(page, [*theirs, other]) == theirs
    assert "9:00 AM</a>, Follow-up visit, Dr. Chen" in page


def test_visits_that_somebody_may_not_open_are_not_named_to_them(db):
    cedar = f.load_cedar(f.CEDAR + "  At most 1 follow-up visit per day with Dr. Chen.\n")
    one = f.booked(cedar, "09:00", established=True)
    asked = {"visit": "follow-up", "provider": "chen", "location": "downtown", "channel": "phone", "patient": "established"}  # fmt: skip
    asked["at"] = f"{f.day()}T10:00"
    desk = as_staff(cedar, "front_desk")
    page = desk.post(at(cedar, f"console/book/{f.patient(cedar, established=True).pk}/?visit=follow-up"), {"time": value(f.place("10:00"))})  # fmt: skip
    assert leads(page.content.decode(), [one]) == [one]
    RolePermission.objects.filter(role="manager", permission__startswith="appointment.view").delete()
    page = as_staff(cedar, "manager").post(at(cedar, "setup/why/"), asked).content.decode()
    assert "1 booked for" in page and not leads(page, [one])


@pytest.fixture
def full(db):
    """A caller who has as many visits to come as the practice allows."""
    cedar = f.load_cedar(f.CEDAR + "  At most 2 upcoming visits per patient.\n")
    who, by = f.patient(cedar, established=True), f.actor(cedar, "front_desk")
    theirs = [
        booking.book(by, who, visit_type=f.visit("follow-up"), place=f.place(time), channel="phone", only=False)
        for time in ("09:00", "10:00")
    ]
    return cedar, as_staff(cedar, "front_desk"), who, theirs


LIMIT = "At most 2 upcoming visits per patient."


def test_the_list_without_times_names_the_limit_and_leads_to_the_visits_that_count(full):
    cedar, desk, who, theirs = full
    page = desk.get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")).content.decode()
    assert "0 times" in page and LIMIT in page and leads(page, theirs) == theirs
    assert "In these two weeks" not in page


def test_who_has_room_for_one_more_sees_no_limit(full):
    cedar, desk, who, theirs = full
    booking.cancel(f.actor(cedar, "front_desk"), theirs[0], reason="x")
    page = desk.get(at(cedar, f"console/book/{who.pk}/?visit=follow-up")).content.decode()
    assert "A limit is reached" not in page and LIMIT not in page and not re.search(r"\b0 times", page)


def test_the_request_of_it_says_what_stands_in_the_way_and_the_patient_is_promised_nothing(full):
    cedar, desk, who, theirs = full
    path = at(cedar, f"console/book/{who.pk}/request/?visit=follow-up")
    page = desk.get(path).content.decode()
    assert LIMIT in page and leads(page, theirs) == theirs and "no message is sent" in page
    before = Message.objects.count()
    answer = desk.post(path, {"reason-answer": "a cough"})
    page = desk.get(answer.headers["Location"]).content.decode()
    rules = page.partition("What the rules say")[2].partition("</section>")[0]
    assert LIMIT in rules and "A limit is reached" in rules and leads(rules, theirs) == theirs
    assert Request.objects.count() == 1 and Message.objects.count() == before


def test_a_request_that_can_be_booked_is_confirmed_to_the_patient(full):
    cedar, desk, who, theirs = full
    booking.cancel(f.actor(cedar, "front_desk"), theirs[0], reason="x")
    desk.post(at(cedar, f"console/book/{who.pk}/request/?visit=follow-up"), {"reason-answer": "a cough"})
    assert Message.objects.filter(template="request-received").count() == 1
