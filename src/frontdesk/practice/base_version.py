"""What a version was begun with, and how it goes along when that says something else than it did.  The caller holds the line of the rules."""

from __future__ import annotations

from ..tenancy.models import Practice
from .file.merging import Clashes, merged
from .models import Policy

EMPTY = "practice:\n  name: {name}\n  timezone: {zone}\n"


def empty_text(practice: Practice) -> str:
    """What a practice says that has said nothing yet."""
    return EMPTY.format(name=practice.name, zone=practice.timezone)


def bring_over(row: Policy, over: Policy | None, *, keep: frozenset[str] = frozenset()) -> bool:
    """`row` begins with `over` from now on: what that says goes into it, and its own stays.  Whether its text is another now.

    Three texts are compared: what `row` was begun with as that was then, `over`, and `row`.  Raises Clashes.
    """
    if row.begins_with(over):
        return False
    was, empty = row.base_text, empty_text(row.practice)
    text = merged(empty if was is None else was, over.text if over is not None else empty, row.text, keep=keep)
    another = text != row.text
    if another:
        row.text, row.revision = text, row.revision + 1
    row.begin_with(over)
    row.save(update_fields=["text", "base", "base_revision", "revision"])
    return another


def bring_along(over: Policy) -> None:
    """What is scheduled after `over` says what that says now, and so does what comes after it.

    What cannot keeps what it was begun with, and is held back when its time has come.
    """
    for row in Policy.objects.select_for_update(of=("self",)).filter(state="scheduled", base=over):
        try:
            another = bring_over(row, over)
        except Clashes:
            continue
        if another:
            bring_along(row)
