"""A due visit is booked with what was asked behind its link."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ...access.may import Actor
from ...audit.action import action
from ...intake.due import actions as intake
from ...intake.models import Request
from .. import locks
from ..actions import confirm
from ..models import Appointment
from ..queries import waiting_for_a_time
from ..take import is_what_was_asked_for


@action("appointment.book_due", permission="appointment.book")
def book_due(
    actor: Actor, held: Appointment, *, answers: Mapping[str, str], documents: list[UUID], only: bool = False
) -> Appointment:
    """Confirm the time that is kept for a due visit; what was said is its request, as what a caller says is.

    `only`: ask before it is a second of its kind.  Raises what `confirm` raises.
    """
    held = locks.appointment(held)
    if held.state == "held" and held.request is None:
        is_what_was_asked_for(held, _request(actor, held, answers, documents))
    return confirm(actor, held, only=only)


def _request(actor: Actor, held: Appointment, answers: Mapping[str, str], documents: list[UUID]) -> Request:
    """The one that only waits for a time for this visit, where there is one; else one of its own."""
    waiting = waiting_for_a_time(held.patient, held.visit_type)
    if waiting is not None and waiting.self_pay == held.self_pay:
        return intake.add_for_due_visit(actor, waiting, answers=answers, documents=documents)
    return intake.create_for_due_visit(
        actor, held.patient, visit_type=held.visit_type, answers=answers, documents=documents
    )
