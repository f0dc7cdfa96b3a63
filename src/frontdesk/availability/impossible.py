"""Visits that can be at no time, with that provider at that place: sentences that keep them away, rooms and people that are not there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from .ahead import last_day
from .clock import Day, day, local_date
from .model import Minute, Reason, Setup, Wanted
from .presence import who_must_be_there
from .rooms import never_open
from .starts import unlike_starts, why_not_once_kept, why_not_then
from .steps import candidates
from .terms import Terms

if TYPE_CHECKING:
    from .engine import Engine


def never_possible(agreed: Terms) -> tuple[str, ...]:
    """The sentences that keep it away whatever the time."""
    return tuple(reason.rule or reason.detail for reason in agreed.obstacles if reason.kind != "self-scheduling")


def lacking_resources(agreed: Terms, setup: Setup) -> tuple[str, ...]:
    """The sentences that ask for a room that the place has not, or for somebody who never works there."""
    place = setup.locations[agreed.visit.location]

    def nobody(ids: Iterable[str]) -> bool:
        return not any(place.id in setup.providers[id_].locations for id_ in ids)

    return (
        *(text for kind, text in agreed.kinds if kind not in place.by_kind),
        *(part.text for part in agreed.parts if part.handed_on and nobody(candidates(setup, agreed, part))),
        *(text for rule, text in agreed.there if nobody(who_must_be_there(setup, rule))),
    )


def closed_resources(agreed: Terms, setup: Setup, today: dt.date) -> tuple[str, ...]:
    """The sentences that ask for a room that is never open while the visit's provider is there."""
    return tuple(text for kind, text in agreed.kinds if never_open(setup, agreed, kind, today))


def against_each_start(
    engine: Engine, wanted: Wanted, agreed: Terms, since: Minute, *, once_kept: bool = False
) -> tuple[Reason, ...]:
    """What rules that are judged start by start have against every start from `since` on at which these terms hold; none where one is left.

    As far ahead as it may be booked, whatever hours and others leave.  `once_kept`: as if all that is booked takes place.
    """
    if not agreed.by_start:
        return ()
    key = (*_alike(engine, agreed), wanted.now, wanted.patient, wanted.seen, since, once_kept)
    if key not in engine.against_each:
        engine.against_each[key] = tuple(_against_each(engine, wanted, agreed, since, once_kept))
    return engine.against_each[key]


def _alike(engine: Engine, agreed: Terms) -> tuple[object, ...]:
    """Equal for terms that say the same of two providers or places, those of one zone."""
    visit, named = agreed.visit, engine.setup.book.named
    who, where = (id_ if id_ in named else "" for id_ in (visit.provider, visit.location))
    return visit.type, who, where, engine.setup.locations[visit.location].zone, engine.key_of(visit.facts)


def _against_each(engine: Engine, wanted: Wanted, agreed: Terms, since: Minute, once_kept: bool) -> Iterable[Reason]:
    why = why_not_once_kept if once_kept else why_not_then
    reason_by_rule: dict[str | None, Reason] = {}
    for local, start in _starts(engine, wanted, agreed, since):
        reasons = {reason.rule: reason for reason in why(engine.taken, wanted, agreed, local, start)}
        if not reasons:
            return ()
        reason_by_rule = reasons | reason_by_rule
    return reason_by_rule.values()


def _starts(engine: Engine, wanted: Wanted, agreed: Terms, since: Minute) -> Iterator[tuple[Day, Minute]]:
    """One start for all of which such rules say the same, by their dates, at which the rules hold that these terms are of."""
    zone = engine.setup.locations[agreed.visit.location].zone
    alike = engine.key_of(agreed.visit.facts)
    first, last = local_date(since, zone), last_day(wanted, agreed, engine.setup).date
    for offset in range((last - first).days + 1):
        local = day(first + dt.timedelta(days=offset), zone)
        earliest = engine.earliest_on(wanted, agreed, local)
        if earliest is None:
            continue
        begins = unlike_starts(engine.taken, wanted, local)
        for begin, end in zip(begins, [*begins[1:], local.end], strict=True):
            start = max(begin, earliest, since)
            if start < end and engine.key_of(engine.facts_at(wanted, start, zone)) == alike:
                yield local, start
