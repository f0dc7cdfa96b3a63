"""The rules' verdict on a request, sentence by sentence: what passes, what waits for somebody, what stands in the way."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from django.utils.timezone import now
from django.utils.translation import gettext

from ..availability.clock import local_date
from ..availability.engine import Engine
from ..availability.impossible import against_each_start
from ..availability.model import Minute, Provider, Reason, Wanted, minute_from
from ..availability.papers import good_papers
from ..availability.terms import Terms
from ..practice import policies
from ..rules.families import WHATEVER_THE_TIME
from ..rules.families.approval import NeedsApproval
from ..rules.families.information import NeedsInformation
from ..rules.families.told import Guidance
from ..rules.rule import RestrictingRule, StartRule
from .evaluation import WILL_BRING, facts_of, said_on
from .models import Request
from .rules_for_patient import engine_for, possible_from

Status = Literal["passes", "waits", "against"]


@dataclass(frozen=True)
class Line:
    """One rule that covers the visit: how it stands, its sentence, and what that means here."""

    status: Status
    text: str
    detail: str = ""


def lines(request: Request) -> list[Line]:
    """As things are when it is possible at first, in the book's order; what stands in the way first, then what waits, then what passes."""
    known = facts_of(request)
    engine = engine_for(request.patient, policies.current().setup, known)
    wanted = Wanted(request.visit_type.code, now(), known, patient=str(request.patient_id))
    since = possible_from(engine, wanted)
    since = minute_from(wanted.now) if since is None else since
    pairs = engine.pairs(wanted, since)
    date = local_date(since, engine.setup.zone)
    all_lines = [
        line
        for entry in engine.setup.book.entries
        if (
            line := _of_starts(entry.text, engine, wanted, pairs, since)
            if isinstance(entry.rule, StartRule)
            else _line(entry.rule, entry.text, engine, pairs, request, date)
        )
        is not None
    ]
    order = ("against", "waits", "passes")
    return sorted(all_lines, key=lambda line: order.index(line.status))


def _line(rule, text: str, engine: Engine, pairs, request: Request, date: dt.date) -> Line | None:  # type: ignore[no-untyped-def]
    if isinstance(rule, Guidance):
        says = any(rule.holds(agreed.visit.facts) for _, agreed in pairs)
        return Line("passes", text, gettext("the practice's advice for this answer")) if says else None
    if not isinstance(rule, (NeedsApproval, NeedsInformation, *WHATEVER_THE_TIME)):
        return None
    assert isinstance(rule, RestrictingRule)
    covered = [agreed.visit for _, agreed in pairs if rule.covers(agreed.visit)]
    holding = [visit for visit in covered if rule.holds(visit.facts) is True]
    if not holding:
        return None
    if isinstance(rule, NeedsApproval):
        if request.approved_by:
            return Line("passes", text, gettext("approved by %(name)s") % {"name": request.approved_by})
        return Line("waits", text, gettext("nobody has approved it yet"))
    if isinstance(rule, NeedsInformation):
        gaps = rule.missing(good_papers(engine.setup.book, holding[0], date).facts)
        if not gaps:
            return Line("passes", text, _promised(rule, request) or gettext("all of it is here"))
        return Line("waits", text, ", ".join(gettext(gap.replace("-", " ").capitalize()) for gap in gaps))
    return _restriction(rule, text, engine, pairs, holding)


def _promised(rule: NeedsInformation, request: Request) -> str:
    """What of it is not here yet: the patient brings it to the visit."""
    said = said_on(request)
    brought = [field for field in rule.fields if said.get(field) == WILL_BRING]
    what = ", ".join(gettext(field.replace("-", " ").capitalize()) for field in brought)
    return gettext("the patient will bring it to the visit: %(what)s") % {"what": what} if brought else ""


def _of_starts(
    text: str, engine: Engine, wanted: Wanted, pairs: list[tuple[Provider, Terms]], since: Minute
) -> Line | None:
    """A rule that looks at the start, where it leaves nobody one: against, or waiting for what is booked to take place."""
    now_ = _refused(text, engine, wanted, pairs, since, once_kept=False)
    if now_ is None:
        return None
    waits = _refused(text, engine, wanted, pairs, since, once_kept=True) is None
    return Line("waits" if waits else "against", text, now_.detail)


def _refused(
    text: str,
    engine: Engine,
    wanted: Wanted,
    pairs: list[tuple[Provider, Terms]],
    since: Minute,
    *,
    once_kept: bool,
) -> Reason | None:
    """What it has against every start with everybody."""
    refused = [
        next(
            (
                reason
                for reason in against_each_start(engine, wanted, agreed, since, once_kept=once_kept)
                if reason.rule == text
            ),
            None,
        )
        for _, agreed in pairs
    ]
    return refused[0] if refused and None not in refused else None


def _restriction(rule: RestrictingRule, text: str, engine: Engine, pairs, holding) -> Line:  # type: ignore[no-untyped-def]
    """A rule that may leave somebody: against only where it keeps everybody away."""
    vocabulary = engine.setup.book.vocabulary
    barred = [visit for visit in holding if rule.obstacle(visit, vocabulary) is not None]
    if not barred:
        return Line("passes", text)
    if len(barred) == len(pairs):
        return Line("against", text, rule.obstacle(barred[0], vocabulary) or "")
    able = [
        agreed.visit
        for _, agreed in pairs
        if all(reason.rule == text or reason.kind == "self-scheduling" for reason in agreed.obstacles)
    ]
    left = sorted({engine.setup.providers[visit.provider].name for visit in able if visit not in barred})
    return Line("passes", text, gettext("Still available: %(names)s") % {"names": ", ".join(left)})
