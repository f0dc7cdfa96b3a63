"""What is odd about a set of rules that can be read: rules that say nothing, rules that never decide, and hours or visits that nobody can ever book.

Nothing here stops a set from being published; contradictions do, and are faults (`rules.book`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from ..rules.ages import Ages, Limit
from ..rules.book import Entry
from ..rules.conditions import When
from ..rules.conditions.patient import Age, PatientIs
from ..rules.conditions.request import InsuranceIs, RequestComes
from ..rules.facts import Facts, Visit
from ..rules.families import RULES, WHATEVER_THE_TIME
from ..rules.families.caps import Cap, PatientCap
from ..rules.families.first import ComesFirst
from ..rules.families.lead_time import Farthest, Horizon, LeadTime
from ..rules.families.length import Length
from ..rules.families.resources import NeedsResources
from ..rules.families.steps import Steps
from ..rules.rule import Rule, TimedRule, ValuedRule
from .clock import DAY, say_minute
from .engine import Engine
from .hours_left import FOUR_YEARS, blocks_of, fits, has_a_start, windows_of
from .impossible import hard, no_room
from .model import Block, Setup
from .nobody import smallest
from .somebody import refusing_everybody, waiting_for_each_other
from .terms import Terms

Kind = Literal["twice", "never applies", "never decides", "nobody can book", "question", "message"]
DECIDING = (
    *WHATEVER_THE_TIME,
    NeedsResources,
    Length,
    *(kind for kind in RULES if kind.looks_at_others),
)  # who can have a visit at all, in which room, and how long it is
MOST = 3  # sentences named as the cause


@dataclass(frozen=True)
class Place:
    """A sentence, or an entry by its name, and its line in the practice file where it has one."""

    line: int | None
    text: str


@dataclass(frozen=True)
class Finding:
    """`line` is that of the rule it is about (None: about hours or a visit); `because` are the sentences that cause it.

    `shape` is what is said, with `%(name)s` where one of `names` stands: a page may say it in another language.
    `entry`: section and id of what it is about where that is no rule.  `places`: all of these, found in the practice file
    (`practice.odd`), what it is about first.
    """

    kind: Kind
    shape: str
    line: int | None = None
    because: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    entry: tuple[str, str] | None = None
    places: tuple[Place, ...] = ()

    @property
    def message(self) -> str:
        return self.shape % dict(self.names)


def findings(setup: Setup, today: dt.date) -> list[Finding]:
    """Everything odd, rules first in their order, then visits, then hours.  `today`: the practice's local date."""
    engine = Engine(setup)
    visits = every_visit(setup)
    found = [one for entry in setup.book.entries for one in _of_rule(entry, engine, visits, today)]
    found += _waiting_for_each_other(setup)
    return [*found, *_visits_for_nobody(engine, today), *_hours_for_nothing(engine, today)]


def every_visit(setup: Setup) -> list[Visit]:
    """Every visit type with every provider at every place where they have hours."""
    return [
        Visit(type_, provider.id, location)
        for type_ in setup.visit_types
        for provider in setup.providers.values()
        for location in provider.locations
    ]


# Rules ------------------------------------------------------------------------------------------------------


