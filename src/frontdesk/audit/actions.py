"""What is written down without anything being changed: that somebody took a list away, or said what is known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from ..access.may import Actor, require_open
from ..core.counting import counted
from ..tenancy.context import at_the_end
from ..tenancy.models import Practice, PracticeRow
from .models import Entry
from .queries import thing_kind_of


def exported(actor: Actor, practice: Practice, *, name: str, rows: int) -> None:
    """A list left as a file (45 CFR 164.312(b)): which, and how many rows; not what was in it."""
    require_open(actor, "console.view")
    append(entry_by(actor, practice.pk, "list.export", thing_kind="list", reason=f"{name}: {counted(rows, 'row')}"))


def said_again(actor: Actor, thing: PracticeRow, name: str, values: Mapping[str, Any]) -> None:
    """Somebody said of a row what stands there: it is theirs too, and stays when what was said before is taken back."""
    said = {field: [value, value] for field, value in values.items()}
    entry = entry_by(actor, thing.practice_id, name, thing_kind=thing_kind_of(thing), thing_id=thing.pk, changes=said)
    at_the_end(lambda: append(entry))


def entry_by(actor: Actor, practice: UUID, name: str, **what: Any) -> Entry:
    """What somebody did, as of now, to be appended; the database gives it its number and its place in the chain."""
    return Entry(
        practice_id=practice,
        number=0,
        at=dt.datetime.now(dt.UTC),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=name,
        previous=b"",
        digest=b"",
        **what,
    )


def append(entry: Entry) -> None:
    """At the end of its practice's trail, which is held until the transaction ends; the database numbers and chains it."""
    Entry._base_manager.bulk_create([entry])  # not by the manager of readers, which first writes what is put off
