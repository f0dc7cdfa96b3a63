"""What rules that are not in force yet would make due on their first night, as things are now: weighed before, not found out after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from ....people.models import Patient
from ....practice.file import PracticeFile
from ....tenancy.context import inside_practice
from ....tenancy.each import PORTION
from ....tenancy.models import Practice
from ....tenancy.today import today_at
from .queries import Plans, Step, known_of, plans_of, steps, whom_it_may_be_about


@dataclass
class FirstNight:
    """How many; `invited`: of those that are added, in the days in which they are invited; `overdue`: whose days are over."""

    added: int = 0
    invited: int = 0
    overdue: int = 0
    removed: int = 0


def first_night(practice: Practice, file: PracticeFile) -> FirstNight:
    """Called outside of a transaction: each portion is read in one of its own, as in that night."""
    plans, counted = plans_of(file.setup.book), FirstNight()
    with inside_practice(practice):
        keys = whom_it_may_be_about(practice, plans)
    for first in range(0, len(keys), PORTION):
        with inside_practice(practice):
            _count_of(keys[first : first + PORTION], counted, plans, practice, file)
    return counted


@dataclass
class SoFar:
    """What was counted, of so many of the patients whom it may be about."""

    counted: FirstNight
    looked_at: int
    of: int


def first_night_so_far(practice: Practice, file: PracticeFile, at_most: int) -> SoFar:
    """The same while a page waits: of so many patients at the most.  Inside a transaction."""
    plans, counted = plans_of(file.setup.book), FirstNight()
    keys = whom_it_may_be_about(practice, plans)
    for first in range(0, len(keys[:at_most]), PORTION):
        _count_of(keys[first : min(first + PORTION, at_most)], counted, plans, practice, file)
    return SoFar(counted, min(len(keys), at_most), len(keys))


def plans_differ(before: PracticeFile, after: PracticeFile) -> bool:
    """Whether the first night of the one may make due, or take away, what nights of the other do not."""
    old, new = ({plan for plan, _text in plans_of(file.setup.book)} for file in (before, after))
    return old != new


def _count_of(keys: Sequence[UUID], counted: FirstNight, plans: Plans, practice: Practice, file: PracticeFile) -> None:
    some = Patient.objects.filter(pk__in=keys).select_related("practice", "payer", "own_provider")
    for theirs in known_of(practice, some, plans).values():
        for step in steps(theirs, plans):
            _count(counted, step, practice, file)


def _count(counted: FirstNight, step: Step, practice: Practice, file: PracticeFile) -> None:
    counted.removed += step.kind == "take away"
    if step.kind != "make" or step.wanted is None:
        return
    due, today = step.wanted.due, today_at(practice)
    counted.added += 1
    counted.overdue += due.closes < today
    counted.invited += due.on - file.recalls.invite <= today <= due.closes