def _of_rule(entry: Entry, engine: Engine, visits: list[Visit], today: dt.date) -> Iterator[Finding]:
    rule = entry.rule
    same = next((one for one in engine.setup.book.entries if one.line < entry.line and one.rule == rule), None)
    if same is not None:
        yield Finding("twice", "This is said twice.", entry.line, (same.text,))
        return
    if rule.when.impossible:
        yield Finding("never applies", "Its conditions exclude each other.", entry.line)
        return
    last = rule.dates()[1]
    if last is not None and last < today:
        yield Finding("never applies", "This is over.", entry.line)
        return
    if isinstance(rule, TimedRule) and rule.for_everybody:
        return
    covered = [visit for visit in visits if rule.covers(visit)]
    if not covered:
        shape, names = _covers_nothing(rule, engine.setup)
        yield Finding("never applies", shape, entry.line, (), names)
        return
    yield from _never_applies(entry, engine, covered)
    if isinstance(rule, ValuedRule):
        yield from _never_decides(entry, rule, engine, covered)
    if isinstance(rule, (Cap, PatientCap)) and rule.most == 0:
        yield Finding("nobody can book", "At most 0 means never: no time is offered for it.", entry.line)
    if isinstance(rule, ComesFirst) and rule.waits_for_itself:
        yield Finding("nobody can book", "It waits for itself: nobody ever has the first one.", entry.line)
    if isinstance(rule, Cap):
        yield from _above_another(entry, rule, engine)
    if isinstance(rule, (LeadTime, Farthest)):
        yield from _no_day_left(entry, engine, covered)
    if isinstance(rule, Steps):
        yield from _too_long(entry, engine, covered)
    if isinstance(rule, TimedRule) and not _leaves_a_start(rule, engine, covered, today):
        yield Finding("nobody can book", "Nobody has hours then that are long enough: no time is left.", entry.line)


def _covers_nothing(rule: Rule, setup: Setup) -> tuple[str, tuple[tuple[str, str], ...]]:
    vocabulary = setup.book.vocabulary
    who, where = rule.scope.who(vocabulary), rule.scope.where(vocabulary)
    if len(rule.scope.providers) > 1:
        return "Nobody has hours there.", ()
    if who and where:
        return "%(who)s has no hours at %(where)s.", (("who", who), ("where", where))
    if who:
        return "%(who)s has no hours.", (("who", who),)
    return "Nobody has hours there.", ()


def _never_applies(entry: Entry, engine: Engine, covered: list[Visit]) -> Iterator[Finding]:
    """Wherever the rule would apply, another one stands in the way."""
    if isinstance(entry.rule, WHATEVER_THE_TIME):
        return
    facts = _facts(entry.rule.when)
    causes: dict[str, None] = {}
    for visit in covered:
        against = hard(engine.terms(visit.type, visit.provider, visit.location, facts))
        if not against:
            return
        causes.update(dict.fromkeys(against))
    yield Finding("never applies", "Other rules leave nothing for it.", entry.line, tuple(causes)[:MOST])


def _never_decides(entry: Entry, rule: ValuedRule, engine: Engine, covered: list[Visit]) -> Iterator[Finding]:
    """For every visit that it covers there is a narrower rule without a condition."""
    if narrower := narrower_everywhere(rule, engine, covered):
        yield Finding("never decides", "Narrower rules decide everywhere.", entry.line, narrower)


def narrower_everywhere(rule: ValuedRule, engine: Engine, covered: list[Visit]) -> tuple[str, ...]:
    """The sentences without a condition that win for all of these visits; () where it wins for one."""
    narrower: dict[str, None] = {}
    for visit in covered:
        above = next(
            (
                other
                for other in engine.setup.book.covering(type(rule), visit)
                if isinstance(other.rule, ValuedRule)
                and other.rule.sets == rule.sets
                and not other.rule.conditional
                and other.rule.rank > rule.rank
            ),
            None,
        )
        if above is None:
            return ()
        narrower[above.text] = None
    return tuple(narrower)[:MOST]


def _above_another(entry: Entry, rule: Cap, engine: Engine) -> Iterator[Finding]:
    """A cap that another one, which counts the same, reaches first."""
    for other in engine.setup.book.entries:
        lower = other.rule
        if (
            isinstance(lower, Cap)
            and not lower.conditional
            and lower.most < rule.most
            and replace(lower, most=rule.most) == replace(rule, when=lower.when, during=lower.during)
        ):
            yield Finding("never decides", "A lower limit is always reached first.", entry.line, (other.text,))
            return


