"""A visit that moves, or does not take place: the visits of its patient that needed it before them are looked at again."""

from __future__ import annotations

from ....booking.events import Booked, BookingTakenBack, Cancelled, HeldAgain, Moved, NoShow, SetBack, TakenBack
from ....booking.judging import Judge
from ....booking.models import Appointment
from ....booking.needing import may_be_needed_by
from ....practice import policies
from ..looking.actions import look_at


def booked(event: Booked) -> None:
    """By it they may be known again at what had lost its first visit."""
    _look_again(event.appointment)


def moved(event: Moved) -> None:
    _look_again(event.old, event.new)


def over(event: Cancelled | NoShow | BookingTakenBack) -> None:
    _look_again(event.appointment)


def taken_back(event: TakenBack) -> None:
    """It stands again; a time that it had moved to does not."""
    _look_again(event.appointment, *([event.given_up] if event.given_up is not None else []))


def held_again(event: HeldAgain) -> None:
    """What was booked is only kept again."""
    _look_again(event.hold)


def set_back(event: SetBack) -> None:
    _look_again(event.appointment)


def _look_again(*changed: Appointment) -> None:
    """What comes after one of these may be without what it needs before it; what was so may have it again."""
    policy = policies.published()
    setup = policies.file_of(policy).setup
    theirs, judge = Judge(setup, alone=True), Judge(setup)
    for appointment, before in may_be_needed_by(theirs, *changed):
        if any(theirs.turns_on(appointment, other.pk) for other in before):
            look_at(appointment, policy, judge, None)
