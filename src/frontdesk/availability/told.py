"""What the rules tell a patient before a visit, and before they ask for one."""

from __future__ import annotations

from dataclasses import dataclass

from ..rules.facts import Facts, Visit
from ..rules.families.no_shows import CountsAsNoShow
from ..rules.families.told import ComeEarly, Guidance, Told
from ..rules.rule import Rule
from .engine import Engine
from .model import Minute, Setup, Wanted


def told(engine: Engine, wanted: Wanted, provider: str, location: str, start: Minute) -> tuple[Rule, ...]:
    """How early to come, then all that cover the visit in the order in which they are written, and when a canceled one counts as
    missed; each says itself by `for_patient`."""
    book, visit = engine.setup.book, engine.agreed(wanted, provider, location, start).visit
    early = book.winner(ComeEarly, "arrival", visit)
    counts = book.winner(CountsAsNoShow, "no-show", visit)
    entries = [*([early] if early else []), *book.holding(Told, visit), *([counts] if counts else [])]
    return tuple(entry.rule for entry in entries)


@dataclass(frozen=True)
class Advice:
    """What is said to whoever answers so, in one language, and the ids of the visit types that are offered to them instead."""

    said: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.said or self.offers)


def advice(setup: Setup, visit: str, facts: Facts, language: str) -> Advice:
    """By the answers that are there; the visit that is asked for already is not offered again."""
    rules = [entry.rule for entry in setup.book.holding(Guidance, Visit(visit, "", "", facts))]
    guidance = [rule for rule in rules if isinstance(rule, Guidance)]
    offers = dict.fromkeys(id_ for rule in guidance for id_ in rule.offers if id_ in setup.visit_types and id_ != visit)
    texts = dict.fromkeys(rule.for_patient(language) for rule in guidance if rule.text)
    return Advice(tuple(texts), tuple(offers))
