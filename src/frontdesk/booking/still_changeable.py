"""What is kept: whether it stands, whether it is wanted still, and whether its patient may still change it."""

from __future__ import annotations

from django.utils.timezone import now

from ..access.may import Actor, visits_seen
from ..audit.action import because_of
from ..intake.models import Request
from ..intake.states import IllegalTransition
from ..people import lines
from ..people.contacts import shown as shown_contact
from ..people.models import Patient
from .errors import SameTime, TooLate
from .models import Appointment, Proposal, Recall, WaitlistOffer
from .moving import must_move_one
from .rules import cut_off
from .states import MOVES
from .take import Place


def still_stands(held: Appointment) -> bool:
    """Whether what was kept or booked is still there."""
    over = held.state == "held" and held.hold_expires_at is not None and held.hold_expires_at < now()
    return held.state not in ("cancelled", "rescheduled") and not over


def wanted_still(held: Appointment, old: Appointment | None) -> bool:
    """Whether what the hold is for still waits for a time: an appointment that can move, an approved request, a visit that is due."""
    if old is not None:
        return "rescheduled" in MOVES[old.state]
    if held.recall is not None:
        return held.recall.state in ("planned", "invited")
    return held.request is None or held.request.state == "approved"


def why_moved(actor: Actor, held: Appointment) -> str:
    """What is kept of a confirmed hold that takes the place of another: who wanted it."""
    if Proposal.objects.filter(hold=held, state="proposed").exists():
        return "accepted the time that the practice proposed"
    return "moved by the patient" if actor.kind == "patient" else "moved"


def refresh(patient: Patient, request: Request | None, replaces: Appointment | None, recall: Recall | None) -> None:
    """What a time is kept for, as it is behind the patient's line.  Raises Stale where it is another record's by now."""
    for row in (request, replaces, recall):
        if row is not None:
            row.refresh_from_db(fields=["state", "patient"])
            lines.still_of(row, patient.pk)


def refuse_unmovable(old: Appointment) -> None:
    """Raises IllegalTransition where it can be moved no more."""
    if "rescheduled" not in MOVES[old.state]:
        raise IllegalTransition(old.state, "rescheduled")


def refuse_no_move(old: Appointment, place: Place) -> None:
    """Raises IllegalTransition where it can be moved no more, SameTime where that is where it is."""
    refuse_unmovable(old)
    if (old.provider.code, old.location.code, old.start) == (place.provider, place.location, place.start):
        raise SameTime


def refuse_too_late(actor: Actor, appointment: Appointment) -> None:
    """Patients change an appointment up to the practice's cut-off; staff are not bound by it.  Raises TooLate."""
    if actor.kind != "patient":
        return
    last, rule = cut_off(appointment, seen=visits_seen(actor, appointment.patient_id))
    if now() > last:
        because_of(rule)
        raise TooLate(rule, shown_contact(appointment.patient.practice.phone))


def refuse_late_choice(actor: Actor, held: Appointment, old: Appointment | None) -> None:
    """It may have been in time when its patient chose the time that is kept; not where the practice asked them to take it.  Raises TooLate."""
    if held.state != "held" or old is None:
        return
    asked = held.proposed or must_move_one(old) or WaitlistOffer.objects.filter(hold=held).exists()
    if not asked:
        refuse_too_late(actor, old)
