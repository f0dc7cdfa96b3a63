"""Records that are one person by now: which ones a record is made of, and which it has become.  Along the whole chain: A into B into C."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from .models import Patient


def merged_chain_of(records: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Each of them with itself and all that it was merged into, one after the other."""
    chains = {key: {key} for key in records}
    last = {key: key for key in chains}
    while last:
        rows = Patient.objects.filter(pk__in=set(last.values())).values_list("pk", "same_as")
        into = {key: kept for key, kept in rows if kept is not None}
        last = {key: into[at] for key, at in last.items() if at in into}
        for key, at in last.items():
            chains[key].add(at)
    return chains


def standing(records: Iterable[UUID]) -> dict[UUID, UUID]:
    """Each of them with the record that it is by now: itself, where it was merged into none."""
    now_ = {key: key for key in records}
    asked = set(now_)
    while asked:
        merged = Patient.objects.filter(pk__in=asked).exclude(same_as=None).values_list("pk", "same_as")
        into = {key: kept for key, kept in merged if kept is not None}
        now_ = {key: into.get(at, at) for key, at in now_.items()}
        asked = set(into.values())
    return now_


def record_that_stands(said: object) -> str:
    """The same of one, as a form or a draft says it; what is no record's key is given back as it is."""
    try:
        key = UUID(str(said or ""))
    except ValueError:
        return str(said or "")
    return str(standing([key])[key])


def records_merged_into(record: UUID) -> set[UUID]:
    """A record and all that were merged into it, or into one of those before."""
    merged = more = {record}
    while more:
        more = set(Patient.objects.filter(same_as__in=more).values_list("pk", flat=True)) - merged
        merged = merged | more
    return merged
