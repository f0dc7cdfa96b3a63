"""Visits that are with the patient's own provider, their care team, or with anybody once these have nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..rules.facts import Visit
from ..rules.families.own_provider import WithOwnProvider
from ..rules.words import listing
from .clock import say
from .model import Reason, Setup, Slot, Wanted
from .terms import Terms, obstacles_of

if TYPE_CHECKING:
    from .engine import Engine


def with_others_alone(setup: Setup, agreed: Terms) -> tuple[Reason, ...]:
    """What keeps a visit from its provider whatever the time: it is with others alone."""
    return tuple(
        Reason(rule.kind, text, _said(setup, agreed.visit, rule))
        for rule, text in agreed.own_first
        if rule.within is None and _is_with_others(setup, agreed.visit, rule)
    )


def own_provider_first(engine: Engine, wanted: Wanted, agreed: Terms) -> Iterator[Reason]:
    """What keeps it from its provider as long as those it should be with have a time soon."""
    setup = engine.setup
    for rule, text in agreed.own_first:
        if rule.within is not None and _is_with_others(setup, agreed.visit, rule):
            slot = _first(engine, wanted, _with_whom(setup, agreed.visit, rule), rule.within)
            if slot is not None:
                who = setup.providers[slot.provider].name
                when = say(slot.start, setup.locations[slot.location].zone)
                yield Reason(rule.kind, text, f"{_said(setup, agreed.visit, rule)}; {who} has a time on {when}")


def _first(engine: Engine, wanted: Wanted, who: tuple[str, ...], within: int) -> Slot | None:
    """The first time that any of them has from now through the last of so many business days, by all other rules."""
    today = wanted.now.astimezone(engine.setup.zone).date()
    last = engine.setup.book.business_days.after(today, within)
    anywhere = replace(wanted, providers=who, locations=(), facts=replace(wanted.facts, own_provider=None, date=None))
    long = (wanted.minutes, wanted.given)
    key = (anywhere.visit, anywhere.now, anywhere.facts.key, who, wanted.patient, long, wanted.seen, last)
    if key not in engine.found_first:
        days = (last - today + dt.timedelta(days=1)).days
        engine.found_first[key] = next(engine.slots(anywhere, today, days), None)
    return engine.found_first[key]


def _with_whom(setup: Setup, visit: Visit, rule: WithOwnProvider) -> tuple[str, ...]:
    """The ids of those whom the visit is with; none where that limits nothing."""
    own = setup.providers.get(visit.facts.own_provider or "")
    if own is None:
        return ()
    theirs = (replace(visit, provider=own.id, location=location) for location in own.locations)
    if all(obstacles_of(setup.book, placed_visit) for placed_visit in theirs):
        return ()
    return (own.id, *own.team) if rule.team else (own.id,)


def _is_with_others(setup: Setup, visit: Visit, rule: WithOwnProvider) -> bool:
    who = _with_whom(setup, visit, rule)
    return bool(who) and visit.provider not in who


def _said(setup: Setup, visit: Visit, rule: WithOwnProvider) -> str:
    own, *team = (setup.providers[id_].name for id_ in _with_whom(setup, visit, rule))
    return f"the patient's own provider is {own}" + (f", with {listing(team)}" if team else "")
