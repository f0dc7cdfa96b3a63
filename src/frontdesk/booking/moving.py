"""Which appointments the practice must move, and which of them a patient can move alone: one answer, wherever somebody reads of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from ..access.may import Actor, may, visits_seen
from ..intake.evaluation import Seen, said_on, self_schedulable
from ..intake.models import Task
from ..practice import policies
from .judging import Judge, with_facts
from .models import Appointment
from .rules import cut_off

# What says to a patient that their appointment must move and that no other time is held: who can choose one, and who cannot.
NO_TIME = ("time-withdrawn", "time-withdrawn-call")
# And that another is held, or the same one with another provider; each also to who may not answer that.
PROPOSED = ("time-proposed", "provider-proposed", "time-proposed-call", "provider-proposed-call")
PROPOSING = (*PROPOSED, *NO_TIME)  # the practice must move a visit, and says what comes instead
Change = Literal["move", "only move", "cancel", ""]  # "move": or cancel
MOVING = (*PROPOSING, "must-move")  # and where nobody has decided yet what comes instead
OFFERS = ("waitlist-offer", "waitlist-offer-call")  # a time is kept for who waits; and to who may not take it
FITS_AGAIN, AFTER_ALL = "fits again", "it stays after all"
NEED_NOT_MOVE = (FITS_AGAIN, AFTER_ALL, "kept", "stays")  # what came of an exception by which nothing had to move
STAYS = "time-stays"  # and that none of that counts any more


def must_move(appointments: Iterable[Appointment]) -> frozenset[UUID]:
    """Of these, by their keys, those that the practice must move: the one place that says so, for staff, patients and messages.

    Their patients were asked to take another time, or nobody is there then and somebody has to see to it; a version that
    came into force a moment ago is not waited for.
    """
    policy = policies.published()
    booked = [appointment for appointment in appointments if appointment.state == "booked"]
    tasks = Task.objects.filter(Q(kind="move") | Q(kind="broken", must_move=True), state="open")
    moving = set(
        tasks.filter(thing_id__in=[appointment.pk for appointment in booked]).values_list("thing_id", flat=True)
    )
    doubtful = {
        appointment.pk
        for appointment in booked
        if appointment.start > now() and policy.pk not in (appointment.policy_id, appointment.checked_id)
    }
    if not doubtful:
        return frozenset(moving)
    asked = set(tasks.filter(kind="move", thing_id__in=doubtful).values_list("thing_id", flat=True))
    judge, rows = Judge(policies.file_of(policy).setup), with_facts(Appointment.objects.filter(pk__in=doubtful))
    nobody = {appointment.pk for appointment in rows if judge.absent(appointment)}
    return frozenset((moving - doubtful) | asked | nobody)


def here_for_nobody(appointments: Iterable[Appointment]) -> frozenset[UUID]:
    """Of these, by their keys, those whose patients are checked in although nobody is there for them, as long as that is open."""
    here = [appointment.pk for appointment in appointments if appointment.state == "arrived"]
    rows = (
        Task.objects.filter(kind="here", state="open", thing_id__in=here).order_by("pk")
        if here
        else Task.objects.none()
    )
    return frozenset(rows.values_list("thing_id", flat=True))


def must_move_one(appointment: Appointment) -> bool:
    """The same of one."""
    return appointment.pk in must_move([appointment])


def asked_to_move(appointment: Appointment) -> bool:
    """Whether its patient was asked already to take another time, and has not chosen one yet."""
    return (
        appointment.state == "booked"
        and Task.objects.filter(kind="move", state="open", thing_id=appointment.pk).exists()
    )


def bookable_alone_instead(appointment: Appointment, seen: Seen) -> bool:
    """Whether the rules let this patient choose a time for this visit themselves; `seen`: of what whoever reads it may know."""
    said = said_on(appointment.request) if appointment.request else {}
    return self_schedulable(appointment.patient, appointment.visit_type, said, seen=seen, instead_of=appointment.pk)


def moves_alone(appointment: Appointment, reader: Actor | None) -> bool:
    """Whether who reads of it can choose another time for it now, without staff: a link to choose leads only them to one."""
    return patient_may_change(appointment, reader) in ("move", "only move")


def patient_may_change(appointment: Appointment, reader: Actor | None) -> Change:
    """What whoever reads of it may do with it now, without staff: move it or cancel it, only one of these, or neither.

    `reader` None: nobody is written to, and it is what the rules let its patient do.
    """
    last = min(cut_off(appointment, seen=seen_by(reader, appointment))[0], appointment.start)
    if appointment.state != "booked" or now() > last:
        return ""
    moves, cancels = changeable(appointment, reader)
    if moves:
        return "move" if cancels else "only move"
    return "cancel" if cancels else ""


def changeable(appointment: Appointment, reader: Actor | None) -> tuple[bool, bool]:
    """Whether who reads of it may move it, and may cancel it: in their own power, and by the rules, as long as it is in time."""
    moves = reader is None or may(reader, "appointment.reschedule", appointment)
    cancels = reader is None or may(reader, "appointment.cancel", appointment)
    return moves and bookable_alone_instead(appointment, seen_by(reader, appointment)), cancels


def seen_by(reader: Actor | None, appointment: Appointment) -> Seen:
    """Of which visits of its patient they may know (`access.may: visits_seen`)."""
    return None if reader is None else visits_seen(reader, appointment.patient_id)
