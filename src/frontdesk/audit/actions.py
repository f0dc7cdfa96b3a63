"""What is written down without anything being changed: that somebody took a list away, or said what is known already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from ..access.may import Actor, require_open
from ..core.counting import counted
from ..tenancy.context import at_the_end
from ..tenancy.models import Practice, PracticeRow
from .models import Entry
from .queries import kind_of


def exported(actor: Actor, practice: Practice, *, name: str, rows: int) -> None:
    """A list left as a file (45 CFR 164.312(b)): which, and how many rows; not what was in it."""
    require_open(actor, "console.view")
    entry = Entry(
        practice=practice,
        number=0,
        at=dt.datetime.now(dt.UTC),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action="list.export",
        thing_kind="list",
        reason=f"{name}: {counted(rows, 'row')}",
        previous=b"",
        digest=b"",
    )
    append(entry)


def said_again(actor: Actor, thing: PracticeRow, name: str, values: Mapping[str, Any]) -> None:
    """Somebody said of a row what stands there: it is theirs too, and stays when what was said before is taken back."""
    entry = Entry(
        practice_id=thing.practice_id,
        number=0,
        at=dt.datetime.now(dt.UTC),
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_name=actor.name,
        action=name,
        thing_kind=kind_of(thing),
        thing_id=thing.pk,
        changes={field: [value, value] for field, value in values.items()},
        previous=b"",
        digest=b"",
    )
    at_the_end(lambda: append(entry))


def append(entry: Entry) -> None:
    """At the end of its practice's trail, which is held until the transaction ends; the database numbers and chains it."""
    Entry._base_manager.bulk_create([entry])  # not by the manager of readers, which first writes what is put off
