"""Somebody is there for it after all: what was proposed instead ends, nobody has to move it, and who had been told so hears that it stays."""

from __future__ import annotations

from ....access.may import SYSTEM, Actor, may
from ....audit.action import action
from ....booking import locks
from ....booking.actions import cancel
from ....booking.messages import about, tell_of
from ....booking.models import Appointment, Proposal
from ....booking.moving import AFTER_ALL, MOVING
from ....booking.moving import STAYS as TELLS_STAYS
from ....intake.tasks.actions import close_tasks
from ....messaging.actions import withdraw_about
from ....practice.events import Published
from ..queries import was_told
from .queries import stay_under


def published(event: Published) -> None:
    """A version by which somebody is there again, whose sentence ever had kept them away."""
    staying = stay_under(event.policy)
    if not staying:
        return
    people = {appointment.patient_id for appointment in staying}
    locks.line_up(patients=people)
    mine = locks.rows().filter(pk__in=[appointment.pk for appointment in staying], patient__in=people, state="booked")
    for appointment in list(mine.order_by("pk")):
        need_not_move(SYSTEM, appointment)
        tell_stays(appointment)


def need_not_move(actor: Actor, appointment: Appointment) -> None:
    """Called inside what has brought them back; by whoever may propose times it is done as their own, else it follows of itself."""
    stays(actor if may(actor, "proposal.send", appointment) else SYSTEM, appointment, by=actor.name)


@action("appointment.stays", permission="proposal.send")
def stays(actor: Actor, appointment: Appointment, *, by: str) -> Appointment:
    """It need not move any more: nothing is kept in its place, and nobody is asked or called.  `by`: whose press has brought them back."""
    for proposal in Proposal.objects.filter(appointment=appointment, state="proposed").select_related("hold"):
        cancel(SYSTEM, proposal.hold, reason="somebody is there after all")
    withdraw_about(appointment, *MOVING)
    close_tasks(appointment, "move", "broken", outcome=AFTER_ALL, by=by)
    return appointment


def tell_stays(appointment: Appointment) -> None:
    """Who had been asked to move is told that the appointment takes place, and nobody else; once it does by the rules in force."""
    if was_told(appointment):
        tell_of(appointment, TELLS_STAYS, about(appointment))
