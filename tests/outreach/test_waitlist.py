"""A waitlist that fills itself: who is offered a freed time, in which order, for how long."""

import datetime as dt

import pytest
from django.utils.timezone import now

from frontdesk.access.may import SYSTEM, NotAllowed
from frontdesk.booking import actions as booking
from frontdesk.booking.errors import HoldGone
from frontdesk.booking.models import Appointment, Reservation, WaitlistEntry, WaitlistOffer
from frontdesk.messaging.models import Message
from frontdesk.outreach.waitlist import actions
from frontdesk.outreach.waitlist import fill as filling
from frontdesk.tenancy.models import Practice
from tests import factory as f
from tests import kept

# One hour with one provider: two times a day, so that a freed one is noticed.
SMALL = (
    f.CEDAR.replace('from: "08:00", to: "12:00"', 'from: "09:00", to: "10:00"', 1)
    .replace("  - {id: lee, name: Dr. Lee", "  # {id: lee, name: Dr. Lee")
    .replace("  Book visits at most 90 days ahead.\n", "  Book visits at most 12 days ahead.\n")
    + 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\n'
)
WEEK = SMALL.replace("at most 12 days ahead", "at most 7 days ahead")  # fourteen times fill it


@pytest.fixture
def small(db):
    """`small.desk` works there."""
    return with_a_desk()


@pytest.fixture
def filled(db):
    """Everything is booked from tomorrow on: `filled.taken`, in order."""

    def make() -> Practice:
        practice = with_a_desk(WEEK)
        practice.taken = full(practice)
        return practice

    return kept.once("a small practice, filled", make)


def with_a_desk(text: str = SMALL) -> Practice:
    practice = f.load_cedar(text)
    practice.desk = f.actor(practice, "front_desk")
    return practice


def fill() -> int:
    return filling.fill(Practice.objects.get())


def book(practice, time="09:00", offset=7, **who) -> Appointment:
    return booking.book(
        practice.desk,
        f.patient(practice, established=True, **who),
        visit_type=f.visit("follow-up"),
        place=f.place(time, date=f.day(offset)),
    )


def full(practice, days=range(1, 8)) -> list[Appointment]:
    """Every time of those days is taken."""
    return [book(practice, time, day) for day in days for time in ("09:00", "09:30")]


def wait(practice, who=None, **how) -> WaitlistEntry:
    who = who or f.patient(practice, established=True)
    how.setdefault("first_on", f.day(0))
    return actions.join(practice.desk, who, visit_type=f.visit("follow-up"), **how)


def free(practice, appointment) -> None:
    booking.cancel(SYSTEM, appointment, reason="The patient asked")  # what staff give back is theirs for some seconds


def offered(entry) -> Appointment | None:
    given = entry.offers.filter(state="offered").select_related("hold").first()
    return given.hold if given else None


def test_a_freed_time_is_offered_and_held_and_the_patient_is_told(filled):
    taken = filled.taken
    entry = wait(filled)
    assert fill() == 0
    free(filled, taken[8])
    assert fill() == 1
    held = offered(entry)
    assert (held.start, held.state) == (taken[8].start, "held")
    assert Message.objects.filter(template="waitlist-offer", patient=entry.patient).exists()
    with pytest.raises(Exception, match="taken"):
        book(filled, "09:00", 5)


def test_the_longest_waiting_comes_first(filled):
    taken = filled.taken
    first, second = wait(filled), wait(filled)
    free(filled, taken[8])
    fill()
    assert offered(first) and not offered(second)


def test_or_the_most_urgent_where_the_practice_says_so(db):
    practice = f.load_cedar(WEEK + "waitlist: {order: most urgent}\n")
    practice.desk = f.actor(practice, "front_desk")
    taken = full(practice)
    first, second = wait(practice), wait(practice)
    actions.prioritise(practice.desk, second, urgent=True)
    free(practice, taken[8])
    fill()
    assert offered(second) and not offered(first)


def test_an_offer_that_nobody_takes_passes_on_and_is_not_made_twice(filled):
    taken = filled.taken
    first, second = wait(filled), wait(filled)
    free(filled, taken[8])
    fill()
    WaitlistOffer.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    assert fill() == 1
    assert offered(second).start == taken[8].start
    assert offered(first) is None
    first.refresh_from_db()
    assert (first.state, first.offers.get().state) == ("waiting", "passed")
    WaitlistOffer.objects.filter(state="offered").update(expires_at=now() - dt.timedelta(minutes=1))
    assert fill() == 0  # both had it


