"""What both records have to be called about, or are due, is one thing once they are one person; apart again each has its own.

A call that the other record's visit has settled is made no more; of two calls, or two due visits, that are the same one stays.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor
from ...booking.ending import end_same
from ...booking.events import Booked
from ...booking.models import Appointment, Merge, Recall
from ...booking.states import DUE
from ...day.exceptions.actions import AGAIN, BOOKED
from ...day.exceptions.ordered.actions import ORDER, about_what_was_not_kept
from ...day.exceptions.reopening.actions import reopen_settled, reopen_with_ground
from ...intake.models import Task
from ...intake.tasks.actions import close_tasks, close_these
from ...outreach.recalls.actions import due_again, due_once, settle_with
from ...people.models import Patient
from ...practice.kept_sentences import in_todays_words
from ...practice.policies import current

ONCE = "called once for both records"
MISSED, CHOSEN = ("no_show", "rebook"), ("hold",)  # kinds of calls, and what settles them
TO_COME = ("booked", "arrived")
CALLS = {MISSED: AGAIN, CHOSEN: BOOKED, (ORDER,): AGAIN}


def settle_together(actor: Actor, kept: Patient, moved: Mapping[str, Any]) -> None:
    """Called inside what made them one, when the rows have gone over (`moved`): who has their visit is invited to none, and chooses none."""
    visits = Appointment.objects.filter(patient=kept, state__in=TO_COME, recalls=None).order_by("start", "pk")
    for visit in visits.select_related("patient__practice", "visit_type"):
        due = Recall.objects.filter(patient=kept)
        came = str(visit.pk) in moved["appointment"]
        others = due.exclude(pk__in=moved["recall"]) if came else due.filter(pk__in=moved["recall"])
        if settle_with(visit, others):
            end_same(Booked(actor, visit, tell=False))


def call_once(patient: Patient, moved: Mapping[str, Any], by: str, settled_with: UUID) -> None:
    """Called inside what made them one, when the rows have gone over (`moved`): nobody is called twice, or about what has come about."""
    for kinds, outcome in CALLS.items():
        for task, visit in _settled_by_the_other(patient, kinds, moved):
            close_these(_alone(task), outcome=outcome, by=by, settled_with=visit.pk)
        for task in _same_call(patient, kinds, moved):
            close_these(_alone(task), outcome=ONCE, by=by, settled_with=settled_with)


def about_who_stays(kept: Patient, gone: Patient, by: str, settled_with: UUID) -> None:
    """Called inside the merge: a call about the record that is gone is one about the one that stays, whoever has it."""
    if Task.objects.filter(kind="message", thing_id=kept.pk, state="open").exists():
        close_tasks(gone, "message", outcome=ONCE, by=by, settled_with=settled_with)
    Task.objects.filter(kind="message", thing_id=gone.pk, state="open").update(thing_id=kept.pk)


def due_in_both(kept: Patient, moved: Mapping[str, Any]) -> list[str]:
    """Called inside the merge: of two that are the same visit one is due.  The keys of those that are not.

    Who has a link can book by it still: of two links the second asks whether it is to be a second visit.
    """
    due = Recall.objects.filter(patient=kept, state__in=DUE).order_by("due_on", "pk")
    theirs = [recall for recall in due if str(recall.pk) in moved["recall"]]
    mine = [recall for recall in due if str(recall.pk) not in moved["recall"]]
    over: list[str] = []
    for recall in theirs:
        same = next((other for other in mine if _same_visit(recall, other)), None)
        if same is None or recall.state == same.state == "invited":
            continue
        mine.remove(same)
        ends = same if recall.state == "invited" else recall
        over.append(str(ends.pk))
        due_once(ends)
    return over


def each_by_itself(merge: Merge, kept: Patient, gone: Patient) -> None:
    """Called inside its undoing, when the rows have gone back and before what each has booked settles what it is due."""
    for key in merge.moved.get("due_once", []):
        due_again(key)
    Task.objects.filter(kind="message", thing_id=kept.pk, patient=gone, state="open").update(thing_id=gone.pk)
    reopen_settled(merge.pk, ONCE)
    kinds = [kind for kinds in CALLS for kind in kinds]
    settled = Task.objects.filter(patient__in=[kept, gone], kind__in=kinds, state="done", outcome__in=CALLS.values())
    for task in settled.exclude(settled_with=None).order_by("created_at", "pk"):
        if Appointment.objects.filter(pk__in=[task.settled_with]).exclude(patient=task.patient_id).exists():
            reopen_with_ground(task)


# Helpers ----------------------------------------------------------------------------------------------------


def _alone(task: Task) -> QuerySet[Task]:
    return Task.objects.filter(pk=task.pk)


def _open(patient: Patient, kinds: Collection[str]) -> list[tuple[Task, Appointment]]:
    """With the visit that each is about; who is to be called first comes first.

    Of what rules order, calls about visits that were not kept: two visits to come, or that took place, are two whoever has them.
    """
    waiting = Task.objects.filter(patient=patient, state="open", kind__in=kinds).order_by("due_at", "pk")
    tasks = list(about_what_was_not_kept(waiting) if ORDER in kinds else waiting)
    visits = Appointment.objects.in_bulk([task.thing_id for task in tasks])
    return [(task, visits[task.thing_id]) for task in tasks if task.thing_id in visits]


def _settled_by_the_other(
    patient: Patient, kinds: Collection[str], moved: Mapping[str, Any]
) -> Iterable[tuple[Task, Appointment]]:
    """Who has such a visit to come in the other record, or had it since, has come back."""
    for task, about in _open(patient, kinds):
        since = Q(state="completed", created_at__gt=task.created_at)
        there = Appointment.objects.filter(
            since | Q(state="arrived") | Q(state="booked", start__gt=now()),
            patient=patient,
            visit_type=about.visit_type_id,
        )
        came = str(task.pk) in moved["task"]
        others = there.exclude(pk__in=moved["appointment"]) if came else there.filter(pk__in=moved["appointment"])
        visit = others.order_by("start", "pk").first()
        if visit is not None:
            yield task, visit


def _same_call(patient: Patient, kinds: Collection[str], moved: Mapping[str, Any]) -> list[Task]:
    """Calls of one record about such a visit as a call of the other is about: the one that somebody has stays, else the one that is due first."""
    by_call: dict[tuple[UUID, str, str], list[Task]] = {}
    for task, about in _open(patient, kinds):
        by_call.setdefault((about.visit_type_id, _ordered_by(task), task.after), []).append(task)
    over: list[Task] = []
    for tasks in by_call.values():
        stays = next((task for task in tasks if task.owner_id is not None), tasks[0])
        came = str(stays.pk) in moved["task"]
        over += [task for task in tasks if (str(task.pk) in moved["task"]) != came]
    return over


def _ordered_by(task: Task) -> str:
    """The sentence that orders it, as it reads today."""
    return in_todays_words([task.what], current().setup.book, task.created_at).pop() if task.kind == ORDER else ""


def _same_visit(recall: Recall, other: Recall) -> bool:
    """Whether both can be meant by one visit: of the same kind, in days that meet, with one person and at one place."""
    meet = recall.opens_on <= other.closes_on and other.opens_on <= recall.closes_on
    people, places = {recall.provider_id, other.provider_id} - {None}, {recall.location_id, other.location_id} - {None}
    return recall.visit_type_id == other.visit_type_id and meet and len(people) < 2 and len(places) < 2
