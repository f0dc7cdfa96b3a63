"""What rules make of a request: booked by the patient alone, waiting for somebody, or refused; and by which sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from ...availability.clock import local_date
from ...availability.engine import Engine
from ...availability.model import Wanted, minute_from
from ...availability.shared_by_all import reasons_shared_by_all
from ...intake.evaluation import barred
from ...rules.facts import Facts, Visit
from ...rules.families.lead_time import DEFAULT_HORIZON
from ...rules.families.self_scheduling import PatientsMayBook

OUTCOMES = ("alone", "staff", "information", "approval", "no_time", "refused", "unknown")
HORIZON = DEFAULT_HORIZON + 1  # dates looked at for a time; rules may say fewer
LOOK = 28  # dates looked at for what stands in the way of all times


@dataclass(frozen=True)
class Outcome:
    """`because`: the sentences that decided; none where nothing stands in the way and nothing has to be said."""

    kind: str
    because: tuple[str, ...] = ()


def outcome(engine: Engine, visit: str, facts: Facts, now: dt.datetime) -> Outcome:
    """'alone': the patient may book without staff.  'staff': nothing is asked for, but staff find the time.

    'no_time': rules and closures leave no time at all, however few are booked.  'unknown': the set-up has no such visit.
    """
    if visit not in engine.setup.visit_types:
        return Outcome("unknown")
    wanted = Wanted(visit, now, facts)
    refusals = barred(engine, wanted, engine.moments(wanted))
    if refusals:
        return Outcome("refused", refusals)
    allowed = [terms for _, terms in engine.pairs(wanted) if terms.self_schedulable]
    never = _no_time(engine, wanted if facts.channel != "online" or allowed else _by_staff(wanted))
    if never is not None:
        return never
    needs = engine.needs(wanted)
    if needs.approval:
        return Outcome("approval", needs.approval)
    if needs.information or needs.unknown:
        return Outcome("information", tuple(dict.fromkeys(needs.sources.values())))
    agreed = [terms for _, terms in engine.pairs(wanted)]
    if facts.channel == "online" and allowed:
        return Outcome("alone", _allowing(engine, allowed[0].visit))
    against = dict.fromkeys(
        reason.rule
        for terms in agreed
        for reason in terms.obstacles
        if reason.kind == "self-scheduling" and reason.rule
    )
    return Outcome("staff", tuple(against))


def _no_time(engine: Engine, wanted: Wanted) -> Outcome | None:
    """Where no start is left within the horizon, with the sentences that stand in the way of all of them."""
    first = local_date(minute_from(wanted.now), engine.setup.zone)
    if next(iter(engine.slots(wanted, first, HORIZON)), None) is not None:
        return None
    return Outcome("no_time", reasons_shared_by_all(engine, wanted, first, LOOK))


def _by_staff(wanted: Wanted) -> Wanted:
    """What patients may not book themselves, staff book."""
    return replace(wanted, facts=replace(wanted.facts, channel="staff"))


def _allowing(engine: Engine, visit: Visit) -> tuple[str, ...]:
    """The sentence that lets patients book it."""
    entries = engine.setup.book.covering(PatientsMayBook, visit)
    allowing = [entry.text for entry in entries if isinstance(entry.rule, PatientsMayBook) and entry.rule.allowed]
    return tuple(allowing[-1:])
