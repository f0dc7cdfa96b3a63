"""What was made while two records were one, and nobody knows whose it is: somebody says so, and it goes there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from ....access.may import Actor
from ....audit.action import action
from ....core.refusals import Refusal
from ....intake.models import Task
from ....intake.states import Stale
from ....intake.tasks.actions import done, open_task
from ....people.alive import require_alive
from ....people.models import Patient, Staff
from ....tenancy.refused import constraint_of
from ... import locks, patients
from ...matching.actions import OpenTwice, OverlapsOwn
from ...models import Merge, Reservation
from ..belonging import MODELS, belonging, made_between

STAYS, THE_OTHERS = _("Stays with this record"), _("Belongs to the other record")
SOON = dt.timedelta(hours=4)


class OfSeveral(Refusal):
    """More than one record was merged into this one then, and is apart again."""

    code = "of_several"

    @property
    def sentence(self) -> str:
        return gettext("More than one record could be meant. Cancel it here, and enter it for the right one.")


def ask_whose(actor: Actor, merge: Merge, kept: Patient) -> int:
    """Called inside the undoing of a merge: one exception for each thing, whose owner is who undid it; how many there were."""
    owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    asked = [
        open_task("apart", thing, due_at=now() + SOON, patient=kept, what=what, owner=owner)
        for thing, what in made_between(merge, kept)
    ]
    return sum(task is not None for task in asked)


@action("task.of_the_other", permission="patient.unmerge")
def of_the_other(
    actor: Actor, task: Task, *, outcome: str = THE_OTHERS, note: str = "", version: int | None = None
) -> Task:
    """It belongs to the record that is apart again: it goes there, with all that came of it, and the exception is settled.

    Raises Stale, OfSeveral, OverlapsOwn, OpenTwice, HasDied.
    """
    whose = Task.objects.select_related("patient").get(pk=task.pk).patient
    others = _apart_from(whose) if whose is not None else []
    locks.line_up(patients=[one.pk for one in (whose, *others) if one is not None])
    task.refresh_from_db()
    if task.state != "open" or whose is None or task.patient_id != whose.pk:
        raise Stale(task)
    if len(others) != 1:
        raise OfSeveral
    other = others[0]
    require_alive(other)
    settled = done(actor, task, outcome=outcome, note=note, version=version)
    rows = belonging({task.thing_kind: {str(task.thing_id)}}, whose)
    try:
        with transaction.atomic():
            hand_over(rows, whose, other)
    except IntegrityError as error:
        raise (OverlapsOwn if constraint_of(error) == "never_twice" else OpenTwice) from None
    patients.handed_over(rows["appointment"], whose, other)
    return settled


def hand_over(rows: Mapping[str, set[str]], whose: Patient, to: Patient) -> None:
    """These rows, by the names of their models, and the time that they take."""
    for name, model in MODELS.items():
        model._default_manager.filter(pk__in=rows[name], patient=whose).update(patient=to)
    times = Reservation.objects.filter(kind="patient", subject=whose.pk, appointment__pk__in=rows["appointment"])
    times.update(subject=to.pk)


def _apart_from(patient: Patient) -> list[Patient]:
    """The records that were one with this one, and are not any more."""
    found: dict[UUID, Patient] = {}
    for merge in Merge.objects.filter(state="undone").select_related("kept", "gone"):
        if patient.pk in (merge.kept_id, merge.gone_id):
            other = merge.gone if merge.kept_id == patient.pk else merge.kept
            found[other.pk] = other
    return [one for one in found.values() if one.same_as_id is None]
