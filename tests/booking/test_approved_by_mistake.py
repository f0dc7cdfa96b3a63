"""What staff approve and book by one press can be taken back before its patient is told: the request stands where it stood."""

import pytest
from django.db import transaction
from django.utils.timezone import now

from frontdesk.audit.models import Entry
from frontdesk.booking import actions
from frontdesk.booking.models import Appointment
from frontdesk.booking.queries import ONLY_HELD
from frontdesk.day.correcting import actions as correcting
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Request
from frontdesk.intake.undo import actions as undoing
from frontdesk.intake.undo.actions import TooLateToUndo
from frontdesk.messaging.actions import TAKE_BACK
from frontdesk.messaging.models import Message
from tests import factory as f
from tests.web.test_second_visit import value
from tests.web_client import as_staff, at

DECIDED = f.CEDAR + "  Follow-ups need approval.\n  Requests wait at most 2 business days for approval.\n"
STANDS = ("state", "approved_by", "due_at", "owner_id", "deciding", "missing")


@pytest.fixture
def strict(cedar):
    f.load_cedar(DECIDED)
    return cedar


@pytest.fixture
def who(strict):
    return f.patient(strict, established=True, email="ada@example.org")


@pytest.fixture
def maria(strict):
    return f.actor(strict, "scheduler")


@pytest.fixture
def asked(who):
    """It waits for a yes, and what was said of its arrival has left."""
    made = intake.submit(f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "a cough"})
    assert made.state == "awaiting_approval" and made.due_at is not None
    Message.objects.update(state="sent")
    return made


def stood(asked):
    """How it stands, and after which entry of its trail it came there."""
    row = Request.objects.get(pk=asked.pk)
    since = Entry.objects.filter(thing_id=asked.pk, at__lt=row.state_since).count()
    return {name: getattr(row, name) for name in STANDS} | {"after": since}


def to_come():
    return list(Message.objects.filter(state="queued").values_list("template", flat=True))


def test_it_waits_for_a_yes_as_before_and_nobody_is_told(maria, asked):
    before = stood(asked)
    one = actions.approve_and_book(maria, asked, place=f.place(), version=asked.version)
    message = Message.objects.get(template="booked")
    assert now() < message.not_before <= now() + TAKE_BACK and to_come() == ["booked"]
    assert correcting.open_until(maria, one) == message.not_before
    correcting.undo(maria, one)
    assert stood(asked) == before and to_come() == []
    assert not Appointment.objects.exclude(ONLY_HELD).exists(), "it was never theirs"


def test_what_was_approved_before_stays_approved(maria, asked):
    intake.approve(maria, asked)
    before = stood(asked)
    assert before["state"] == "approved" and to_come() == ["request-approved"]
    one = actions.approve_and_book(maria, Request.objects.get(), place=f.place())
    assert to_come() == ["booked"]
    correcting.undo(maria, one)
    assert stood(asked) == before and to_come() == ["request-approved"]


def test_what_was_taken_back_before_waits_since_it_really_did(maria, asked):
    before = stood(asked)
    undoing.undo(maria, intake.approve(maria, asked))
    assert stood(asked) == before
    for _ in range(2):
        correcting.undo(maria, actions.approve_and_book(maria, Request.objects.get(), place=f.place()))
        assert stood(asked) == before


def test_booked_again_after_its_time_was_lost_it_is_not_to_be_approved_anew(maria, asked):
    first = actions.approve_and_book(maria, asked, place=f.place())
    actions.cancel(maria, first, reason="The provider is away")
    assert Request.objects.get().state == "approved"
    correcting.undo(maria, actions.approve_and_book(maria, Request.objects.get(), place=f.place("11:00")))
    assert Request.objects.get().state == "approved"


def test_that_it_has_arrived_is_said_after_all_where_it_was_not_yet(maria, asked):
    Message.objects.filter(template="request-received").update(state="queued")
    one = actions.approve_and_book(maria, asked, place=f.place())
    assert to_come() == ["booked"]
    correcting.undo(maria, one)
    assert to_come() == ["request-received"]


def test_once_it_was_said_it_stays(maria, asked):
    one = actions.approve_and_book(maria, asked, place=f.place())
    Message.objects.filter(template="booked").update(state="sent")
    assert correcting.open_until(maria, one) is None
    with pytest.raises(TooLateToUndo), transaction.atomic():
        correcting.undo(maria, one)
    assert Request.objects.get().state == "scheduled"


def test_the_trail_says_who_approved_and_who_took_it_back(maria, asked):
    correcting.undo(maria, actions.approve_and_book(maria, asked, place=f.place(), reason="seen in June"))
    its = Entry.objects.filter(thing_id=asked.pk, actor_id=maria.id).order_by("number")
    assert [(one.action, one.changes["state"]) for one in its] == [
        ("request.approve_with_its_time", ["awaiting_approval", "approved"]),
        ("request.schedule", ["approved", "scheduled"]),
        ("request.take_up", ["scheduled", "awaiting_approval"]),
    ]


def test_the_page_promises_it_before_and_offers_it_after_and_leads_back_to_the_request(strict, asked):
    desk, page = as_staff(strict, "scheduler"), at(strict, f"console/requests/{asked.pk}/")
    assert "You can undo this for 10 seconds" in desk.get(page).content.decode()
    sent = {"time": value("09:00"), "version": asked.version}
    said = desk.post(f"{page}book/", sent, follow=True).content.decode()
    one = Appointment.objects.get()
    undo = at(strict, f"console/appointments/{one.pk}/undo/")
    assert undo in said
    back = desk.post(undo, {"version": one.version}, follow=True)
    assert back.redirect_chain[-1][0] == page and "Undone." in back.content.decode()
    assert Request.objects.get().state == "awaiting_approval" and to_come() == []
    again = desk.post(f"{page}book/", {"time": value("09:00"), "version": Request.objects.get().version}, follow=True)
    assert Request.objects.get().state == "scheduled" and again.status_code == 200


def test_whose_approval_was_taken_back_before_is_not_told_that_they_are_approved(maria, asked):
    Message.objects.update(state="sent", handed_at=now())
    undoing.undo(maria, intake.approve(maria, asked))
    correcting.undo(maria, actions.approve_and_book(maria, Request.objects.get(), place=f.place()))
    assert Request.objects.get().state == "awaiting_approval" and to_come() == []
