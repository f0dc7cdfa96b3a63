"""Reading proposals: only those for appointments that the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from ...access.may import Actor, may_open
from ...access.query import query
from ...booking.models import Appointment, Proposal
from ...booking.queries import visible


def by_id(actor: Actor, key: UUID) -> Proposal | None:
    """One proposal, or None: unknown and foreign are the same."""
    return _whole(actor).filter(pk=key).first()


def unanswered(actor: Actor, appointments: Iterable[UUID | None]) -> dict[UUID, Proposal]:
    """What waits for an answer, by the appointment that must move."""
    if not may_open(actor, "appointment.view"):
        return {}
    return {
        proposal.appointment_id: proposal
        for proposal in _whole(actor).filter(state="proposed", appointment__in=appointments)
    }


def last_of_each(appointments: Iterable[UUID]) -> dict[UUID, Proposal]:
    """What was proposed last for each, with the time that is or was held, by the appointment that must move."""
    rows = Proposal.objects.filter(appointment__in=list(appointments)).select_related("hold")
    last = rows.order_by("appointment", "-created_at").distinct("appointment")
    return {proposal.appointment_id: proposal for proposal in last}


def open_proposal_about(actor: Actor, appointment: Appointment) -> Proposal | None:
    """What waits for an answer about an appointment that must move, or about the time that is held instead."""
    open_ones = _whole(actor).filter(state="proposed")
    return open_ones.filter(appointment=appointment).first() or open_ones.filter(hold=appointment).first()


@query("appointment.view")
def _whole(actor: Actor) -> QuerySet[Proposal]:
    return Proposal.objects.filter(appointment__in=visible(actor)).select_related(
        "appointment__patient__practice",
        "appointment__visit_type",
        "appointment__location",
        "appointment__provider",
        "hold__location",
        "hold__provider",
        "hold__visit_type",
    )


def waiting_for(appointment: Appointment) -> Proposal | None:
    """What waits for an answer about it."""
    return Proposal.objects.filter(appointment=appointment, state="proposed").select_related("hold").first()
