"""What refuses a visit whatever the time: somebody must approve it first.  Known before anybody is shown a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..availability.engine import Engine
from ..availability.model import Reason, Wanted
from ..rules.families.approval import NeedsApproval

Pair = tuple[str, str]  # a provider, and a location


@dataclass(frozen=True)
class Waits:
    """With whom and where the visit waits for a yes, and by which sentences; `always`: with everybody who could see the patient."""

    pairs: Mapping[Pair, tuple[Reason, ...]]
    always: tuple[Reason, ...] = ()


NOTHING_WAITS = Waits({})


def unready(engine: Engine, wanted: Wanted) -> list[Reason]:
    """What must happen before any time is confirmed and has not: what is missing, who has to approve."""
    needs = engine.needs(wanted)
    asked = [
        Reason("information", needs.sources[field], f"{field.replace('-', ' ')} is missing")
        for field in needs.information
    ]
    return asked + [_not_approved(sentence) for sentence in needs.approval]


def waits(engine: Engine, wanted: Wanted) -> Waits:
    """Where that visit of that patient waits for a yes, as far as the rules can say now."""
    pairs = engine.pairs(wanted)
    book = engine.setup.book
    found = {
        (provider.id, agreed.visit.location): tuple(
            _not_approved(entry.text) for entry in book.holding(NeedsApproval, agreed.visit)
        )
        for provider, agreed in pairs
    }
    possible = [(provider.id, agreed.visit.location) for provider, agreed in pairs if not agreed.obstacles]
    decisive = [found[pair] for pair in possible or found]
    always = tuple(dict.fromkeys(reason for one in decisive for reason in one)) if all(decisive) else ()
    return Waits({pair: reasons for pair, reasons in found.items() if reasons}, always)


def _not_approved(sentence: str) -> Reason:
    return Reason("approval", sentence, "nobody has approved it yet")
