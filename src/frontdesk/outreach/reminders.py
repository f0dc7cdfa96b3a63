"""Reminders of booked appointments: as many, and as far ahead, as the practice's file says; each once."""

from __future__ import annotations

import datetime as dt
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import now

from ..booking.messages import about, tell_no_time, tell_of
from ..booking.models import Appointment
from ..booking.moving import asked_to_move, must_move_one
from ..messaging.actions import messages_of, zone_of
from ..messaging.models import Message
from ..messaging.quiet import is_quiet, reminder_time
from ..people import lines
from ..practice import policies
from ..practice.file import Messages, QuietHours
from ..tenancy.context import inside_practice
from ..tenancy.each import each_by_itself
from ..tenancy.models import Practice
from .proposals.actions import asked_again

MARGIN = dt.timedelta(minutes=15)


def remind(practice: Practice) -> int:
    """Write every reminder that is due; how many there were.  Outside of a transaction: each is written in one of its own.

    A reminder whose moment was over before the appointment was booked is not made up for: booking told them.
    After a time without a worker only the latest that is due is sent, not all of them at once.  Raises NoPolicy.
    """
    with inside_practice(practice):
        keys = _to_remind_of()
    return each_by_itself(practice, keys, _remind_of)


def _to_remind_of() -> list[UUID]:
    """The appointments of which a reminder is due that was not written yet."""
    plan = messages_of(policies.current())
    if not plan.reminders:
        return []
    coming = _booked().filter(start__lte=now() + max(plan.reminders) + dt.timedelta(days=1))
    due = {appointment.pk: once for appointment in coming if (once := _due(appointment, plan))}
    written = set(Message.objects.filter(once__in=list(due.values())).values_list("once", flat=True))
    return [key for key, once in due.items() if once not in written]


def _remind_of(key: UUID) -> bool:
    """Unless it was canceled or moved, or the plan has changed, since it was looked for."""
    appointment = lines.still_among(_booked(), key)
    once = _due(appointment, messages_of(policies.current())) if appointment is not None else ""
    return appointment is not None and bool(once) and _write(appointment, once)


def _booked() -> QuerySet[Appointment]:
    """What lies ahead, with all that is said of it."""
    rows = Appointment.objects.filter(state="booked", start__gt=now())
    return rows.select_related("patient", "patient__practice", "location", "visit_type")


def _due(appointment: Appointment, plan: Messages) -> str:
    """The name of the latest reminder of it that is due, which is said once; '' where none is."""
    moment, zone = now(), zone_of(appointment.patient)
    times = {lead: reminder_time(appointment.start, lead, plan.quiet, zone) for lead in plan.reminders}
    due = [
        lead for lead, time in times.items() if appointment.created_at < time <= moment + _ahead(time, plan.quiet, zone)
    ]
    return f"reminder {appointment.pk} {int(min(due).total_seconds() // 60)}" if due else ""


def _ahead(time: dt.datetime, quiet: QuietHours, zone: ZoneInfo) -> dt.timedelta:
    """What must go out before quiet hours is written in time for that: a few minutes late would be the next morning."""
    return MARGIN if is_quiet(time + MARGIN, quiet, zone) else dt.timedelta(0)


def _write(appointment: Appointment, once: str) -> bool:
    """Who is to be moved is not told that they are expected, but asked again."""
    template, words = "reminder", about(appointment)
    proposal = appointment.proposals.filter(state="proposed").select_related("hold__location", "hold__provider").first()
    if proposal is not None:
        return asked_again(proposal, once)
    if asked_to_move(appointment):
        return tell_no_time(appointment, once=once)
    if must_move_one(appointment):  # nobody has decided yet what comes instead: they do not come for nothing
        template = "must-move"
    elif appointment.confirmed_at is not None:
        template = "reminder-confirmed"
    made = tell_of(appointment, template, words, once=once)
    return made is not None
