"""Two records that are likely one person: put before somebody until it is known.  The first functions hear what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ....booking.events import FoundNew, Matched, Merged, Unmerged
from ....intake.events import MadeNew
from ....intake.models import Task
from ....intake.tasks.actions import close_tasks, open_task
from ....people.models import Patient
from ....people.queries import matches
from ....tenancy.each import Part

AT_ONCE = 300
MERGED = "merged"
TWO_PEOPLE = "two different people"


def matched(event: Matched) -> None:
    """It is known who they are: they need not be compared any more, with those whom nobody else is like."""
    close_tasks(event.made, "duplicate", outcome=MERGED, by=event.actor.name)
    _settled(event.patient, MERGED, event.actor.name)


def found_new(event: FoundNew) -> None:
    """Staff have compared them with everybody who is like them: that is not asked again."""
    _somebody_else(event.request.patient, event.actor.name)


def made_new(event: MadeNew) -> None:
    """The same, of a record that staff made at once."""
    _somebody_else(event.patient, event.actor.name)


def two_people(patient: Patient, by: str) -> None:
    """One answer is about both: whoever is like this one, and like nobody else, is not asked about either."""
    close_tasks(patient, "duplicate", outcome=TWO_PEOPLE, by=by)
    for match in matches(patient):
        _settled(match.patient, TWO_PEOPLE, by, besides=patient)


def merged(event: Merged) -> None:
    """Nobody has to compare these two any more."""
    close_tasks(event.gone, "duplicate", outcome=MERGED, by=event.actor.name)
    _settled(event.kept, MERGED, event.actor.name)


def unmerged(event: Unmerged) -> None:
    """Whoever takes two records apart has said that they are two people; what was asked about a third is asked again."""
    for patient, other in ((event.kept, event.gone), (event.gone, event.kept)):
        last = Task.objects.filter(kind="duplicate", thing_id=patient.pk).order_by("-created_at").first()
        if not _likely(patient, besides=other):
            if last is None:
                _answered(patient, event.actor.name)
        elif last is not None and last.state == "done" and last.outcome == MERGED:
            open_task("duplicate", patient, due_at=now() + dt.timedelta(days=2), patient=patient)


def _new_records() -> QuerySet[Patient]:
    """Those that nobody has compared yet, or whose name, birth date or contact has changed since, the newest first: all of a long list that is loaded, too."""
    asked = Task.objects.filter(kind="duplicate").values("thing_id")
    fresh = Patient.objects.filter(same_as=None, self_registered=False, compared_at=None)
    return fresh.exclude(pk__in=asked).order_by("-created_at", "-pk")


def _not_compared() -> list[UUID]:
    return list(_new_records().values_list("pk", flat=True)[:AT_ONCE])


def _compare(keys: Sequence[UUID]) -> int:
    """New records that are likely somebody who has one.  Each is asked about once, and so is each pair: with the later of the two."""
    made = [
        open_task("duplicate", patient, due_at=now() + dt.timedelta(days=2), patient=patient)
        for patient in _new_records().filter(pk__in=keys)
        if not _asked_with_others(patient)
    ]
    _are_compared(keys)
    return len(made) - made.count(None)


def _are_compared(keys: Sequence[UUID]) -> None:
    """Whoever is being changed at this moment is compared in the next round: nobody waits here, and nobody for this."""
    free = Patient.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=keys)
    Patient.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(compared_at=now())


def _somebody_else(made: Patient, by: str) -> None:
    open_task("duplicate", made, due_at=now(), patient=made)
    two_people(made, by)


def _answered(patient: Patient, by: str) -> None:
    """Nobody had asked yet, and the answer is known."""
    open_task("duplicate", patient, due_at=now(), patient=patient)
    close_tasks(patient, "duplicate", outcome=TWO_PEOPLE, by=by)


def _asked_with_others(patient: Patient) -> bool:
    """Whether everybody who is likely to be them is asked about, or was since this record is there; also where nobody is."""
    like = {match.patient.pk for match in matches(patient) if match.strong}
    since = Task.objects.filter(kind="duplicate", thing_id__in=like)
    since = since.filter(Q(state="open") | Q(created_at__gte=patient.created_at))
    return like <= set(since.values_list("thing_id", flat=True))


def _settled(patient: Patient, outcome: str, by: str, besides: Patient | None = None) -> None:
    """Where nobody else is likely to be them."""
    if not _likely(patient, besides):
        close_tasks(patient, "duplicate", outcome=outcome, by=by)


def _likely(patient: Patient, besides: Patient | None = None) -> bool:
    return any(match.strong and match.patient != besides for match in matches(patient))


ALIKE = Part(_not_compared, _compare)