def test_who_declines_goes_on_waiting_and_the_next_is_offered(filled):
    taken = filled.taken
    first, second = wait(filled), wait(filled)
    free(filled, taken[8])
    fill()
    actions.decline(f.themselves(first.patient), first.offers.get())
    fill()
    assert offered(second) and not offered(first)


def test_an_offer_is_accepted_by_its_own_patient_once(filled):
    taken = filled.taken
    entry = wait(filled)
    free(filled, taken[8])
    fill()
    given = entry.offers.get()
    with pytest.raises(NotAllowed):
        actions.accept(f.themselves(f.patient(filled)), given)
    booked = actions.accept(f.themselves(entry.patient), given)
    assert booked.state == "booked"
    assert actions.accept(f.themselves(entry.patient), given).pk == booked.pk
    entry.refresh_from_db()
    assert entry.state == "booked"


def test_after_its_time_an_offer_is_gone(filled):
    taken = filled.taken
    entry = wait(filled)
    free(filled, taken[8])
    fill()
    WaitlistOffer.objects.update(expires_at=now() - dt.timedelta(minutes=1))
    with pytest.raises(HoldGone):
        actions.accept(f.themselves(entry.patient), entry.offers.get())


def test_who_has_an_appointment_keeps_it_until_they_accept_an_earlier_one(filled):
    taken = filled.taken
    later = taken[-1]
    entry = wait(filled, later.patient, appointment=later)
    free(filled, taken[8])
    fill()
    later.refresh_from_db()
    assert later.state == "booked" and later.reservations.exists()
    booked = actions.accept(f.themselves(later.patient), entry.offers.get())
    later.refresh_from_db()
    assert (later.state, later.successor_id) == ("rescheduled", booked.pk)
    assert not later.reservations.exists()
    assert not Reservation.objects.exclude(lane=0).exists()


def test_what_was_answered_for_the_appointment_holds_for_the_offer_too(db):
    """An interpreter makes the visit an hour long: the half hour that was freed does not fit."""
    practice = f.load_cedar(
        SMALL.replace(
            "Visits take 30 minutes.", 'Visits take 30 minutes.\n  Visits take 60 minutes when interpreter is "yes".'
        )
    )
    practice.desk = f.actor(practice, "front_desk")
    from frontdesk.intake import actions as intake

    who = f.patient(practice, established=True)
    asked = intake.submit(
        f.themselves(who), who, visit_type=f.visit("follow-up"), answers={"reason": "x", "interpreter": "yes"}
    )
    later = booking.approve_and_book(f.actor(practice, "scheduler"), asked, place=f.place("09:00", date=f.day(7)))
    assert later.end - later.start == dt.timedelta(minutes=60)
    taken = full(practice, range(1, 7))
    wait(practice, who, appointment=later, request=later.request)
    free(practice, taken[8])
    assert fill() == 0
    free(practice, taken[9])  # the half hour after it: now an hour is free
    assert fill() == 1
    booked = actions.accept(f.themselves(who), WaitlistOffer.objects.get())
    assert booked.end - booked.start == dt.timedelta(minutes=60)
    later.refresh_from_db()
    assert later.state == "rescheduled"


def test_who_has_an_appointment_is_not_offered_a_later_one(filled):
    taken = filled.taken
    early = taken[0]
    wait(filled, early.patient, appointment=early)
    free(filled, taken[8])
    assert fill() == 0


def _in_dates(wish):
    """That wish where it counts days from today."""
    dated = {name: f.day(value) for name, value in wish.items() if name in ("first_on", "last_on")}
    return {"days": [f.day(wish["weekday"]).weekday()]} if "weekday" in wish else {**wish, **dated}


@pytest.mark.parametrize(
    ("wish", "suits"),
    [
        ({"parts": ["morning"]}, True),
        ({"parts": ["afternoon", "evening"]}, False),
        ({"weekday": 5}, True),
        ({"weekday": 6}, False),
        ({"notice_hours": 24}, True),
        ({"notice_hours": 24 * 6}, False),
        ({"last_on": 4}, False),
        ({"first_on": 6}, False),
    ],
)
def test_only_what_really_suits_is_offered(filled, wish, suits):
    taken = filled.taken
    wait(filled, **_in_dates(wish))
    free(filled, taken[8])  # at 9:00 in five days
    assert fill() == suits


def test_the_rules_hold_for_offers_too(filled):
    taken = filled.taken
    newcomer = f.patient(filled)  # follow-up visits are for established patients
    wait(filled, newcomer)
    free(filled, taken[8])
    assert fill() == 0


