"""A text answers what was asked last: a time on offer, a visit that must move or is due, a request; never a visit beside it."""

import datetime as dt
from itertools import product

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM
from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, WaitlistOffer
from frontdesk.booking.take import Wish, take
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.messaging import actions
from frontdesk.messaging.models import Inbound, Message
from frontdesk.outreach.proposals.actions import propose
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.waitlist import actions as waitlist
from tests import factory as f
from tests.messaging.test_texts import confirmed, hook, remind, seen
from tests.portion import some_of
from tests.web_client import as_staff, at


def offered(one: Appointment, days: int = 2) -> WaitlistOffer:
    """An earlier time, for who has this one."""
    actor = f.actor(one.patient.practice, "front_desk")
    who, visit = one.patient, one.visit_type
    entry = waitlist.join(actor, who, visit_type=visit, first_on=f.day(1), appointment=one)
    hold = take(Wish(who, visit, f.place("10:00", date=f.day(days)), "staff", replaces=one), "held", 14 * 60)
    return waitlist.offer(SYSTEM, entry, hold=hold, keep=dt.timedelta(hours=14))  # longer than any night


def last() -> Message:
    return Message.objects.latest("created_at")


@pytest.mark.parametrize("body", ["YES", "C", "Yes please", "👍", "Sí, gracias"])
def test_a_yes_to_an_offer_is_no_yes_to_the_visit_that_they_have(cedar, body):
    one = seen(cedar, days=9)
    remind(one)
    given = offered(one)
    hook(cedar, body, "SM1")
    assert confirmed(one) == [False]
    assert last().template == "text-offered" and f"/waitlist/offers/{given.pk}/" in last().body
    task = Task.objects.get(state="open", kind="offered")
    assert task.due_at <= now() + dt.timedelta(minutes=16) and Inbound.objects.get().about == [given.hold_id]
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert "Wants the time that was offered" in page and "Kept until" in page
    assert f"/console/appointments/{given.hold_id}/" in page


@pytest.mark.parametrize("body", ["I can't make that one", "no", "R", "what do I bring?"])
def test_what_else_answers_an_offer_is_read_by_staff_and_declines_nothing(cedar, body):
    one = seen(cedar, days=9)
    remind(one)
    given = offered(one)
    hook(cedar, body, "SM1")
    assert last().template == "text-to-staff" and "staff will read" in last().body
    assert [task.kind for task in Task.objects.filter(state="open")] == ["text"]
    assert Inbound.objects.get().about == [given.hold_id]
    given.refresh_from_db()
    one.refresh_from_db()
    assert (given.state, one.state) == ("offered", "booked")


def test_an_emergency_is_one_whatever_was_asked(cedar):
    offered(seen(cedar, days=9))
    hook(cedar, "chest pain", "SM1")
    assert last().template == "text-urgent" and Task.objects.get(state="open").kind == "urgent"


def test_the_word_of_a_later_reminder_answers_that_and_any_other_yes_does_not(cedar):
    one = seen(cedar, days=9)
    given = offered(one)
    remind(one)
    hook(cedar, "Yes please", "SM1")
    assert confirmed(one) == [False] and Inbound.objects.get().about == [given.hold_id]
    hook(cedar, "C", "SM2")
    assert confirmed(one) == [True]


def test_an_offer_that_is_over_is_said_to_be_over_and_staff_read_who_wanted_it(cedar):
    one = seen(cedar, days=9)
    remind(one)
    given = offered(one)
    Message.objects.filter(thing_id=given.pk).update(state="sent")
    WaitlistOffer.objects.filter(pk=given.pk).update(expires_at=now() - dt.timedelta(minutes=1))
    waitlist.pass_on()
    hook(cedar, "yes", "SM1")
    assert confirmed(one) == [False] and last().template == "text-offer-over"
    assert Task.objects.get(kind="offered").state == "open"


def test_who_wanted_it_stays_on_the_list_when_it_lapses_and_not_when_they_have_it(cedar):
    one = seen(cedar, days=9)
    given = offered(one)
    hook(cedar, "yes", "SM1")
    waitlist.accept(f.actor(cedar, "front_desk"), given, reason="by text")
    assert Task.objects.get(kind="offered").state == "done"


def test_who_wanted_it_is_called_still_when_it_lapses(cedar):
    given = offered(seen(cedar, days=9))
    hook(cedar, "yes", "SM1")
    WaitlistOffer.objects.filter(pk=given.pk).update(expires_at=now() - dt.timedelta(minutes=1))
    waitlist.pass_on()
    assert Task.objects.get(kind="offered").state == "open"
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/")).content.decode()
    assert "Not kept any more" in page


def test_what_they_have_answered_themselves_is_asked_no_longer(cedar):
    one = seen(cedar, days=9)
    remind(one)
    waitlist.decline(SYSTEM, offered(one))
    hook(cedar, "C", "SM1")
    assert confirmed(one) == [True]


