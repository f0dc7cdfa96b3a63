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


def starts_against(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, origin: Minute) -> int:
    """The starts of a local date that such a rule refuses, or that come too late for another visit, as bits from `origin`.

    What a rule says of one start it says of all up to the next at which another visit of the patient begins.
    """
    late = [one.start for one in wanted.ahead_of if one.start < local.end]
    refused = span(max(min(late), local.begin) - origin, local.end - origin) if late else 0
    if not agreed.by_start:
        return refused
    first = _start(taken, wanted, agreed, local, local.begin)
    cuts = {at for one in first.others for at in (one.start, one.start + 1) if local.begin < at < local.end}
    for begin, end in pairwise([local.begin, *sorted(cuts), local.end]):
        start = replace(first, minute=begin)
        if any(rule.against(start) is not None for rule, _ in agreed.by_start):
            refused |= span(begin - origin, end - origin)
    return refused


def why_not_then(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    """What such rules, and other visits that need it first, have against one start."""
    if agreed.by_start:
        one = _start(taken, wanted, agreed, local, start)
        for rule, text in agreed.by_start:
            detail = rule.against(one)
            if detail is not None:
                yield Reason(rule.kind, text, detail)
    yield from (one.reason for one in wanted.ahead_of if start >= one.start)


def _start(taken: Taken, wanted: Wanted, agreed: Terms, local: Day, minute: Minute) -> Start:
    visit = replace(agreed.visit, facts=replace(agreed.visit.facts, date=local.date))
    today = wanted.now.astimezone(local.zone).date()
    others = tuple(taken.visits_of(wanted))
    return Start(visit, minute, local.date, today, others, wanted.patient is not None, agreed.vocabulary)