def test_nobody_is_woken_at_night(db):
    hour = dt.datetime.now(f.CHICAGO).hour
    quiet = f'"{hour:02}:00", to: "{(hour + 1) % 24:02}:59"'
    practice = f.load_cedar(WEEK.replace('"03:00", to: "03:01"', quiet))
    practice.desk = f.actor(practice, "front_desk")
    taken = full(practice)
    wait(practice)
    free(practice, taken[8])
    assert fill() == 0


def test_whoever_books_otherwise_waits_no_longer(small):
    who = f.patient(small, established=True)
    entry = wait(small, who, parts=["evening"])
    booking.book(small.desk, who, visit_type=f.visit("follow-up"), place=f.place("09:00"))
    entry.refresh_from_db()
    assert entry.state == "booked"


def test_a_cancelled_appointment_takes_its_wish_for_an_earlier_one_along(small):
    made = book(small)
    entry = wait(small, made.patient, appointment=made)
    free(small, made)
    entry.refresh_from_db()
    assert entry.state == "left"


def test_a_moved_appointment_keeps_it(small):
    made = book(small)
    entry = wait(small, made.patient, appointment=made)
    moved = booking.reschedule(small.desk, made, place=f.place("09:30", date=f.day(8)))
    entry.refresh_from_db()
    assert (entry.state, entry.appointment_id) == ("waiting", moved.pk)


def test_nobody_waits_twice_for_the_same(small):
    entry = wait(small)
    with pytest.raises(actions.WaitsAlready):
        wait(small, entry.patient)


def test_choosing_another_time_ends_the_offer_for_the_same_appointment_and_they_wait_on(filled):
    """For one appointment one thing is open."""
    taken = filled.taken
    later = taken[-1]
    entry = wait(filled, later.patient, appointment=later)
    free(filled, taken[8])
    fill()
    free(filled, taken[9])
    booking.hold(
        f.themselves(later.patient),
        later.patient,
        visit_type=later.visit_type,
        place=f.place("09:30", date=f.day(5)),
        channel="online",
        replaces=later,
    )
    entry.refresh_from_db()
    assert (entry.state, entry.offers.get().state, entry.offers.get().hold.state) == ("waiting", "passed", "cancelled")


def test_who_leaves_while_an_offer_is_made_is_offered_nothing_and_the_next_one_is(filled, monkeypatch):
    taken = filled.taken
    first, second = wait(filled), wait(filled)
    free(filled, taken[4])
    line_up = filling.locks.line_up

    def somebody_was_faster(*wishes, **more):
        line_up(*wishes, **more)
        if any(wish.patient.pk == first.patient_id for wish in wishes):
            monkeypatch.setattr(filling.locks, "line_up", line_up)
            actions.leave(filled.desk, WaitlistEntry.objects.get(pk=first.pk))

    monkeypatch.setattr(filling.locks, "line_up", somebody_was_faster)
    fill()
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == ("left", "offered")


def test_their_own_doctor_comes_first_and_the_message_names_who_it_is_with(db):
    practice = f.load_cedar(f.CEDAR + 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\n')
    desk, who = f.actor(practice, "front_desk"), f.patient(practice, established=True)
    late = f.place("11:00", provider="lee", date=f.day(7))
    has = booking.book(desk, who, visit_type=f.visit("follow-up"), place=late)
    entry = actions.join(desk, who, visit_type=has.visit_type, appointment=has, first_on=f.day(3))
    fill()
    given = offered(entry)
    assert (given.provider.code, given.start.astimezone(f.CHICAGO).date()) == ("lee", f.day(3))
    assert "with Dr. Lee" in Message.objects.get(template="waitlist-offer").body


def test_somebody_else_is_offered_where_their_own_doctor_has_no_earlier_time(db):
    text = f.CEDAR + 'messages: {quiet hours: {from: "03:00", to: "03:01"}}\n'
    practice = f.load_cedar(text.replace("rules: |\n", f"rules: |\n  Dr. Lee is away from {f.day(0)} to {f.day(6)}.\n"))
    desk, who = f.actor(practice, "front_desk"), f.patient(practice, established=True)
    first = f.place("08:00", provider="lee", date=f.day(7))
    has = booking.book(desk, who, visit_type=f.visit("follow-up"), place=first)
    entry = actions.join(desk, who, visit_type=has.visit_type, appointment=has, first_on=f.day(3))
    fill()
    assert offered(entry).provider.code == "chen"
