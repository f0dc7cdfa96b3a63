"""`frontdesk due`: when a visit of a plan is due, from a practice file alone."""

from __future__ import annotations

import argparse
import json

from ..practice.file import PracticeFile
from ..practice.file.given import Given
from ..rules.due import Course, TookPlace
from ..rules.facts import Visit
from ..rules.families.plans import Plan, soonest


def due(arguments: argparse.Namespace, practice: PracticeFile) -> None:
    """The next such visit of whoever had those on these dates; with whom and where they were is not asked."""
    reader = Given(practice)
    wanted = reader.wanted(arguments, (), ())
    reader.finish()
    plans = [(entry.rule, entry.text) for entry in practice.setup.book.entries if isinstance(entry.rule, Plan)]
    kept = tuple(TookPlace(Visit(visit, "", ""), date) for visit, date in wanted.facts.last.items())
    today = wanted.now.astimezone(practice.setup.zone).date()
    earliest = soonest(plans, wanted.visit, Course(today, wanted.facts.born, kept, wanted.facts))
    if arguments.json:
        said = (
            None
            if earliest is None
            else {
                "on": earliest[0].on.isoformat(),
                "from": earliest[0].opens.isoformat(),
                "to": earliest[0].closes.isoformat(),
                "rule": earliest[2],
            }
        )
        print(json.dumps({"due": said}, ensure_ascii=False))
    elif earliest is None:
        print("nothing is due")
    else:
        print(f"{earliest[0].on}  from {earliest[0].opens} to {earliest[0].closes}  {earliest[2]}")
