"""A first visit that moves, or does not take place: the visits of its patient that needed it first are looked at again."""

from __future__ import annotations

from uuid import UUID

from ....intake.models import Task
from ....practice import policies
from ...events import Booked, BookingTakenBack, Cancelled, HeldAgain, Moved, NoShow, SetBack, TakenBack
from ...judging import Judge, to_come, with_facts
from ...models import Appointment
from ...seen import new_at
from ..looking.actions import look_at


def booked(event: Booked) -> None:
    """By it they may be known again at what had lost its first visit."""
    _look_again(event.appointment.patient_id)


def moved(event: Moved) -> None:
    _look_again(event.old.patient_id, event.old)


def over(event: Cancelled | NoShow | BookingTakenBack) -> None:
    _look_again(event.appointment.patient_id, event.appointment)


def taken_back(event: TakenBack) -> None:
    """It stands again; a time that it had moved to does not."""
    _look_again(event.appointment.patient_id, event.given_up)


def held_again(event: HeldAgain) -> None:
    """What was booked is only kept again."""
    _look_again(event.hold.patient_id, event.hold)


def set_back(event: SetBack) -> None:
    _look_again(event.appointment.patient_id)


def _look_again(patient: UUID, given_up: Appointment | None = None) -> None:
    """What comes after `given_up` may be without the first visit that it needs; what was so may have one again."""
    theirs = list(with_facts(to_come().filter(patient=patient, new_patient=True)))
    if not theirs:
        return
    open_ = Task.objects.filter(kind="broken", state="open", thing_id__in=[one.pk for one in theirs])
    broken = set(open_.values_list("thing_id", flat=True))
    policy = policies.published()
    judge = Judge(policies.file_of(policy).setup)
    for one in theirs:
        lost = given_up is not None and given_up.start < one.start and new_at(one)
        if lost or (one.pk in broken and not new_at(one)):
            look_at(one, policy, judge, None)
