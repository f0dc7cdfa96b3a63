"""What is kept for somebody at a time that cannot be any more: it ends at once, and who had been offered it is told."""

from __future__ import annotations

from django.utils.timezone import now

from ..access.may import SYSTEM
from ..messaging.actions import withdraw_about
from ..practice import policies
from ..practice.events import Published
from . import locks
from .actions import cancel
from .being_there import NOT_THERE
from .exceptions.queries import Judge, with_facts
from .messages import about, tell_of
from .models import Appointment, Proposal, WaitlistOffer


def published(event: Published) -> None:
    """Rules that close a day, or say that somebody is away, end what is kept there."""
    end_what_cannot_be()


def end_what_cannot_be() -> int:
    """How many there were.  Inside a practice."""
    kept = Appointment.objects.filter(state="held", start__gt=now()).order_by("start")
    judge = Judge(policies.file_of(policies.published()).setup)
    none = [one for one in with_facts(kept) if judge.absent(one)]
    if not none:
        return 0
    locks.line_up(patients=[one.patient_id for one in none])
    there = list(locks.rows().filter(pk__in=[one.pk for one in none], state="held").order_by("pk"))
    for one in there:
        _end(one)
    return len(there)


def _end(held: Appointment) -> None:
    """Whoever only looks at the page that keeps it reads it there when they confirm."""
    offers = list(WaitlistOffer.objects.filter(hold=held, state="offered").select_related("hold__location"))
    proposals = list(Proposal.objects.filter(hold=held, state="proposed").select_related("appointment"))
    cancel(SYSTEM, held, reason=NOT_THERE)
    for given in offers:
        if not withdraw_about(given, "waitlist-offer"):  # what was not sent yet is not taken back
            tell_of(held, "offer-ended", about(held, "/"), thing=given)
    for proposal in proposals:
        old = proposal.appointment
        withdraw_about(old, "time-proposed")
        if old.state == "booked":
            tell_of(old, "time-withdrawn", about(old), patient=held.patient)
