"""What rules that are not in force yet would make due on their first night, as things are now: weighed before, not found out after."""

from __future__ import annotations

from dataclasses import dataclass

from ....people.models import Patient
from ....practice.file import PracticeFile
from ....tenancy.context import inside_practice
from ....tenancy.each import PORTION
from ....tenancy.models import Practice
from ....tenancy.today import today_at
from .queries import Step, known_of, plans_of, steps, whom_it_may_be_about


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
            some = Patient.objects.filter(pk__in=keys[first : first + PORTION])
            known = known_of(practice, some.select_related("practice", "payer", "own_provider"), plans)
            for theirs in known.values():
                for step in steps(theirs, plans):
                    _count(counted, step, practice, file)
    return counted


def _count(counted: FirstNight, step: Step, practice: Practice, file: PracticeFile) -> None:
    counted.removed += step.kind == "take away"
    if step.kind != "make" or step.wanted is None:
        return
    due, today = step.wanted.due, today_at(practice)
    counted.added += 1
    counted.overdue += due.closes < today
    counted.invited += due.on - file.recalls.invite <= today <= due.closes
