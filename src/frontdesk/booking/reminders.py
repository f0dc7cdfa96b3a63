"""Reminders of booked appointments: as many, and as far ahead, as the practice's file says; each once."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ..messaging.actions import messages_of, tell, zone_of
from ..messaging.quiet import reminder_time
from ..practice import policies
from ..tenancy.models import Practice
from .messages import about
from .models import Appointment


def remind(practice: Practice) -> int:
    """Write every reminder that is due; how many there were.  Inside a practice.

    A reminder whose moment was over before the appointment was booked is not made up for: booking told them.
    After a time without a worker only the latest that is due is sent, not all of them at once.
    """
    file = policies.file_of(policies.published())
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
        due = [lead for lead, time in times.items() if appointment.created_at < time <= moment]
        if due:
            lead = min(due)
            once = f"reminder {appointment.pk} {int(lead.total_seconds() // 60)}"
            written += tell(appointment.patient, "reminder", appointment, once=once, **about(appointment)) is not None
    return written
