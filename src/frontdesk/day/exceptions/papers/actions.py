"""What is due for a visit and is not there by then is put before staff, once for each visit, until it comes or the visit is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Case, F, Q, Value, When
from django.utils.timezone import now

from ....availability.model import Setup
from ....booking.events import BookingTakenBack, Cancelled, Completed, HeldAgain, Moved, NoShow, SetBack, TakenBack
from ....booking.judging import Judge, appointments_to_come, with_facts
from ....booking.models import Appointment
from ....booking.papers import PAPER, any_are_due, missing_papers, said_of
from ....intake.events import DocumentAdded, DocumentReplaced, RequestChanged
from ....intake.models import Task
from ....intake.tasks.actions import close_tasks, open_task
from ....people.models import Patient
from ....practice import policies
from ....rules.families.papers import PaperDue
from ....tenancy.each import Part

SEE_TO_IT = dt.timedelta(hours=4)
WIDEST = 14  # days beside the amount of a sentence: weekends and closures lie in between


def over(event: Cancelled | NoShow | Completed | BookingTakenBack) -> None:
    """Nothing is due for it any more."""
    close_tasks(event.appointment, PAPER, outcome="the visit is over")


def moved(event: Moved) -> None:
    """It is the same visit: whoever sees to its papers does so still, by what is due for the new time."""
    _carry(event.old, event.new)


def taken_back(event: TakenBack) -> None:
    """It is to come after all, and a time that it had moved to is not."""
    if event.given_up is not None:
        _carry(event.given_up, event.appointment)
    _look_at_these([event.appointment.pk])


def held_again(event: HeldAgain) -> None:
    """What is only kept has nothing due; what it had taken the place of has again."""
    if event.old is not None:
        _carry(event.hold, event.old)
    _look_at_these([event.hold.pk, *([event.old.pk] if event.old is not None else [])])


def set_back(event: SetBack) -> None:
    """It is not over."""
    _look_at_these([event.appointment.pk])


def document_added(event: DocumentAdded) -> None:
    _look_again(event.document.patient)


def document_replaced(event: DocumentReplaced) -> None:
    _look_again(event.new.patient)


def request_changed(event: RequestChanged) -> None:
    """What was missing may have come with it."""
    _look_again(event.request.patient)


def _carry(was: Appointment, now_at: Appointment) -> None:
    """With its owner and what was noted; due no later than the visit begins now."""
    sooner = Case(When(due_at__gt=now_at.start, then=Value(max(now(), now_at.start))), default=F("due_at"))
    there = Task.objects.filter(kind=PAPER, state="open", thing_id=was.pk)
    if there.update(thing_id=now_at.pk, due_at=sooner):
        _look_at_these([now_at.pk])


def _look_again(patient: Patient | None) -> None:
    """At what is open about its visits; where no rule has papers due any more, the next round ends it."""
    if patient is not None and any_are_due(policies.current().setup):
        theirs = Task.objects.filter(kind=PAPER, state="open", patient=patient)
        _look_at_these(list(theirs.values_list("thing_id", flat=True)))


def _to_look_at() -> list[UUID]:
    """Visits of which something may be due by now, and those of which something was."""
    setup = policies.current().setup
    there = Task.objects.filter(kind=PAPER, state="open").values_list("thing_id", flat=True)
    return list(dict.fromkeys([*there, *(_due_by_now(setup) if any_are_due(setup) else ())]))


def _due_by_now(setup: Setup) -> Iterator[UUID]:
    """Those for which a sentence about such visits has passed its moment, whomever else it asks."""
    rules = [entry.rule for entry in setup.book.entries if isinstance(entry.rule, PaperDue)]
    codes = ("pk", "start", "visit_type__code", "location__code")
    for key, start, visit, at in appointments_to_come().filter(_near(rules)).values_list(*codes):
        asked = [rule for rule in rules if not rule.scope.visits or visit in rule.scope.visits]
        if at in setup.locations and any(
            rule.due(start, setup.locations[at].zone, setup.book.business_days) < now() for rule in asked
        ):
            yield key


def _near(rules: Sequence[PaperDue]) -> Q:
    of_these = Q(pk__in=())
    for rule in rules:
        longest = dt.timedelta(hours=rule.amount) if rule.unit == "hours" else dt.timedelta(days=rule.amount + 2)
        longest = longest * 3 + dt.timedelta(days=WIDEST) if rule.unit == "business days" else longest
        near = Q(start__lte=now() + longest)
        of_these |= near & Q(visit_type__code__in=rule.scope.visits) if rule.scope.visits else near
    return of_these


def _look_at_these(keys: Sequence[UUID]) -> int:
    """How many exceptions that made.  What is read for one is read for all of them."""
    asked_for = {task.thing_id: task for task in Task.objects.filter(kind=PAPER, state="open", thing_id__in=keys)}
    rows = list(with_facts(Appointment.objects.filter(pk__in=keys)))
    late, made = _late(rows), 0
    for appointment in rows:
        what, task = ", ".join(late.get(appointment.pk, ())), asked_for.get(appointment.pk)
        if not what and task is not None:
            close_tasks(appointment, PAPER, outcome="settled by itself")
        elif what and task is None:
            due_at = max(now(), min(now() + SEE_TO_IT, appointment.start))
            made += open_task(PAPER, appointment, due_at=due_at, patient=appointment.patient, what=what) is not None
        elif task is not None and task.what != what:
            Task.objects.filter(pk=task.pk, state="open").update(what=what)
    return made


def _late(appointments: Sequence[Appointment]) -> dict[UUID, list[str]]:
    """Of each of these what was due and is not there, without what staff have said something of for this visit."""
    judge, late = Judge(policies.current().setup), dict[UUID, list[str]]()
    coming = [row for row in appointments if row.state in ("booked", "arrived") and row.patient.deceased_on is None]
    judge.read_together(coming)
    for appointment in coming:
        missing = missing_papers(judge.setup, appointment, judge.facts_of(appointment))
        if papers := [due.paper for due in missing if due.moment < now()]:
            late[appointment.pk] = papers
    said = said_of(late)
    return {key: [paper for paper in papers if paper not in said[key]] for key, papers in late.items()}


PAPERS = Part(_to_look_at, _look_at_these)
