"""What a move asks for that its visit did not: with somebody else, elsewhere or on another date a rule may want a yes, or something that is missing.

What was asked for where the visit is, was settled when it was booked; nobody is asked for it again because they move.
"""

from __future__ import annotations

from dataclasses import replace

from ..availability.engine import Engine
from ..availability.model import Setup, Wanted, minute_of
from ..practice import policies
from ..rules.families.approval import NeedsApproval
from ..rules.families.information import NeedsInformation
from .models import Appointment
from .unready import NOTHING_WAITS, Waits, unready


def asked_anew(engine: Engine, wanted: Wanted, old: Appointment) -> Waits:
    """What a move of `old` waits for, by provider, place and start; `engine` and `wanted` are those of its new time."""
    if not any(kind in engine.setup.book.kinds for kind in (NeedsApproval, NeedsInformation)):
        return NOTHING_WAITS
    return Waits({}, asked=(engine, wanted), settled=_settled(engine, wanted, old))


def _settled(engine: Engine, wanted: Wanted, old: Appointment) -> frozenset[str]:
    """The sentences that asked for something where the visit is: by the rules in force, and by those that it was booked under."""
    visit, provider, location = old.visit_type.code, old.provider.code, old.location.code
    there = replace(wanted, providers=(provider,), locations=(location,))
    then = policies.file_by_id(old.policy_id).setup
    engines = [engine] if then is engine.setup else [engine, Engine(then, taken=engine.taken)]
    said: set[str] = set()
    for asked in engines:
        if _offers(asked.setup, visit, provider, location):
            reasons = unready(asked, there, minute_of(old.start))
            names = [asked.setup.book.vocabulary]
            said |= {engine.setup.book.in_its_words(reason.named, names) for reason in reasons}
    return frozenset(said)


def _offers(setup: Setup, visit: str, provider: str, location: str) -> bool:
    return visit in setup.visit_types and provider in setup.providers and location in setup.locations
