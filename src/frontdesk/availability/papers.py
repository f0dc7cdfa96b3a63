"""Which papers are good for a visit: what was given once need not be given again while it holds, and then it must."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..rules.book import RuleBook
from ..rules.facts import Facts, Visit
from ..rules.families.information import may_be_asked
from ..rules.families.papers import PaperDue, PaperHolds
from .model import Setup

ON_FILE = "on file"  # as an answer: it was given earlier, and is good


@dataclass(frozen=True)
class Good:
    """What is known of a visit by what is good for it; `expired`: what is not any more, with the last date for which it was."""

    facts: Facts
    expired: Mapping[str, dt.date] = field(default_factory=dict)


def good_papers(book: RuleBook, visit: Visit, date: dt.date) -> Good:
    """For a start on that local date.  Of a paper of which no sentence says how long it holds, only the answers say whether it is there."""
    facts = visit.facts
    if not facts.given or PaperHolds not in book.kinds:
        return Good(facts)
    answers, expired = dict(facts.answers), dict[str, dt.date]()
    on_that_date = replace(visit, facts=facts.on(date, seen=facts.patient == "established"))
    for paper, given in facts.given.items():
        last = last_date(book, on_that_date, paper, given)
        if last is None:
            continue
        if date <= last:
            answers.setdefault(paper, ON_FILE)
        else:
            answers.pop(paper, None)
            expired[paper] = last
    return Good(replace(facts, answers=answers), expired)


def last_date(book: RuleBook, visit: Visit, paper: str, given: dt.date) -> dt.date | None:
    """The last date for which one that was given on that date is good; None: no sentence says how long it holds."""
    entry = book.winner(PaperHolds, f"{paper} holds", visit)
    return entry.rule.last_date(given) if entry is not None and isinstance(entry.rule, PaperHolds) else None


@dataclass(frozen=True)
class Due:
    """A paper that a sentence asks for, and the last moment for it, by the clock of the place."""

    paper: str
    moment: dt.datetime
    sentence: str


def due_papers(setup: Setup, visit: Visit, start: dt.datetime) -> tuple[Due, ...]:
    """What is due for a visit that is booked for that instant, the first due first; `visit` has the facts of its date.

    Of who pays alone no insurance card is due (`families/information`)."""
    zone, business = setup.locations[visit.location].zone, setup.book.business_days
    papers = dict.fromkeys(rule.paper for rule in _rules(setup.book, visit) if may_be_asked(rule.paper, visit.facts))
    due = []
    for paper in papers:
        entry = setup.book.winner(PaperDue, f"{paper} due", visit)
        if entry is not None and isinstance(entry.rule, PaperDue):
            due.append(Due(paper, entry.rule.due(start, zone, business), entry.text))
    return tuple(sorted(due, key=lambda paper: paper.moment))


def _rules(book: RuleBook, visit: Visit) -> list[PaperDue]:
    return [entry.rule for entry in book.holding(PaperDue, visit) if isinstance(entry.rule, PaperDue)]


def is_there(book: RuleBook, visit: Visit, paper: str, date: dt.date) -> bool:
    """Whether it is there for a start on that date: the last one given is good, or it was answered."""
    given = visit.facts.given.get(paper)
    if given is None:
        return visit.facts.answer(paper) is not None
    last = last_date(book, visit, paper, given)
    return last is None or date <= last
