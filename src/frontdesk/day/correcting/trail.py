"""What was done last to an appointment, as the trail says it."""

from __future__ import annotations

from ...audit.models import Entry
from ...booking.models import Appointment, WaitlistOffer


def last_entry(appointment: Appointment) -> Entry | None:
    """The last that was done to it; of what is kept for an offer, or was, that: its time was taken or given back because of it."""
    about = {"thing_kind": "appointment", "thing_id": appointment.pk}
    if appointment.hold_expires_at is not None:
        of_it = WaitlistOffer.objects.filter(hold=appointment)
        given = of_it.filter(state="offered" if appointment.state == "held" else "declined").first()
        if given is not None:
            about = {"thing_kind": "waitlistoffer", "thing_id": given.pk}
    last: Entry | None = Entry.objects.filter(**about).order_by("-number").first()
    return last