def _too_long(entry: Entry, engine: Engine, covered: list[Visit]) -> Iterator[Finding]:
    """Steps that are as long as the visit, or longer: such a visit never has a time."""
    facts = _facts(entry.rule.when)
    for visit in covered:
        agreed = engine.terms(visit.type, visit.provider, visit.location, facts)
        if any(reason.rule == entry.text for reason in agreed.obstacles):
            names = (("visit", engine.setup.visit_types[visit.type].name),)
            shape = "These steps take all of the visit's minutes, so that %(visit)s never has a time."
            length = (agreed.length_rule,) if agreed.length_rule else ()
            yield Finding("nobody can book", shape, entry.line, length, names)
            return


def _waiting_for_each_other(setup: Setup) -> Iterator[Finding]:
    waiting = waiting_for_each_other(setup)
    for entry in waiting:
        rule = entry.rule
        if not isinstance(rule, ComesFirst) or not rule.waits_for_itself:  # that one says so itself
            shape = "What has to come first waits for something in turn: nobody ever has the first one."
            others = tuple(one.text for one in waiting if one is not entry)[:MOST]
            yield Finding("nobody can book", shape, entry.line, others)


def _no_day_left(entry: Entry, engine: Engine, covered: list[Visit]) -> Iterator[Finding]:
    """The first day that the lead time allows lies after the last that the horizon does."""
    for visit in covered:
        agreed = engine.terms(visit.type, visit.provider, visit.location, Facts(channel="online"))
        for one, far in product(agreed.lead, agreed.horizon):
            if _past(one, far) and (entry is one or entry is far):
                others = [x.text for x in (one, far) if x is not None and x is not entry]
                yield Finding("nobody can book", "No day is left between the two.", entry.line, tuple(others)[:MOST])
                return


def _leaves_a_start(rule: TimedRule, engine: Engine, covered: list[Visit], today: dt.date) -> bool:
    """Whether the hours of one of these visits have a start that it allows; where they have none anyway, it is not what takes it."""
    facts, there = _facts(rule.when), False
    for visit in covered:
        agreed = engine.terms(visit.type, visit.provider, visit.location, facts)
        blocks = [] if hard(agreed) else blocks_of(agreed, engine.setup)
        usable = [block for block in blocks if fits(block, agreed, engine.setup, today)]
        there = there or bool(usable)
        if any(has_a_start(block, agreed, [rule], engine.setup, today) for block in usable):
            return True
    return not there


def _past(lead: Entry, far: Entry | None) -> bool:
    """Whether what the one allows always lies behind what the other does; how long business days are, nobody knows beforehand."""
    rule = far.rule if far is not None and isinstance(far.rule, Farthest) else Horizon()
    most, unit = rule.as_horizon()
    if not isinstance(lead.rule, LeadTime) or (unit == "business days" != lead.rule.unit):
        return False
    return lead.rule.amount / {"business days": 1, "days": 1, "hours": 24, "minutes": 1440}[lead.rule.unit] > most


def _facts(when: When) -> Facts:
    """What is known of a visit for which the condition holds, as far as it says."""
    known = Facts()
    for one in when.example:
        match one:
            case InsuranceIs(payers=(payer, *_), negated=False):
                known = _with(known, payer=payer)
            case PatientIs(status=status):
                known = _with(known, patient=status)
            case Age(any_of=(Ages(limits=(Limit(unit="years") as limit, *_)), *_)):
                known = _with(known, age=limit.bounds[0] or limit.bounds[1])
            case RequestComes(channel=channel):
                known = _with(known, channel=channel)
    return known


def _with(facts: Facts, **more: object) -> Facts:
    return Facts(**{**facts.__dict__, **more})  # type: ignore[arg-type]


# Visits and hours that nobody can use -----------------------------------------------------------------------


def _visits_for_nobody(engine: Engine, today: dt.date) -> Iterator[Finding]:
    setup = engine.setup
    for type_, visit in setup.visit_types.items():
        if not _nobody(engine, type_, today):
            continue
        deciding = [
            one
            for one in setup.book.entries
            if isinstance(one.rule, (*DECIDING, TimedRule)) and one.rule.scope.speaks_of(type_)
        ]
        cause = smallest(setup, deciding, lambda other, type_=type_: _nobody(other, type_, today))  # type: ignore[misc]
        because = tuple(one.text for one in cause) if cause is not None else _standing_in_the_way(engine, type_)
        shape, names = "%(visit)s: nobody can ever have it.", (("visit", visit.name),)
        yield Finding("nobody can book", shape, None, because, names, ("visit types", type_))


