"""Reading the trail, and proving that nobody changed it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet

from ..access.may import Actor, require
from ..access.query import query
from .models import Entry, Head
from .sql import BROKEN


def history(actor: Actor, thing: Model) -> QuerySet[Entry]:
    """Everything that was done to a thing, oldest first."""
    require(actor, f"{thing_kind_of(thing)}.history", thing)
    return Entry.objects.filter(thing_kind=thing_kind_of(thing), thing_id=thing.pk).order_by("number")


def last_of(action: str, things: Iterable[UUID]) -> dict[UUID, Entry]:
    """By each thing's key the last time that this was done to it: who did, and why."""
    rows = Entry.objects.filter(action=action, thing_kind=action.split(".", maxsplit=1)[0], thing_id__in=list(things))
    return {entry.thing_id: entry for entry in rows.order_by("number") if entry.thing_id is not None}


@query("audit.view")
def trail(actor: Actor) -> QuerySet[Entry]:
    """The whole practice's, latest first."""
    return Entry.objects.order_by("-number")


def first_broken() -> int | None:
    """The number of the first entry that is not what was written (or after which one is missing); None: all is well."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN)
        row: Any = cursor.fetchone()
    if row:
        return int(row[0])
    last = Entry.objects.order_by("-number").first()
    head = Head.objects.first()
    if head and (last is None or bytes(last.digest) != bytes(head.digest)):
        return head.number
    return None


def thing_kind_of(thing: Model) -> str:
    return str(thing._meta.model_name)


def entries_about(kind: str, key: UUID) -> QuerySet[Entry]:
    """What was done to a thing, in order."""
    return Entry.objects.filter(thing_kind=kind, thing_id=key).order_by("number")
