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
from ..rules.days import ordinal_of
from ..rules.facts import Facts, Visit
from ..rules.families import RULES, WHATEVER_THE_TIME
from ..rules.families.caps import Cap, PatientCap
from ..rules.families.first import ComesFirst
from ..rules.families.lead_time import Closes, Farthest, Horizon, LeadTime, Nearest, Opens
from ..rules.families.length import Length
from ..rules.families.resources import NeedsResources
from ..rules.families.steps import Steps
from ..rules.families.travel import Travel
from ..rules.rule import Rule, TimedRule, ValuedRule
from .clock import DAY, say_minute
from .engine import Engine
from .hours_left import blocks_of, fits, has_a_date, has_a_start, windows_of
from .impossible import closed_resources, lacking_resources, never_possible
from .kept_too_short import kept_too_short
from .model import LAST, Block, Setup
from .odd_plans import odd_plans
from .odd_promises import odd_promises
from .overruled_values import MOST, narrower_everywhere, narrower_somewhere
from .possible_patients import refusing_everybody, waiting_for_each_other
from .smallest_cause import smallest_cause
from .terms import Terms

Kind = Literal[
    "twice", "never applies", "never decides", "nobody can book", "question", "message", "sometimes", "strangers", "plans",
    "promises", "papers", "calls",
]  # fmt: skip
DECIDING = (
    *WHATEVER_THE_TIME,
    NeedsResources,
    Length,
    *(kind for kind in RULES if kind.looks_at_others),
)  # who can have a visit at all, in which room, and how long it is


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
    all_findings = [finding for entry in setup.book.entries for finding in _of_rule(entry, engine, visits, today)]
    all_findings += [
        *_waiting_for_each_other(setup),
        *(Finding("plans", *odd) for odd in odd_plans(setup.book.entries)),
        *(Finding("promises", *odd) for odd in odd_promises(engine, visits)),
    ]
    all_findings += [Finding("nobody can book", *odd) for odd in kept_too_short(engine)]
    return [*all_findings, *_visits_for_nobody(engine, today), *_hours_for_nothing(engine, today)]


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
    same = next((other for other in engine.setup.book.entries if other.line < entry.line and other.rule == rule), None)
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
    covered = [visit for visit in visits if rule.covers(visit) and _means_something(rule, engine.setup, visit)]
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
    if isinstance(rule, (Nearest, Farthest)):
        yield from _no_day_left(entry, engine, covered)
    if isinstance(rule, Steps):
        yield from _too_long(entry, engine, covered)
    if isinstance(rule, TimedRule) and not _leaves_a_start(rule, engine, covered, today):
        yield Finding("nobody can book", "Nobody has hours then that are long enough: no time is left.", entry.line)


def _means_something(rule: Rule, setup: Setup, visit: Visit) -> bool:
    """The way between places is nothing to who works at one."""
    return not isinstance(rule, Travel) or len(setup.providers[visit.provider].locations) > 1


def _covers_nothing(rule: Rule, setup: Setup) -> tuple[str, tuple[tuple[str, str], ...]]:
    vocabulary = setup.book.vocabulary
    if isinstance(rule, Travel):
        return "Nobody it speaks of works at two locations.", ()
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
        against = never_possible(engine.terms(visit.type, visit.provider, visit.location, facts))
        if not against:
            return
        causes.update(dict.fromkeys(against))
    yield Finding("never applies", "Other rules leave nothing for it.", entry.line, tuple(causes)[:MOST])


def _never_decides(entry: Entry, rule: ValuedRule, engine: Engine, covered: list[Visit]) -> Iterator[Finding]:
    """For every visit that it covers there is a narrower rule without a condition, or for some of them, whatever its own condition says."""
    if narrower := narrower_everywhere(rule, engine, covered):
        yield Finding("never decides", "Narrower rules decide everywhere.", entry.line, narrower)
    elif rule.when and (narrower := narrower_somewhere(rule, engine, covered)):
        yield Finding(
            "sometimes",
            "For some of these visits a narrower sentence decides, whatever the condition says.",
            entry.line,
            narrower,
        )


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
            others = tuple(other.text for other in waiting if other is not entry)[:MOST]
            yield Finding("nobody can book", shape, entry.line, others)


def _no_day_left(entry: Entry, engine: Engine, covered: list[Visit]) -> Iterator[Finding]:
    """The first day that the lead time allows lies after the last that the horizon does."""
    for visit in covered:
        agreed = engine.terms(visit.type, visit.provider, visit.location, Facts(channel="online"))
        for lead, far in product(agreed.lead, agreed.horizon):
            if _past(lead, far) and (entry is lead or entry is far):
                others = [x.text for x in (lead, far) if x is not None and x is not entry]
                yield Finding("nobody can book", "No day is left between the two.", entry.line, tuple(others)[:MOST])
                return


