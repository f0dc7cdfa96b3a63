"""With which other record a thing was one when it was entered."""

from __future__ import annotations

from collections.abc import Iterable

from ....intake.models import Task
from ....people.models import Patient
from ...models import Merge


def other_records(tasks: Iterable[Task]) -> dict[Task, Patient]:
    """Of each that an undone merge has left: the other of its two records, or that into which it was merged since.

    Those are left out that come from no merge, or of which the two are one record by now.
    """
    there = [one for one in tasks if one.of_merge is not None]
    merges = Merge.objects.select_related("kept", "gone").in_bulk({one.of_merge for one in there})
    found = {}
    for task in there:
        merge = merges.get(task.of_merge)
        both = [_as_it_is_now(one) for one in (merge.kept, merge.gone)] if merge is not None else []
        others = [one for one in both if one.pk != task.patient_id]
        if len(others) == 1:
            found[task] = others[0]
    return found


def _as_it_is_now(patient: Patient) -> Patient:
    while patient.same_as is not None:
        patient = patient.same_as
    return patient
