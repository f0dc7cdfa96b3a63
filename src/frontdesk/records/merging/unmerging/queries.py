"""With which other record a thing was one when it was entered."""

from __future__ import annotations

from collections.abc import Iterable

from ....booking.models import Merge
from ....intake.models import Task
from ....people.models import Patient


def other_records(tasks: Iterable[Task]) -> dict[Task, Patient]:
    """Of each that an undone merge has left: the other of its two records, or that into which it was merged since.

    Those are left out that come from no merge, or of which the two are one record by now.
    """
    there = [merge_task for merge_task in tasks if merge_task.of_merge is not None]
    merges = Merge.objects.select_related("kept", "gone").in_bulk({merge_task.of_merge for merge_task in there})
    other_by_task = {}
    for task in there:
        merge = merges.get(task.of_merge)
        both = [_as_it_is_now(record) for record in (merge.kept, merge.gone)] if merge is not None else []
        others = [patient for patient in both if patient.pk != task.patient_id]
        if len(others) == 1:
            other_by_task[task] = others[0]
    return other_by_task


def _as_it_is_now(patient: Patient) -> Patient:
    while patient.same_as is not None:
        patient = patient.same_as
    return patient
