"""What is written down without anything being changed: that somebody took a list away."""

from __future__ import annotations

import datetime as dt

from ..access.may import Actor, require_open
from ..core.counting import counted
from ..tenancy.models import Practice
from .models import Entry


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


def append(entry: Entry) -> None:
    """At the end of its practice's trail, which is held until the transaction ends; the database numbers and chains it."""
    Entry._base_manager.bulk_create([entry])  # not by the manager of readers, which first writes what is put off
