"""What refuses a visit whatever the time: somebody must approve it first.  Known before anybody is shown a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..availability.clock import local_date
from ..availability.engine import Engine
from ..availability.model import Minute, Reason, Wanted
from ..intake.models import Request
from ..rules.dates import short
from ..rules.facts import Visit
from ..rules.families.approval import NeedsApproval

Pair = tuple[str, str]  # a provider, and a location


@dataclass(frozen=True)
class Waits:
    """With whom and where the visit waits for a yes whenever it is, and by which sentences; `always`: with everybody who could see the patient.

    `settled`: of a visit that is moved, what was asked for where it is; it waits for whatever else is asked (None: it is not moved).
    """

    pairs: Mapping[Pair, tuple[Reason, ...]]
    always: tuple[Reason, ...] = ()
    asked: tuple[Engine, Wanted] | None = None
    settled: frozenset[str] | None = None
    _moved: dict[tuple[str, str, dt.date, bool], tuple[Reason, ...]] = field(default_factory=dict, compare=False)

    def at(self, provider: str, location: str, start: Minute) -> tuple[Reason, ...]:
        """Why it waits with them at that start: judged as it will be when it is booked."""
        if self.asked is None:
            return ()
        engine, wanted = self.asked
        if self.settled is None:
            return _held_up(engine, engine.agreed(wanted, provider, location, start).visit)
        first, zone = engine.first_visit(wanted), engine.setup.locations[location].zone
        there = (provider, location, local_date(start, zone), first is not None and start > first)
        if there not in self._moved:
            narrowed = replace(wanted, providers=(provider,), locations=(location,))
            said = unready(engine, narrowed, start)
            self._moved[there] = tuple(reason for reason in said if reason.named not in self.settled)
        return self._moved[there]


NOTHING_WAITS = Waits({})
WAITING = ("information", "approval")  # the kinds of what `unready` says


def unready(engine: Engine, wanted: Wanted, start: Minute) -> list[Reason]:
    """What must happen before that time is confirmed and has not: what is missing, who has to approve."""
    needs = engine.needs(wanted, start)
    asked = [
        Reason("information", needs.sources[field], _why_missing(field, needs.expired.get(field)))
        for field in needs.information
    ]
    return asked + [_not_approved(sentence) for sentence in needs.approval]


def _why_missing(field: str, held: dt.date | None) -> str:
    """`held`: the last date for which one that was given was good."""
    what = field.replace("-", " ")
    return f"{what} is missing" if held is None else f"{what} has expired: it held until {short(held)}"


def undecided(request: Request | None) -> list[Reason]:
    """Why what was asked has no yes, where the time that is wanted says nothing of it."""
    if request is None or request.state not in ("requested", "awaiting_info", "awaiting_approval"):
        return []
    if request.missing:
        what = ", ".join(field.replace("-", " ") for field in request.missing)
        return [Reason("information", sentence, f"{what} is missing") for sentence in request.deciding]
    return [_not_approved(sentence) for sentence in request.deciding]


def waits_for_a_yes(engine: Engine, wanted: Wanted) -> Waits:
    """Where that visit of that patient waits for a yes, as far as the rules can say: now, and once they have been seen."""
    held_by_pair: dict[Pair, list[tuple[Reason, ...]]] = {}
    possible: dict[Pair, list[tuple[Reason, ...]]] = {}
    for moment in engine.moments(wanted):
        for provider, agreed in engine.pairs(wanted, moment):
            pair = (provider.id, agreed.visit.location)
            held_by_pair.setdefault(pair, []).append(_held_up(engine, agreed.visit))
            if not agreed.obstacles:
                possible.setdefault(pair, []).append(held_by_pair[pair][-1])
    held_up = {pair: said[0] for pair, said in (held_by_pair | possible).items() if all(said)}
    decisive = [held_up.get(pair, ()) for pair in possible or held_by_pair]
    always = tuple(dict.fromkeys(reason for reasons in decisive for reason in reasons)) if all(decisive) else ()
    return Waits(held_up, always, (engine, wanted))


def _held_up(engine: Engine, visit: Visit) -> tuple[Reason, ...]:
    return tuple(_not_approved(entry.text) for entry in engine.setup.book.holding(NeedsApproval, visit))


def _not_approved(sentence: str) -> Reason:
    return Reason("approval", sentence, "nobody has approved it yet")
