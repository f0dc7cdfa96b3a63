"""Kept time into which the visit that it is kept for fits with nobody: it keeps others out, and is too short for whom it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..rules.book import Entry
from ..rules.facts import Facts, Visit
from ..rules.families.length import Length
from ..rules.families.reserved import KeptTime
from .engine import Engine
from .impossible import lacking_resources, never_possible
from .terms import Terms

TOO_SHORT = "%(visit)s takes at least %(minutes)s minutes with %(who)s: more than the time that is kept for it."
Odd = tuple[str, int, tuple[str, ...], tuple[tuple[str, str], ...]]


def kept_too_short(engine: Engine) -> Iterator[Odd]:
    """What is said, of the sentence in which line, the sentence that gives the length, and the names; once for each visit type."""
    setup = engine.setup
    entries = [entry for entry in setup.book.entries if isinstance(entry.rule, KeptTime)]
    for entry in entries:
        for type_ in _kept_for(entry):
            agreed = _too_long(entry, entries, type_, engine)
            if agreed is not None:
                names = (
                    ("visit", setup.visit_types[type_].name),
                    ("minutes", str(_shortest(agreed, engine))),
                    ("who", setup.providers[agreed.visit.provider].name),
                )
                yield TOO_SHORT, entry.line, (agreed.length_rule,) if agreed.length_rule else (), names


def _too_long(entry: Entry, entries: Sequence[Entry], type_: str, engine: Engine) -> Terms | None:
    """The visit with the first for whom it is kept; None where it fits with somebody."""
    first = None
    for provider in engine.setup.providers.values():
        for location in provider.locations:
            visit = Visit(type_, provider.id, location)
            if not entry.rule.covers(visit):
                continue
            agreed = engine.terms(type_, provider.id, location, Facts())
            if never_possible(agreed) or lacking_resources(agreed, engine.setup):
                continue  # said of the visit itself
            if _shortest(agreed, engine) <= _together(entry, entries, visit):
                return None
            first = first or agreed
    return first


def _shortest(agreed: Terms, engine: Engine) -> int:
    """What it takes of its provider at least, whatever is known of who wants it."""
    sometimes = [
        entry.rule.minutes
        for entry in engine.setup.book.covering(Length, agreed.visit)
        if isinstance(entry.rule, Length) and entry.rule.conditional
    ]
    begin, end = agreed.own
    return min(end - begin, *sometimes) if sometimes else end - begin


def _together(entry: Entry, entries: Sequence[Entry], visit: Visit) -> int:
    """How long the time is that is kept for that visit without a gap, with what other sentences keep beside it."""
    rule = entry.rule
    assert isinstance(rule, KeptTime)
    begin, end = rule.from_, rule.to
    others = [
        other.rule
        for other in entries
        if isinstance(other.rule, KeptTime)
        and visit.type in other.rule.visits
        and other.rule.covers(visit)
        and set(other.rule.weekdays) & set(rule.weekdays)
    ]
    for _ in others:  # each may make another one touch
        for other in others:
            if other.from_ <= end and begin <= other.to:
                begin, end = min(begin, other.from_), max(end, other.to)
    return end - begin


def _kept_for(entry: Entry) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.rule.visits)) if isinstance(entry.rule, KeptTime) else ()