def _leaves_a_start(rule: TimedRule, engine: Engine, covered: list[Visit], today: dt.date) -> bool:
    """Whether the hours of one of these visits have a start that it allows; where they have none anyway, it is not what takes it."""
    facts, there = _facts(rule.when), False
    for visit in covered:
        agreed = engine.terms(visit.type, visit.provider, visit.location, facts)
        blocks = [] if never_possible(agreed) else blocks_of(agreed, engine.setup)
        usable = [block for block in blocks if fits(block, agreed, engine.setup, today)]
        there = there or bool(usable)
        if any(has_a_start(block, agreed, [rule], engine.setup, today) for block in usable):
            return True
    return not there


def _past(lead: Entry, far: Entry | None) -> bool:
    """Whether what the one allows always lies behind what the other does; how long business days are, nobody knows beforehand."""
    rule = far.rule if far is not None and isinstance(far.rule, Farthest) else Horizon()
    if isinstance(lead.rule, Closes):
        return isinstance(rule, Opens) and lead.rule.at.never_after(rule.at)
    most, unit = rule.as_horizon()
    if not isinstance(lead.rule, LeadTime) or (unit == "business days" != lead.rule.unit):
        return False
    return lead.rule.amount / {"business days": 1, "days": 1, "hours": 24, "minutes": 1440}[lead.rule.unit] > most


def _facts(when: When) -> Facts:
    """What is known of a visit for which the condition holds, as far as it says."""
    known = Facts()
    for condition in when.example:
        match condition:
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
            entry
            for entry in setup.book.entries
            if isinstance(entry.rule, (*DECIDING, TimedRule)) and entry.rule.scope.speaks_of(type_)
        ]
        cause = smallest_cause(setup, deciding, lambda other, type_=type_: _nobody(other, type_, today))  # type: ignore[misc]
        because = (
            tuple(entry.text for entry in cause) if cause is not None else _standing_in_the_way(engine, type_, today)
        )
        shape, names = "%(visit)s: nobody can ever have it.", (("visit", visit.name),)
        yield Finding("nobody can book", shape, None, because, names, ("visit types", type_))


def _nobody(engine: Engine, type_: str, today: dt.date) -> bool:
    return not any(
        not never_possible(agreed)
        and not lacking_resources(agreed, engine.setup)
        and not closed_resources(agreed, engine.setup, today)
        and not refusing_everybody(engine.setup, agreed.visit)
        and any(
            has_a_start(block, agreed, windows_of(agreed), engine.setup, today)
            for block in blocks_of(agreed, engine.setup)
        )
        for agreed in _agreed(engine, type_)
    )


def _standing_in_the_way(engine: Engine, type_: str, today: dt.date) -> tuple[str, ...]:
    """Where sentences alone do not make it so."""
    against = (
        text
        for agreed in _agreed(engine, type_)
        for text in (
            *never_possible(agreed),
            *lacking_resources(agreed, engine.setup),
            *closed_resources(agreed, engine.setup, today),
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
            if not has_a_date(block):
                shape = "%(who)s, %(when)s at %(where)s: there is no such date between the first and the last."
                yield Finding("nobody can book", shape, None, (), names, entry)
                continue
            terms = [engine.terms(type_, provider.id, block.at, Facts()) for type_ in setup.visit_types]
            offered = [term for term in terms if not never_possible(term) and not lacking_resources(term, setup)]
            if stepped_into or any(has_a_start(block, agreed, windows_of(agreed), setup, today) for agreed in offered):
                continue
            fitting = [
                agreed for agreed in offered if fits(block, agreed, setup, today)
            ]  # and windows leave nothing of them
            timed = (text for agreed in fitting for rule, text in agreed.timed if rule in windows_of(agreed))
            causes = dict.fromkeys([*timed, *(text for term in terms for text in never_possible(term))])
            shape = (
                "%(who)s, %(when)s at %(where)s: no visit fits into these hours."
                if offered and not fitting
                else "%(who)s, %(when)s at %(where)s: no visit may be then."
            )
            yield Finding("nobody can book", shape, None, tuple(causes)[:MOST], names, entry)


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
    days = [names[day] for day in sorted(block.weekdays)]
    days += [
        "the last day" if day == LAST else f"the {ordinal_of(day)}"
        for day in sorted(block.dates, key=lambda day: (day == LAST, day))
    ]
    return ", ".join(days)
