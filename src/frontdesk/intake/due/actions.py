"""What is said behind the link of a due visit is kept as the request of the time that is booked by the same press."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from ...access.may import Actor, require_for
from ...audit.action import action
from ...core.emergency import is_emergency
from ...core.events import raise_event
from ...people.models import Patient
from ...practice.models import VisitType
from ..actions import keep_said, locked_row, written_down
from ..evaluation import Verdict
from ..events import EmergencySaid
from ..models import Request

INVITED = Verdict("approved", ("The practice invited the patient to this visit.",))


@action("request.create_for_due_visit", permission="appointment.book")
def create_for_due_visit(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    answers: Mapping[str, str],
    documents: list[UUID],
) -> Request:
    """What was asked behind the link of a due visit, whose time is booked by the same press: who was invited waits for nobody's yes."""
    require_for(actor, "appointment.book", patient.pk, visit_type.code)
    return written_down(actor, patient, visit_type, answers, "online", documents, False, tell=False, decided=INVITED)


@action("request.add_for_due_visit", permission="appointment.book")
def add_for_due_visit(actor: Actor, request: Request, *, answers: Mapping[str, str], documents: list[UUID]) -> Request:
    """The same, where a request of theirs waits for just this visit: what was asked belongs to it, and words of an emergency are told."""
    request = locked_row(request)
    keep_said(actor, request, answers, documents)
    if said := tuple(answer for answer in answers.values() if is_emergency(answer)):
        raise_event(EmergencySaid(request, said))
    return request
