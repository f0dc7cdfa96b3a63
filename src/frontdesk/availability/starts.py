"""What is judged start by start: by the patient's other visits, and by dates that were asked (`rules.rule.StartRule`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from ..rules.history import Start
from .bits import span
from .clock import Day
from .model import Minute, Reason, Wanted
from .taken import Taken
from .terms import Terms

TAKES_PLACE = ("booked", "arrived")


def starts_against(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, origin: Minute) -> int:
    """The starts of a local date that such a rule refuses, or that come too late for another visit, as bits from `origin`.

    What a rule says of one start it says of all up to the next at which another visit of the patient begins.
    """
    late = [ahead.start for ahead in wanted.ahead_of if ahead.start < local.end]
    refused = span(max(min(late), local.begin) - origin, local.end - origin) if late else 0
    if not agreed.by_start:
        return refused
    first = _start(taken, wanted, agreed, local, local.begin)
    for begin, end in pairwise([*unlike_starts(taken, wanted, local), local.end]):
        start = replace(first, minute=begin)
        if any(rule.against(start) is not None for rule, _ in agreed.by_start):
            refused |= span(begin - origin, end - origin)
    return refused


def unlike_starts(taken: Taken, wanted: Wanted, local: Day) -> list[Minute]:
    """The begin of a local date, and each minute of it from which such rules may say something else."""
    visits = taken.visits_of(wanted)
    cuts = {at for visit in visits for at in (visit.start, visit.start + 1) if local.begin < at < local.end}
    return [local.begin, *sorted(cuts)]


def why_not_then(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    """What such rules, and other visits that need it first, have against one start."""
    if agreed.by_start:
        yield from _against(agreed, _start(taken, wanted, agreed, local, start))
    yield from (ahead.reason for ahead in wanted.ahead_of if start >= ahead.start)


def why_not_once_kept(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    """What such rules will have against one start, once everything that is booked before it has taken place."""
    attempt = _start(taken, wanted, agreed, local, start)
    others = tuple(
        replace(visit, state="completed") if visit.start < start and visit.state in TAKES_PLACE else visit
        for visit in attempt.others
    )
    return _against(agreed, replace(attempt, others=others))


def _against(agreed: Terms, start: Start) -> Iterator[Reason]:
    for rule, text in agreed.by_start:
        detail = rule.against(start)
        if detail is not None:
            yield Reason(rule.kind, text, detail)


def _start(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, minute: Minute) -> Start:
    visit = replace(agreed.visit, facts=replace(agreed.visit.facts, date=local.date))
    today = wanted.now.astimezone(local.zone).date()
    others = tuple(taken.visits_of(wanted))
    return Start(visit, minute, local.date, today, others, wanted.patient is not None, agreed.vocabulary)
