"""What is over, and is nobody's exception any more."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.timezone import now

from ...booking.models import Appointment
from ...intake.models import Task
from ...intake.tasks.actions import close_tasks
from ...messaging.taking_back import left_to_say, to_deal_with
from ...tenancy.each import Part
from .queries import somebody_is_there


def _about_messages() -> list[UUID]:
    return list(Task.objects.filter(kind="message", state="open").values_list("pk", flat=True))


def _close_messages(keys: Sequence[UUID]) -> int:
    """Those that somebody dealt with elsewhere, or that say what is over."""
    for task in Task.objects.filter(pk__in=keys, state="open"):
        if task.thing_kind == "patient":
            if not left_to_say(task.thing_id):
                close_tasks(task.thing_id, "message", outcome="dealt with")
        elif not to_deal_with().filter(pk=task.thing_id).exists():
            close_tasks(task.thing_id, "message", outcome="dealt with")
    return 0


def _times_to_fill() -> list[UUID]:
    return list(Task.objects.filter(kind="refill", state="open").values_list("thing_id", flat=True))


def _close_times(keys: Sequence[UUID]) -> int:
    """Those that nobody can be found for any more."""
    for appointment in Appointment.objects.filter(pk__in=keys).select_related("visit_type", "provider", "location"):
        if appointment.start < now():
            close_tasks(appointment, "refill", outcome="the time has passed")
        elif not somebody_is_there(appointment):
            close_tasks(appointment, "refill", outcome="nobody is there then")
    return 0


CLOSE_MESSAGES = Part(_about_messages, _close_messages)
CLOSE_TIMES = Part(_times_to_fill, _close_times)
