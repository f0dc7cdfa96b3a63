"""For one appointment one thing is open, and what ends or moves an appointment ends it: accepted later, it would be a second visit."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from frontdesk.booking import actions
from frontdesk.booking.errors import HoldGone, JustTaken
from frontdesk.booking.models import Appointment, Proposal, Recall, WaitlistEntry, WaitlistOffer
from frontdesk.booking.series.actions import book_series, of_series
from frontdesk.booking.take import Place
from frontdesk.intake import actions as intake
from frontdesk.intake.models import Task
from frontdesk.outreach.proposals import actions as proposals
from frontdesk.outreach.recalls import actions as recalls
from frontdesk.outreach.recalls.queries import link_actor
from frontdesk.outreach.waitlist import actions as waitlist
from tests import factory as f
from tests.portion import some_of

COMING = ("booked", "arrived")


@pytest.fixture
def one(cedar):
    return f.booked(cedar, "11:00", by=f.actor(cedar, "front_desk"))


def offer(one, time="08:30"):
    return f.offered(one.patient, f.place(time), instead_of=one)


OPENED = {
    "the patient's own hold": (f.chosen, lambda me, it: actions.confirm(me, it)),
    "an offer of the waitlist": (offer, lambda me, it: waitlist.accept(me, it)),
    "a proposal": (f.proposed, lambda me, it: proposals.accept(me, it)),
}
ENDED = {
    "staff move it": lambda one: actions.reschedule(
        f.actor(one.practice, "scheduler"), one, place=f.place("10:00", "lee")
    ),
    "the patient cancels": lambda one: actions.cancel(f.themselves(one.patient), one, reason="better"),
    "the practice cancels": lambda one: actions.cancel(f.actor(one.practice, "front_desk"), one, reason="closed"),
}


@pytest.mark.parametrize("end", some_of(ENDED.values(), one_in=3), ids=ENDED)
@pytest.mark.parametrize(("open_", "accept"), OPENED.values(), ids=OPENED)
def test_what_is_open_ends_with_the_appointment_and_cannot_be_accepted(one, open_, accept, end):
    opened = open_(one)
    end(one)
    assert not Appointment.objects.filter(patient=one.patient, state="held").exists()
    assert not Proposal.objects.filter(state="proposed").exists()
    assert not WaitlistOffer.objects.filter(state="offered").exists()
    opened.refresh_from_db()
    with pytest.raises(HoldGone), transaction.atomic():
        accept(f.themselves(one.patient), opened)
    assert Appointment.objects.filter(patient=one.patient, state__in=COMING).count() <= 1


@pytest.mark.parametrize(("open_", "accept"), OPENED.values(), ids=OPENED)
def test_what_is_open_can_be_accepted_and_leaves_one_visit(one, open_, accept):
    """The control of the test above: without an end it is a visit, and only one."""
    accept(f.themselves(one.patient), open_(one))
    assert Appointment.objects.filter(patient=one.patient, state__in=COMING).count() == 1
    assert not Proposal.objects.filter(state="proposed").exists()
    assert not WaitlistOffer.objects.filter(state="offered").exists()


@pytest.mark.parametrize("second", [f.chosen, f.proposed], ids=["a hold", "a proposal"])
@pytest.mark.parametrize(
    "first", some_of([f.chosen, offer, f.proposed], one_in=3), ids=["a hold", "an offer", "a proposal"]
)
def test_the_next_thing_ends_the_one_before(one, first, second):
    first(one)
    second(one) if second is f.proposed else second(one, "08:00")
    beside = (
        first is f.proposed and second is f.chosen
    )  # what they choose stands beside what is proposed until they confirm it
    assert Appointment.objects.filter(replaces=one, state="held").count() == (2 if beside else 1)


def test_the_database_refuses_a_second_thing_for_one_appointment(one):
    held = f.chosen(one)
    with pytest.raises(IntegrityError, match="one_hold_for_an_appointment"), transaction.atomic():
        Appointment.objects.create(
            **{
                field.attname: getattr(held, field.attname)
                for field in Appointment._meta.local_fields
                if field.name not in ("id", "number")
            },
            number=held.number + 1000,
        )


def test_choosing_again_beside_a_proposal_ends_what_was_chosen_before(one):
    proposed = f.proposed(one)
    f.chosen(one, "08:00")
    last = f.chosen(one, "08:30")
    assert set(Appointment.objects.filter(replaces=one, state="held")) == {proposed.hold, last}


def test_confirming_what_was_chosen_ends_the_proposal(one):
    proposed, chosen = f.proposed(one), f.chosen(one, "08:00")
    assert again(proposed).state == "proposed" and again(proposed.hold).state == "held"
    actions.confirm(f.themselves(one.patient), chosen)
    assert again(proposed).state == "passed" and again(proposed.hold).state == "cancelled"
    assert list(Appointment.objects.filter(patient=one.patient, state__in=COMING)) == [chosen]


def test_accepting_the_proposal_ends_what_was_chosen(one):
    proposed, chosen = f.proposed(one), f.chosen(one, "08:00")
    proposals.accept(f.themselves(one.patient), proposed)
    assert again(chosen).state == "cancelled"
    assert list(Appointment.objects.filter(patient=one.patient, state__in=COMING)) == [proposed.hold]


def test_who_chose_and_did_not_confirm_is_back_at_the_proposal_and_called_about_it_once(one):
    proposed, chosen = f.proposed(one), f.chosen(one, "08:00")
    Appointment.objects.filter(pk=chosen.pk).update(hold_expires_at=now() - dt.timedelta(minutes=1))
    actions.expire_holds()
    assert again(chosen).state == "cancelled" and again(proposed).state == "proposed"
    assert list(Task.objects.filter(state="open").values_list("kind", flat=True)) == ["move"]
    proposals.accept(f.themselves(one.patient), proposed)
    assert again(proposed.hold).state == "booked"


def test_what_is_proposed_stays_kept_from_everybody_else_while_they_choose(one):
    held = f.proposed(one).hold
    f.chosen(one, "08:00")
    other, desk = f.patient(one.practice, established=True), f.actor(one.practice, "front_desk")
    place = Place(held.provider.code, held.location.code, held.start)
    with pytest.raises(JustTaken), transaction.atomic():
        actions.book(desk, other, visit_type=one.visit_type, place=place)


def test_choosing_a_time_that_overlaps_the_proposed_one_is_no_second_booking(one):
    proposed = f.proposed(one)
    held = proposed.hold
    place = Place("lee" if held.provider.code == "chen" else "chen", held.location.code, held.start)
    me, chosen = f.themselves(one.patient), f.chosen(one, place)
    assert chosen.reservations.exclude(lane=0).exists() and not held.reservations.exclude(lane=0).exists()
    actions.confirm(me, chosen)
    assert not chosen.reservations.exclude(lane=0).exists() and again(proposed).state == "passed"


def test_who_chooses_the_very_time_that_is_proposed_accepts_it_when_they_confirm(one):
    proposed = f.proposed(one)
    held = proposed.hold
    place = Place(held.provider.code, held.location.code, held.start)
    me, chosen = f.themselves(one.patient), f.chosen(one, place)
    assert chosen == held
    actions.confirm(me, chosen)
    assert again(proposed).state == "accepted"


def again(row):
    row.refresh_from_db()
    return row


def test_the_database_refuses_to_book_what_replaces_an_appointment_that_stays(one):
    held = f.chosen(one)
    with pytest.raises(IntegrityError, match="replaces"), transaction.atomic():
        Appointment.objects.filter(pk=held.pk).update(state="booked")


def test_a_hold_for_a_request_ends_when_staff_book_the_request(cedar):
    who = f.patient(cedar, established=True)
    me = f.themselves(who)
    asked = intake.submit(me, who, visit_type=f.visit("follow-up"), answers={})
    assert asked.state == "approved"
    held = actions.hold(me, who, visit_type=asked.visit_type, place=f.place("09:00"), channel="online", request=asked)
    actions.approve_and_book(f.actor(cedar, "scheduler"), asked, place=f.place("10:00"))
    with pytest.raises(HoldGone), transaction.atomic():
        actions.confirm(me, held)


def test_a_hold_for_a_request_ends_when_the_request_is_withdrawn(cedar):
    who = f.patient(cedar, established=True)
    me = f.themselves(who)
    asked = intake.submit(me, who, visit_type=f.visit("follow-up"), answers={})
    held = actions.hold(me, who, visit_type=asked.visit_type, place=f.place("09:00"), channel="online", request=asked)
    intake.withdraw(me, asked)
    held.refresh_from_db()
    assert held.state == "cancelled"


def test_a_hold_of_a_due_visit_ends_when_staff_book_that_visit(cedar):
    who = f.patient(cedar, established=True)
    due = recalls.order(f.actor(cedar, "front_desk"), who, visit_type=f.visit("follow-up"), due_on=f.day(7))
    due = recalls.invite(actions.SYSTEM, due)
    me = link_actor(due)
    held = actions.hold(me, who, visit_type=due.visit_type, place=f.place("09:00"), channel="staff", recall=due)
    actions.book(f.actor(cedar, "front_desk"), who, visit_type=due.visit_type, place=f.place("10:30"))
    with pytest.raises(HoldGone), transaction.atomic():
        actions.confirm(me, held)
    assert Recall.objects.get().state == "booked"


def test_no_waitlist_offer_is_made_while_another_time_is_kept(one):
    from frontdesk.outreach.waitlist.fill import fill

    WaitlistEntry.objects.all().delete()
    waitlist.join(
        f.themselves(one.patient),
        one.patient,
        visit_type=one.visit_type,
        first_on=f.day(0),
        appointment=one,
        notice_hours=1,
    )
    f.chosen(one)
    fill(one.practice)
    assert not WaitlistOffer.objects.exists()


def test_a_proposal_is_never_the_time_that_it_moves(one):
    """Also where no rule hinders that time."""
    held = f.proposed(one).hold
    assert (held.provider_id, held.start) != (one.provider_id, one.start)


def test_a_proposal_leaves_room_before_another_visit_of_the_patient(one):
    other = f.place("09:00", "lee", one.start.astimezone(f.CHICAGO).date())
    actions.book(f.actor(one.practice, "front_desk"), one.patient, visit_type=one.visit_type, place=other)
    held = f.proposed(one).hold
    apart = min(abs(held.end - other.start), abs(held.start - (other.start + dt.timedelta(minutes=30))))
    assert apart >= dt.timedelta(hours=2)


@pytest.mark.parametrize("way", ["staff", "patient"])
def test_a_moved_member_stays_in_its_series(cedar, way):
    who = f.patient(cedar, established=True)
    desk = f.actor(cedar, "scheduler")
    first = book_series(desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"), every_weeks=1, times=3)
    if way == "staff":
        new = actions.reschedule(desk, first, place=f.place("11:00"))
    else:
        me = f.themselves(who)
        kept = actions.hold(
            me, who, visit_type=first.visit_type, place=f.place("11:00"), channel="online", replaces=first
        )
        new = actions.confirm(me, kept)
    assert new.series == first.series
    assert new.pk in [member.pk for member in of_series(new)]
