"""Reminders of booked appointments: as many, and as far ahead, as the practice's file says; each once."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ..intake.models import Task
from ..messaging.actions import messages_of, zone_of
from ..messaging.quiet import is_quiet, reminder_time
from ..practice import policies
from ..practice.file import QuietHours
from ..tenancy.models import Practice
from .messages import about, tell_of
from .models import Appointment
from .proposals.actions import asked_again

MARGIN = dt.timedelta(minutes=15)


def remind(practice: Practice) -> int:
    """Write every reminder that is due; how many there were.  Inside a practice.

    A reminder whose moment was over before the appointment was booked is not made up for: booking told them.
    After a time without a worker only the latest that is due is sent, not all of them at once.
    """
    file = policies.current()
    plan = messages_of(file)
    if not plan.reminders:
        return 0
    moment = now()
    coming = Appointment.objects.filter(
        state="booked", start__gt=moment, start__lte=moment + max(plan.reminders) + dt.timedelta(days=1)
    ).select_related("patient", "patient__practice", "location", "visit_type")
    written = 0
    for appointment in coming:
        zone = zone_of(appointment.patient)
        times = {lead: reminder_time(appointment.start, lead, plan.quiet, zone) for lead in plan.reminders}
        due = [
            lead
            for lead, time in times.items()
            if appointment.created_at < time <= moment + _ahead(time, plan.quiet, zone)
        ]
        if due:
            lead = min(due)
            once = f"reminder {appointment.pk} {int(lead.total_seconds() // 60)}"
            written += _write(appointment, once)
    return written


def _ahead(time: dt.datetime, quiet: QuietHours, zone: ZoneInfo) -> dt.timedelta:
    """What must go out before quiet hours is written in time for that: a few minutes late would be the next morning."""
    return MARGIN if is_quiet(time + MARGIN, quiet, zone) else dt.timedelta(0)


def _write(appointment: Appointment, once: str) -> bool:
    """Who is to be moved is not told that they are expected, but asked again."""
    template, words = "reminder", about(appointment)
    proposal = appointment.proposals.filter(state="proposed").select_related("hold__location", "hold__provider").first()
    if proposal is not None:
        return asked_again(proposal, once)
    if Task.objects.filter(kind="move", state="open", thing_id=appointment.pk).exists():
        template = "time-withdrawn"
    elif appointment.confirmed_at is not None:
        template = "reminder-confirmed"
    made = tell_of(appointment, template, words, once=once)
    return made is not None