def test_a_yes_to_a_proposed_time_is_somebodys_at_once_and_names_that_time(cedar):
    one = seen(cedar, days=9)
    booking.will_come(SYSTEM, one)
    other = seen(cedar, days=3, who=one.patient)
    remind(other)
    propose(f.actor(cedar, "scheduler"), one, reason="ill")
    hook(cedar, "OK", "SM1")
    assert confirmed(other) == [False]
    assert last().template == "text-offered" and f"/appointments/{one.pk}/" in last().body
    assert Task.objects.get(kind="offered", state="open").due_at <= now() + dt.timedelta(minutes=16)
    page = as_staff(cedar, "front_desk").get(at(cedar, "console/exceptions/?kind=offered")).content.decode()
    assert "Proposed instead" in page
    booking.cancel(f.actor(cedar, "front_desk"), one, reason="cannot come")
    assert Task.objects.get(kind="offered").state == "done"


def test_a_yes_to_a_visit_that_is_due_confirms_no_other(cedar):
    one = seen(cedar)
    remind(one)
    desk = f.actor(cedar, "scheduler")
    recalls.invite(SYSTEM, recalls.order(desk, one.patient, visit_type=f.visit("follow-up"), due_on=f.day(30)))
    Message.objects.filter(template="recall").update(created_at=now() + dt.timedelta(seconds=1))
    hook(cedar, "yes please", "SM1")
    assert confirmed(one) == [False] and Message.objects.filter(template="text-to-staff").exists()
    assert Task.objects.get(state="open").kind == "text"


@pytest.mark.parametrize("template", ["information-needed", "request-approved"])
def test_a_yes_to_what_a_request_needs_confirms_no_visit(cedar, template):
    one = seen(cedar)
    remind(one)
    actions.tell(one.patient, template, one.patient, number="1", next="", link="x")
    hook(cedar, "ok", "SM1")
    assert confirmed(one) == [False] and last().template == "text-to-staff"


# What must move ----------------------------------------------------------------------------------------------------


KIND = {"Can't come": {"cannot"}, "No puedo ir el jueves": {"cannot"}, "R": set(), "maybe": {"text"}}


@pytest.mark.parametrize(("body", "with_time", "alone"), some_of(product(KIND, [True, False], [True, False]), one_in=3))
def test_who_must_move_is_not_told_that_the_time_is_theirs(cedar, monkeypatch, body, with_time, alone):
    """Who may choose another time alone is led to the times; who may not, to staff."""
    from frontdesk.outreach.proposals import actions as proposals

    one = seen(cedar, days=9, established=True, visit="follow-up" if alone else "procedure")
    remind(one)
    if not with_time:
        monkeypatch.setattr(proposals, "nearest", lambda one: [])
    propose(f.actor(cedar, "scheduler"), one, reason="ill")
    hook(cedar, body, "SM1")
    assert last().template == ("text-must-move" if alone else "text-must-move-call") and "yours" not in last().body
    assert ("Take another time" in last().body) is alone and "(312) 555-0100" in last().body
    kinds = {task.kind for task in Task.objects.filter(state="open")} - {"move"}
    assert kinds == KIND[body]
    if kinds:
        for path in ("console/exceptions/", "console/messages/"):
            page = as_staff(cedar, "front_desk").get(at(cedar, path)).content.decode()
            assert ("Proposed instead" in page) == with_time


def test_no_answer_to_a_text_promises_a_time():
    from frontdesk.messaging.wording import STANDARD
    from frontdesk.messaging.wording_spanish import SPANISH

    for id_ in ("text-cannot", "text-link", "text-stopped", "text-unclear"):
        for words in (STANDARD[id_].text, SPANISH[id_].text):
            assert not any(said in words for said in ("yours", "keep your", "as they are", "suya", "Conserva", "igual"))


def test_who_is_expected_where_nobody_is_there_is_somebodys_and_not_expected(cedar):
    from frontdesk.intake.tasks.actions import open_task

    one = seen(cedar, days=9)
    remind(one)
    open_task("broken", one, due_at=now(), patient=one.patient)
    Task.objects.update(must_move=True)
    hook(cedar, "C", "SM1")
    assert confirmed(one) == [False] and last().template == "text-to-staff"
    assert Task.objects.filter(kind="text", state="open").exists()


@pytest.mark.parametrize("answered", [True, False])
def test_what_was_asked_and_has_its_answer_swallows_no_later_text(cedar, answered):
    one = seen(cedar, days=9)
    desk = f.actor(cedar, "scheduler")
    asked = intake.create_for_caller(desk, one.patient, visit_type=f.visit("procedure"), answers={})
    actions.tell(one.patient, "request-approved", asked, number="1", next="", link="x")
    if answered:
        intake.withdraw(SYSTEM, asked)
    hook(cedar, "I can't come", "SM1")
    kinds = [task.kind for task in Task.objects.filter(state="open", kind__in=["cannot", "text"])]
    assert kinds == (["cannot"] if answered else ["text"])
    assert Inbound.objects.get().about == ([one.pk] if answered else [])