def _nobody(engine: Engine, type_: str, today: dt.date) -> bool:
    return not any(
        not hard(agreed)
        and not no_room(agreed, engine.setup)
        and not refusing_everybody(engine.setup, agreed.visit)
        and any(
            has_a_start(block, agreed, windows_of(agreed), engine.setup, today)
            for block in blocks_of(agreed, engine.setup)
        )
        for agreed in _agreed(engine, type_)
    )


def _standing_in_the_way(engine: Engine, type_: str) -> tuple[str, ...]:
    """Where sentences alone do not make it so."""
    against = (
        text
        for agreed in _agreed(engine, type_)
        for text in (
            *hard(agreed),
            *no_room(agreed, engine.setup),
            *refusing_everybody(engine.setup, agreed.visit),
        )
    )
    return tuple(dict.fromkeys(against))[:MOST]


def _hours_for_nothing(engine: Engine, today: dt.date) -> Iterator[Finding]:
    setup = engine.setup
    for provider in setup.providers.values():
        entry = ("providers", provider.id)
        stepped_into = _has_steps(engine, provider.id, provider.kind)
        for block in provider.blocks:
            when = f"{_weekdays(block)} {say_minute(block.from_)} to {say_minute(block.to if block.to <= DAY else block.to - DAY)}"
            names = (("who", provider.name), ("when", when), ("where", setup.locations[block.at].name))
            if block.until is not None and block.until < today:
                yield Finding(
                    "nobody can book", "%(who)s, %(when)s at %(where)s: these hours are over.", None, (), names, entry
                )
                continue
            if not _has_a_date(block):
                shape = "%(who)s, %(when)s at %(where)s: there is no such date between the first and the last."
                yield Finding("nobody can book", shape, None, (), names, entry)
                continue
            terms = [engine.terms(type_, provider.id, block.at, Facts()) for type_ in setup.visit_types]
            offered = [one for one in terms if not hard(one) and not no_room(one, setup)]
            if stepped_into or any(has_a_start(block, one, windows_of(one), setup, today) for one in offered):
                continue
            fitting = [one for one in offered if fits(block, one, setup, today)]  # and windows leave nothing of them
            timed = (text for one in fitting for rule, text in one.timed if rule in windows_of(one))
            causes = dict.fromkeys([*timed, *(text for one in terms for text in hard(one))])
            shape = (
                "%(who)s, %(when)s at %(where)s: no visit fits into these hours."
                if offered and not fitting
                else "%(who)s, %(when)s at %(where)s: no visit may be then."
            )
            yield Finding("nobody can book", shape, None, tuple(causes)[:MOST], names, entry)


def _has_a_date(block: Block) -> bool:
    """Whether such hours are on any date at all: weekdays, weeks and which ones, between the first and the last day."""
    if block.until is None:
        return True
    begin = block.starting or block.until - FOUR_YEARS
    return any(block.on(begin + dt.timedelta(days=n)) for n in range((block.until - begin).days + 1))


def _has_steps(engine: Engine, provider: str, kind: str) -> bool:
    """Whether somebody has parts of other people's visits, or must be there for them: their hours are for these."""
    names = {("provider", provider), ("kind of provider", kind)}
    return any(names & set(entry.rule.names()) and entry.rule.looks_at_others for entry in engine.setup.book.entries)


def _agreed(engine: Engine, type_: str) -> Iterator[Terms]:
    for provider in engine.setup.providers.values():
        for location in provider.locations:
            yield engine.terms(type_, provider.id, location, Facts())


def _weekdays(block: Block) -> str:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return ", ".join(names[day] for day in sorted(block.weekdays))
