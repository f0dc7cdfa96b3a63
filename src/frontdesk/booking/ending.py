"""What is kept for somebody ends when what it was kept for is over, or when that time cannot be any more: then who had been offered it is told."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import now

from ..access.may import SYSTEM
from ..intake.events import RequestChanged
from ..messaging.actions import withdraw_about
from ..practice import policies
from ..practice.events import Published
from . import locks
from .actions import cancel, give_back
from .being_there import ANOTHER, CHANGED, NOT_THERE
from .events import Arrived, Booked, BookingTakenBack, Cancelled, Moved, NoShow, TakenBack
from .judging import Judge, with_facts
from .messages import about, meanwhile, tell_no_time, tell_of
from .models import Appointment, Proposal, WaitlistOffer
from .moving import OFFERS, PROPOSED
from .take import kept_instead_of


def published(event: Published) -> None:
    """Rules that close a day, or say that somebody is away, end what is kept there."""
    end_what_cannot_be()


def end_what_replaces(event: Moved | Cancelled | Arrived | NoShow | TakenBack | BookingTakenBack) -> None:
    """What is kept in the place of an appointment ends with it: accepted later, it would be a second visit."""
    over: Appointment | None = event.old if isinstance(event, Moved) else event.appointment
    if isinstance(event, TakenBack):  # of a move: the time that is not theirs after all
        over = event.given_up
    if over is not None:
        give_back(kept_instead_of(over), CHANGED)


def end_unwanted(event: RequestChanged) -> None:
    """What is over keeps no time."""
    if event.request.state in ("declined", "withdrawn", "expired"):
        same = Appointment.objects.filter(request=event.request, replaces=None, state="held")
        give_back(same, "the request is over")


def end_same(event: Booked) -> None:
    """Whoever has their visit keeps no other time for the same request, or for a visit that is due no longer."""
    appointment = event.appointment
    same = Q(patient=appointment.patient_id, recall__state="booked")
    if appointment.request_id is not None:
        same |= Q(request=appointment.request_id, replaces=None)
    give_back(Appointment.objects.filter(same, state="held").exclude(pk=appointment.pk), ANOTHER)


def end_what_cannot_be() -> int:
    """How many there were.  Inside a practice."""
    kept = Appointment.objects.filter(state="held", start__gt=now()).order_by("start")
    judge = Judge(policies.current().setup)
    none = [appointment for appointment in with_facts(kept) if judge.absent(appointment)]
    if not none:
        return 0
    people = {appointment.patient_id for appointment in none}
    locks.line_up(patients=people)
    mine = locks.rows().filter(pk__in=[appointment.pk for appointment in none], patient__in=people)
    there = list(mine.filter(state="held").order_by("pk"))
    for appointment in there:
        end_and_tell(appointment, NOT_THERE)
    return len(there)


def end_and_tell(held: Appointment, why: str) -> None:
    """Who was offered it hears so; whoever only looks at the page that keeps it reads it there when they confirm."""
    offers = list(WaitlistOffer.objects.filter(hold=held, state="offered").select_related("hold__location"))
    proposals = list(Proposal.objects.filter(hold=held, state="proposed").select_related("appointment"))
    heard = [given for given in offers if not withdraw_about(given, *OFFERS)]  # of what was not sent nothing is said
    cancel(SYSTEM, held, reason=why)
    for given in heard:
        tell_of(held, "offer-ended", about(held, "/") | meanwhile(given, over=True), thing=given)
    for proposal in proposals:
        old = proposal.appointment
        withdraw_about(old, *PROPOSED)
        if old.state == "booked":
            tell_no_time(old, patient=held.patient)
