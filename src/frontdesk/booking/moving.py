"""Which appointments the practice must move, and which of them a patient can move alone: one answer, wherever somebody reads of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from ..intake.evaluation import Seen, self_schedulable
from ..intake.models import Task
from ..practice import policies
from .judging import Judge, with_facts
from .models import Appointment
from .rules import cut_off

# What says to a patient that their appointment must move and that no other time is held: who can choose one, and who cannot.
NO_TIME = ("time-withdrawn", "time-withdrawn-call")
PROPOSING = ("time-proposed", *NO_TIME)  # the practice must move a visit, and says what comes instead
MOVING = (*PROPOSING, "must-move")  # and where nobody has decided yet what comes instead


def must_move(appointments: Iterable[Appointment]) -> frozenset[UUID]:
    """Of these, by their keys, those that the practice must move: the one place that says so, for staff, patients and messages.

    Their patients were asked to take another time, or nobody is there then and somebody has to see to it; a version that
    came into force a moment ago is not waited for.
    """
    policy = policies.published()
    booked = [one for one in appointments if one.state == "booked"]
    tasks = Task.objects.filter(Q(kind="move") | Q(kind="broken", must_move=True), state="open")
    moving = set(tasks.filter(thing_id__in=[one.pk for one in booked]).values_list("thing_id", flat=True))
    doubtful = {one.pk for one in booked if one.start > now() and policy.pk not in (one.policy_id, one.checked_id)}
    if not doubtful:
        return frozenset(moving)
    asked = set(tasks.filter(kind="move", thing_id__in=doubtful).values_list("thing_id", flat=True))
    judge, rows = Judge(policies.file_of(policy).setup), with_facts(Appointment.objects.filter(pk__in=doubtful))
    nobody = {one.pk for one in rows if any(reason.named not in one.overridden for reason in judge.absent(one))}
    return frozenset((moving - doubtful) | asked | nobody)


def has_to_move(one: Appointment) -> bool:
    """The same of one."""
    return one.pk in must_move([one])


def asked_to_move(one: Appointment) -> bool:
    """Whether its patient was asked already to take another time, and has not chosen one yet."""
    return one.state == "booked" and Task.objects.filter(kind="move", state="open", thing_id=one.pk).exists()


def bookable_alone_instead(one: Appointment, seen: Seen) -> bool:
    """Whether the rules let this patient choose a time for this visit themselves; `seen`: of what whoever reads it may know."""
    said = {answer.field: answer.value for answer in one.request.answers.all()} if one.request else {}
    return self_schedulable(one.patient, one.visit_type, said, seen=seen, instead_of=one.pk)


def moves_alone(one: Appointment, seen: Seen) -> bool:
    """Whether its patient can choose another time for it now, without staff: a link to choose leads only them to one."""
    last = min(cut_off(one, seen=seen)[0], one.start)
    return one.state == "booked" and now() <= last and bookable_alone_instead(one, seen)
