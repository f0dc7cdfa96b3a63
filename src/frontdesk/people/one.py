"""Records that are one person by now: which ones a record is made of, and which it has become.  Along the whole chain: A into B into C."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from .models import Patient


def has_become(records: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Each of them with itself and all that it was merged into, one after the other."""
    found = {one: {one} for one in records}
    last = {one: one for one in found}
    while last:
        rows = Patient.objects.filter(pk__in=set(last.values())).values_list("pk", "same_as")
        into = {one: kept for one, kept in rows if kept is not None}
        last = {one: into[at] for one, at in last.items() if at in into}
        for one, at in last.items():
            found[one].add(at)
    return found


def made_of(record: UUID) -> set[UUID]:
    """A record and all that were merged into it, or into one of those before."""
    found = more = {record}
    while more:
        more = set(Patient.objects.filter(same_as__in=more).values_list("pk", flat=True)) - found
        found = found | more
    return found
