"""Who waits for a time for what they asked for is offered none while it has to be decided, and who pays is who they said."""

import pytest

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment, WaitlistOffer
from frontdesk.intake import actions as intake
from frontdesk.messaging.models import Message
from frontdesk.outreach.waitlist import actions as waitlist
from frontdesk.outreach.waitlist import fill
from frontdesk.practice.models import Payer
from tests import factory as f
from tests.web_client import as_staff, at

APPROVAL = "  Follow-up visits need approval.\n"


@pytest.fixture
def practice(db, monkeypatch):
    monkeypatch.setattr(fill, "is_quiet", lambda *args, **more: False)
    return f.load_cedar(f.at_any_hour(f.CEDAR))


@pytest.fixture
def desk(practice):
    return f.actor(practice, "scheduler")


def asks(practice, *, pays_alone=False):
    """A follow-up asked for and approved by the rules, and a place on the waitlist for it."""
    who = f.patient(practice, established=True, payer=Payer.objects.get(code="medicaid"))
    asked = intake.submit(
        f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x"}, self_pay=pays_alone
    )
    entry = waitlist.join(f.themselves(who), who, visit_type=asked.visit_type, first_on=f.day(0), request=asked)
    return asked, entry


def offered():
    """What the round of the waitlist offers."""
    for entry in fill.in_order(fill.policies.current()):
        fill._offer_to(entry.pk)
    return WaitlistOffer.objects.filter(state="offered").select_related("hold", "entry__patient").first()


@pytest.mark.parametrize("pays_alone", [True, False])
def test_no_time_is_offered_while_something_is_asked_and_one_as_soon_as_it_is_answered(practice, desk, pays_alone):
    asked, _entry = asks(practice, pays_alone=pays_alone)
    intake.ask(desk, asked, fields=["reason"], note="Which knee is it?")
    assert offered() is None and fill.who_wait_for(f.place("09:00")) == []
    asked.refresh_from_db()
    intake.answer(f.themselves(asked.patient), asked, answers={"reason": "The left one"})
    given = offered()
    booked = waitlist.accept(f.themselves(asked.patient), given)
    assert (booked.request, booked.self_pay) == (asked, pays_alone)
    assert (booked.payer is None) is pays_alone


def test_nor_where_the_practice_cancels_it_and_a_new_rule_wants_a_yes(practice, desk):
    asked, entry = asks(practice, pays_alone=True)
    first = waitlist.accept(f.themselves(asked.patient), offered())
    f.load_cedar(f.at_any_hour(f.CEDAR) + APPROVAL)
    booking.cancel(desk, first, reason="The provider is away")
    asked.refresh_from_db()
    entry.refresh_from_db()
    assert (asked.state, entry.state) == ("awaiting_approval", "waiting")
    assert offered() is None
    intake.approve(desk, asked)
    given = offered()
    assert given is not None and given.hold.self_pay and given.hold.payer is None


def test_an_offer_ends_when_something_is_asked_and_the_same_time_is_offered_again(practice, desk):
    asked, entry = asks(practice)
    given = offered()
    asked.refresh_from_db()
    intake.ask(desk, asked, fields=["reason"], note="Which knee is it?")
    given.refresh_from_db()
    entry.refresh_from_db()
    given.hold.refresh_from_db()
    assert (given.state, entry.state, given.hold.state) == ("passed", "waiting", "cancelled")
    assert not Message.objects.filter(template="waitlist-offer").exclude(state="withdrawn").exists()
    asked.refresh_from_db()
    intake.answer(f.themselves(asked.patient), asked, answers={"reason": "The left one"})
    again = offered()
    assert (again.hold.start, again.hold.provider) == (given.hold.start, given.hold.provider)


def test_staff_offer_no_time_either_until_it_is_decided(practice, desk):
    asked, entry = asks(practice)
    intake.ask(desk, asked, fields=["reason"], note="Which knee is it?")
    with pytest.raises(fill.NotWaiting):
        fill.offer_time(desk, entry, place=f.place("09:00"))
    assert not Appointment.objects.exists()


def test_staff_read_on_the_waitlist_why_no_time_is_offered(practice, desk):
    asked, _ = asks(practice)
    page = as_staff(practice, "front_desk").get(at(practice, "console/waitlist/")).content.decode()
    assert "until the request is decided" not in page
    intake.ask(desk, asked, fields=["reason"], note="Which knee is it?")
    page = as_staff(practice, "front_desk").get(at(practice, "console/waitlist/")).content.decode()
    assert "until the request is decided" in page and f"requests/{asked.pk}/" in page
