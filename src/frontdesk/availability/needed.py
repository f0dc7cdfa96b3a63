"""What must happen before a time is confirmed: an approval, an answer, a paper that is still good."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..rules.facts import Visit
from ..rules.families.approval import NeedsApproval
from ..rules.rule import RestrictingRule
from .clock import local_date
from .model import Minute, Needs, Provider, Wanted, minute_from
from .papers import good_papers
from .terms import Terms

if TYPE_CHECKING:
    from .engine import Engine


@dataclass
class _Asked:
    """What is asked so far, each thing once."""

    approval: dict[str, None] = field(default_factory=dict)
    information: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, None] = field(default_factory=dict)
    weighed: dict[str, None] = field(default_factory=dict)
    expired: dict[str, dt.date] = field(default_factory=dict)
    clinician: bool = False


def needs(engine: Engine, wanted: Wanted, start: Minute | None = None) -> Needs:
    """What the rules ask for before any of these visits is confirmed, as things will be at that start; none: now."""
    book, asked = engine.setup.book, _Asked()
    pairs = engine.pairs(wanted, start)
    visits = [agreed.visit for _, agreed in pairs if not _impossible(agreed)] or _any_visit(wanted, pairs)
    moment = minute_from(wanted.now) if start is None else start
    for visit in visits:
        place = engine.setup.locations.get(visit.location)
        _ask(engine, visit, local_date(moment, engine.setup.zone if place is None else place.zone), asked)
    order = {entry.text: position for position, entry in enumerate(book.entries)}
    information = asked.information
    return Needs(
        tuple(sorted(asked.approval, key=order.__getitem__)),
        tuple(sorted(information, key=lambda field: order[information[field]])),
        tuple(field for field in asked.unknown if field not in information and field != "name"),
        tuple(field for field in asked.weighed if field not in {*information, *asked.unknown, "name"}),
        asked.clinician,
        information,
        {field: last for field, last in asked.expired.items() if field in information},
    )


def _ask(engine: Engine, visit: Visit, date: dt.date, asked: _Asked) -> None:
    """What one visit asks for on that date."""
    book = engine.setup.book
    for entry in book.holding(NeedsApproval, visit):
        asked.approval[entry.text] = None
        asked.clinician |= isinstance(entry.rule, NeedsApproval) and entry.rule.approver == "clinician"
    good = good_papers(book, visit, date)
    for kind in book.kinds:
        by_kind = asked.unknown if issubclass(kind, RestrictingRule) else asked.weighed
        for entry in book.covering(kind, visit):
            rule = entry.rule
            if not book.outdone(rule, visit):
                by_kind.update(dict.fromkeys(rule.unknown(visit.facts)))
            if isinstance(rule, RestrictingRule) and rule.fields_asked and rule.holds(visit.facts):
                for missing in rule.missing(good.facts):
                    asked.information.setdefault(missing, entry.text)
    asked.expired.update(good.expired)


def _any_visit(wanted: Wanted, pairs: list[tuple[Provider, Terms]]) -> list[Visit]:
    """Where no pair can be, what is asked of the visit anyway: as with a provider and place that no rule names."""
    return [agreed.visit for _, agreed in pairs] or [Visit(wanted.visit, "", "", wanted.facts)]


def _impossible(agreed: Terms) -> bool:
    """Whether provider, place or payer can never be; who may book it themselves does not matter here."""
    return any(reason.kind != "self-scheduling" for reason in agreed.obstacles)
