"""What refuses a visit whatever the time: somebody must approve it first.  Known before anybody is shown a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..availability.engine import Engine
from ..availability.model import Minute, Reason, Wanted
from ..intake.models import Request
from ..rules.facts import Visit
from ..rules.families.approval import NeedsApproval

Pair = tuple[str, str]  # a provider, and a location


@dataclass(frozen=True)
class Waits:
    """With whom and where the visit waits for a yes whenever it is, and by which sentences; `always`: with everybody who could see the patient."""

    pairs: Mapping[Pair, tuple[Reason, ...]]
    always: tuple[Reason, ...] = ()
    asked: tuple[Engine, Wanted] | None = None

    def at(self, provider: str, location: str, start: Minute) -> tuple[Reason, ...]:
        """Why it waits for a yes with them at that start: judged as it will be when it is booked."""
        if self.asked is None:
            return ()
        engine, wanted = self.asked
        return _held_up(engine, engine.agreed(wanted, provider, location, start).visit)


NOTHING_WAITS = Waits({})
WAITING = ("information", "approval")  # the kinds of what `unready` says


def unready(engine: Engine, wanted: Wanted, start: Minute) -> list[Reason]:
    """What must happen before that time is confirmed and has not: what is missing, who has to approve."""
    needs = engine.needs(wanted, start)
    asked = [
        Reason("information", needs.sources[field], f"{field.replace('-', ' ')} is missing")
        for field in needs.information
    ]
    return asked + [_not_approved(sentence) for sentence in needs.approval]


def undecided(request: Request | None) -> list[Reason]:
    """Why what was asked has no yes, where the time that is wanted says nothing of it."""
    if request is None or request.state not in ("requested", "awaiting_info", "awaiting_approval"):
        return []
    if request.missing:
        what = ", ".join(field.replace("-", " ") for field in request.missing)
        return [Reason("information", sentence, f"{what} is missing") for sentence in request.deciding]
    return [_not_approved(sentence) for sentence in request.deciding]


def waits(engine: Engine, wanted: Wanted) -> Waits:
    """Where that visit of that patient waits for a yes, as far as the rules can say: now, and once they have been seen."""
    found: dict[Pair, list[tuple[Reason, ...]]] = {}
    possible: dict[Pair, list[tuple[Reason, ...]]] = {}
    for moment in engine.moments(wanted):
        for provider, agreed in engine.pairs(wanted, moment):
            pair = (provider.id, agreed.visit.location)
            found.setdefault(pair, []).append(_held_up(engine, agreed.visit))
            if not agreed.obstacles:
                possible.setdefault(pair, []).append(found[pair][-1])
    held_up = {pair: said[0] for pair, said in (found | possible).items() if all(said)}
    decisive = [held_up.get(pair, ()) for pair in possible or found]
    always = tuple(dict.fromkeys(reason for one in decisive for reason in one)) if all(decisive) else ()
    return Waits(held_up, always, (engine, wanted))


def _held_up(engine: Engine, visit: Visit) -> tuple[Reason, ...]:
    return tuple(_not_approved(entry.text) for entry in engine.setup.book.holding(NeedsApproval, visit))


def _not_approved(sentence: str) -> Reason:
    return Reason("approval", sentence, "nobody has approved it yet")
