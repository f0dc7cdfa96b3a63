"""What rules make of a request: booked by the patient alone, waiting for somebody, or refused; and by which sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ...availability.engine import Engine
from ...availability.model import Wanted
from ...intake.evaluation import impossible
from ...rules.facts import Facts, Visit
from ...rules.families.self_scheduling import PatientsMayBook

OUTCOMES = ("alone", "staff", "information", "approval", "refused", "unknown")


@dataclass(frozen=True)
class Outcome:
    """`because`: the sentences that decided; none where nothing stands in the way and nothing has to be said."""

    kind: str
    because: tuple[str, ...] = ()


def outcome(engine: Engine, visit: str, facts: Facts, now: dt.datetime) -> Outcome:
    """'alone': the patient may book without staff.  'staff': nothing is asked for, but staff find the time.

    'unknown': the set-up has no such visit.
    """
    if visit not in engine.setup.visit_types:
        return Outcome("unknown")
    wanted = Wanted(visit, now, facts)
    refusals = impossible(engine, wanted)
    if refusals:
        return Outcome("refused", refusals)
    needs = engine.needs(wanted)
    if needs.approval:
        return Outcome("approval", needs.approval)
    if needs.information or needs.unknown:
        return Outcome("information", tuple(dict.fromkeys(needs.sources.values())))
    agreed = [one for _, one in engine.pairs(wanted)]
    allowed = [one for one in agreed if one.self_schedulable]
    if facts.channel == "online" and allowed:
        return Outcome("alone", _allowing(engine, allowed[0].visit))
    against = dict.fromkeys(
        reason.rule for one in agreed for reason in one.obstacles if reason.kind == "self-scheduling" and reason.rule
    )
    return Outcome("staff", tuple(against))


def _allowing(engine: Engine, visit: Visit) -> tuple[str, ...]:
    """The sentence that lets patients book it."""
    found = engine.setup.book.covering(PatientsMayBook, visit)
    allowing = [one.text for one in found if isinstance(one.rule, PatientsMayBook) and one.rule.allowed]
    return tuple(allowing[-1:])
