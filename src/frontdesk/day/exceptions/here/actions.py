"""Who is checked in although nobody is there for them is somebody's: put before staff at check-in, or when the rules change while they wait.

What ends it ends all that is open of who is here (`exceptions.actions: OF_WHO_IS_HERE`), and so does that somebody is there again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.utils.timezone import now

from ....availability.model import Reason, in_one_line
from ....booking.by_the_clock import is_of_today
from ....booking.judging import Judge, with_facts
from ....booking.models import Appointment
from ....booking.moving import FITS_AGAIN
from ....intake.models import Task
from ....intake.tasks.actions import close_tasks, open_task
from ....practice import policies
from ....tenancy.each import Part

AT_ONCE = 300
HERE = "here"


def why_nobody_is_there(appointment: Appointment) -> list[Reason]:
    """For who checks in: asked while what stood in the way of the visit is open, or the rules in force were not looked at for it yet."""
    policy = policies.published()
    known = policy.pk in (appointment.policy_id, appointment.checked_id)
    stood = Task.objects.filter(kind__in=("move", "broken"), state="open", thing_id=appointment.pk)
    if not is_of_today(appointment) or (known and not stood.exists()):
        return []
    row = with_facts(Appointment.objects.filter(pk=appointment.pk)).get()
    return Judge(policies.file_of(policy).setup).absent(row)


def open_for_who_is_here(appointment: Appointment, reasons: Iterable[Reason]) -> Task | None:
    """They are given to somebody else, or sent home with another time: now."""
    said = in_one_line(reasons)
    return open_task(HERE, appointment, due_at=now(), patient=appointment.patient, what=said)


def back_to_booked(appointment: Appointment) -> None:
    """They are not here after all: what the rules have against a visit to come is looked at anew."""
    Appointment.objects.filter(pk=appointment.pk).update(checked=None)


def _to_look_at() -> list[UUID]:
    policy = policies.published()
    rows = Appointment.objects.filter(state="arrived").exclude(policy=policy).exclude(checked=policy)
    there = rows.select_related("location").order_by("-start")[:AT_ONCE]
    return [appointment.pk for appointment in there if is_of_today(appointment)]


def _look_at_these(keys: Sequence[UUID]) -> int:
    policy = policies.published()
    judge, made = Judge(policies.file_of(policy).setup), 0
    for appointment in with_facts(Appointment.objects.filter(pk__in=keys, state="arrived")):
        Appointment.objects.filter(pk=appointment.pk).update(checked=policy)
        if reasons := judge.absent(appointment):
            made += open_for_who_is_here(appointment, reasons) is not None
        else:
            close_tasks(appointment, HERE, outcome=FITS_AGAIN)
    return made


WHO_IS_HERE = Part(_to_look_at, _look_at_these)
