"""What a changed set of rules does to visits: which values and which restrictions are others than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..rules.book import Entry
from ..rules.facts import Facts, Visit
from ..rules.families import FAMILIES
from ..rules.language import family_of
from ..rules.rule import Rule, ValuedRule
from .engine import Engine
from .impossible import lacking_resources, never_possible
from .model import Setup
from .terms import Terms


@dataclass(frozen=True)
class Effect:
    """`what` is 'length', 'may', …; `where` the visits that it is so for, as names: (visit type, provider, location)."""

    what: str
    before: str
    after: str
    where: tuple[tuple[str, str, str], ...]


def effects(before: Setup, after: Setup) -> list[Effect]:
    """For every visit type with every provider at every place that both know, the same changes together.

    Of a visit that can be at no time, before as after, nothing is said.
    """
    old, new = Engine(before), Engine(after)
    changed = _changed_kinds(before, after)
    places_by_change: dict[tuple[str, str, str], list[tuple[str, str, str]]] = {}
    for visit, provider, location in _pairs(before, after):
        if all(_never(engine, visit, provider, location) for engine in (old, new)):
            continue
        names = (after.visit_types[visit].name, after.providers[provider].name, after.locations[location].name)
        said: set[str] = set()
        for channel in ("staff", "online"):
            facts = Facts(channel=channel)  # type: ignore[arg-type]
            terms = (engine.terms(visit, provider, location, facts) for engine in (old, new))
            for change in _changes(*terms, online=channel == "online"):
                said.add(FAMILY[change[0]])
                if names not in places_by_change.setdefault(change, []):
                    places_by_change[change].append(names)
        placed_visit = Visit(visit, provider, location, Facts())
        for change in _other_rules(before, after, placed_visit, changed, said):
            places_by_change.setdefault(change, []).append(names)
    return [Effect(*change, tuple(where)) for change, where in places_by_change.items()]


def _never(engine: Engine, visit: str, provider: str, location: str) -> bool:
    agreed = engine.terms(visit, provider, location, Facts())
    return bool(never_possible(agreed) or lacking_resources(agreed, engine.setup))


# Which family's rules a value comes from: what is said as a value is not said as sentences too.
FAMILY = {value: family.name for family in FAMILIES for value in family.said_as}


def _changed_kinds(before: Setup, after: Setup) -> dict[str, set[type[Rule]]]:
    """By family: the classes of the rules that only one of the two has."""
    old, new = ({entry.rule for entry in setup.book.entries} for setup in (before, after))
    types_by_family: dict[str, set[type[Rule]]] = {}
    for rule in old ^ new:
        types_by_family.setdefault(family_of(rule).name, set()).add(type(rule))
    return types_by_family


def _other_rules(
    before: Setup, after: Setup, visit: Visit, kinds: dict[str, set[type[Rule]]], said: set[str]
) -> Iterator[tuple[str, str, str]]:
    """What has no single value (approval, closures, seats, steps, conditions that are not known yet) is said by its sentences.

    `said`: the families whose values are said already; of them only what holds under a condition.
    """
    for name, classes in kinds.items():
        was, is_ = (
            [
                entry
                for kind in sorted(classes, key=repr)
                for entry in _deciding(setup.book.covering(kind, visit))
                if name not in said or entry.rule.conditional
            ]
            for setup in (before, after)
        )
        had, has = {entry.rule for entry in was}, {entry.rule for entry in is_}
        gone = " ".join(entry.text for entry in was if entry.rule not in has)
        come = " ".join(entry.text for entry in is_ if entry.rule not in had)
        if gone or come:
            yield (
                name,
                gone or _stands_anyway(before, visit, [entry.rule for entry in is_ if entry.rule not in had]),
                come or _stands_anyway(after, visit, [entry.rule for entry in was if entry.rule not in has]),
            )


def _stands_anyway(setup: Setup, visit: Visit, rules: list[Rule]) -> str:
    """What sets, whatever the case, the values that these set in some: they come in its place, or it in theirs."""
    texts = []
    for rule in rules:
        if isinstance(rule, ValuedRule):
            always = [
                (other.rule, other.text)
                for other in setup.book.covering(type(rule), visit)
                if isinstance(other.rule, ValuedRule) and other.rule.sets == rule.sets and not other.rule.conditional
            ]
            texts += [max(always, key=lambda pair: pair[0].rank)[1]] if always else []
    return " ".join(dict.fromkeys(texts))


def _deciding(covering: list[Entry]) -> list[Entry]:
    """Without those in whose place a narrower one always stands: whatever they say, this visit is as it was."""
    always = [entry.rule for entry in covering if isinstance(entry.rule, ValuedRule) and not entry.rule.conditional]

    def stands(rule: Rule) -> bool:
        return not isinstance(rule, ValuedRule) or not any(
            other.sets == rule.sets and other.rank > rule.rank for other in always
        )

    return [entry for entry in covering if stands(entry.rule)]


def _pairs(before: Setup, after: Setup) -> Iterator[tuple[str, str, str]]:
    for visit in after.visit_types:
        for provider in after.providers.values():
            for location in provider.locations:
                known = provider.id in before.providers and location in before.locations
                if visit in before.visit_types and known and location in before.providers[provider.id].locations:
                    yield visit, provider.id, location


def _changes(old: Terms, new: Terms, *, online: bool) -> Iterator[tuple[str, str, str]]:
    if online:
        if old.self_schedulable != new.self_schedulable:
            yield "patients book it themselves", _yes(old.self_schedulable), _yes(new.self_schedulable)
        return
    for what, was, is_ in (
        ("length", f"{old.length} minutes", f"{new.length} minutes"),
        ("starts", f"every {old.grid} minutes", f"every {new.grid} minutes"),
        ("kept free before", f"{old.before} minutes", f"{new.before} minutes"),
        ("kept free after", f"{old.after} minutes", f"{new.after} minutes"),
        ("offered", _yes(not old.obstacles), _yes(not new.obstacles)),
        ("earliest", _texts(old.lead), _texts(new.lead)),
        ("latest", _texts(old.horizon), _texts(new.horizon)),
        ("limits", _limits(old), _limits(new)),
        ("rooms", ", ".join(kind for kind, _ in old.kinds), ", ".join(kind for kind, _ in new.kinds)),
    ):
        if was != is_:
            yield what, was, is_


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _texts(entries) -> str:  # type: ignore[no-untyped-def]
    return " ".join(entry.text for entry in entries if entry is not None)


def _limits(agreed: Terms) -> str:
    by_start = [pair for pair in agreed.by_start if pair[0].kind == "cap"]
    return _said((*agreed.caps, *agreed.patient_caps, *agreed.at_once, *agreed.in_a_row, *by_start))


def _said(pairs) -> str:  # type: ignore[no-untyped-def]
    return " ".join(text for _, text in pairs)
