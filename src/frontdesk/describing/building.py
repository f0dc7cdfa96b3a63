"""A shape that fits, into its sentences: each is read by the language's own grammar, and what cannot be read is none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..rules.language import render, said_by
from ..rules.vocabulary import Vocabulary
from ..rules.words import article, listing, lower_first, plural
from .names import Names
from .people import is_doctor
from .plain import clock
from .shape import Shape
from .shapes import shapes
from .tags import DAYS, Tagged

_PLACE = re.compile(r"\{([^}]+)\}")
_ROLES = {"doctor": is_doctor, "physician": is_doctor}


class Unfit(Exception):
    """The shape fits, and its sentence cannot be made of this."""


def sentences_of(tagged_text: Tagged, names: Names, vocabulary: Vocabulary) -> tuple[str, tuple[str, ...]] | None:
    """(family, sentences) of the first shape that fits the whole."""
    for shape in shapes():
        match = shape.pattern.fullmatch(tagged_text.text)
        if match is None:
            continue
        try:
            made = tuple(_made(shape, match, tagged_text.values, names))
            if made:
                return shape.family, tuple(canonical(sentence, vocabulary) for sentence in made)
        except Unfit:
            continue
    return None


def canonical(sentence: str, vocabulary: Vocabulary) -> str:
    """The sentence as the language has it.  Raises Unfit where it is none."""
    rule = said_by(sentence, vocabulary)
    if rule is None:
        raise Unfit
    return render(rule, vocabulary)


def _made(shape: Shape, match: re.Match[str], values: Mapping[str, Any], names: Names) -> Iterator[str]:
    groups = {name: tag for name, tag in match.groupdict().items() if tag}
    if any(len(values[tag]) > 1 for name, tag in groups.items() if name in ("P1", "L1", "S1")):
        raise Unfit
    plainly = [group for group in match.groups() if group and not re.match(r"[A-Z]\d", group)]
    roles = [word for word in plainly if word in ("doctor", "physician", "therapist", "dentist")]
    if roles and not _all_are(roles[0], names):
        raise Unfit
    for template in shape.sentences:
        yield from _filled(template, _Filler(groups, values, names, plainly))


def _all_are(role: str, names: Names) -> bool:
    """Whether 'each doctor' is each provider."""
    if role in _ROLES:
        return all(is_doctor(name) for name in names.people.named)
    ending = {"therapist": r", (?:D?PT|OTR?|SLP|LCSW|LMFT|LPC|LMHC)$", "dentist": r"^Dr\. |, D(?:DS|MD)$"}[role]
    return all(re.search(ending, name) for name in names.people.named)


class _Filler:
    """What stands for `{…}` of a sentence; raises Unfit where there is nothing for it."""

    def __init__(self, groups: Mapping[str, str], values: Mapping[str, Any], names: Names, plainly: list[str]) -> None:
        self.groups, self.values, self.names, self.plainly = groups, values, names, plainly

    def value(self, *kinds: str) -> Any:
        tag = next((self.groups[kind] for kind in kinds if kind in self.groups), None)
        if tag is None:
            raise Unfit
        return self.values[tag]

    def fill(self, place: str) -> str:
        if place.isdigit():
            if place == "0" and not self.plainly:
                return ""
            if int(place) >= len(self.plainly):
                raise Unfit
            return self.plainly[int(place)].strip().replace("half-day", "half day") + (
                " " if self.plainly[int(place)].endswith(" ") else ""
            )
        filled = getattr(self, f"_{_WORDS.get(place, place.lower())}")()
        return str(filled)

    def _v(self) -> str:
        return listing([_noun(visit) for visit in self.value("V")])

    def _v2(self) -> str:
        return listing([lower_first(visit) for visit in self.value("V2")])

    def _any_visit(self) -> str:
        return self._v() if "V" in self.groups else "visits"

    def _p(self) -> str:
        return listing(self.value("P", "P1"))

    def _l(self) -> str:
        return listing(self.value("L", "L1"))

    def _i(self) -> str:
        return listing(self.value("I"), "or")

    def _m(self) -> str:
        return str(self.value("M"))

    def _n(self) -> str:
        return str(self.value("N"))

    def _t(self) -> str:
        return str(self.value("T"))

    def _a(self) -> str:
        return str(self.value("A"))

    def _not_a(self) -> str:
        return other_ages(self.value("A"))

    def _f(self) -> str:
        return listing([article(field) if field == "referral" else field for field in self.value("F")])

    def _r(self) -> str:
        return listing([article(room) for room in self.value("R")])

    def _est(self) -> str:
        return "new" if "new" in self.plainly else "established"

    def _kind(self) -> str:
        kinds = {"New patient visit": "new", "Established patient visit": "established"}
        if len(self.value("V")) != 1 or self.value("V")[0] not in kinds:
            raise Unfit
        return kinds[self.value("V")[0]]

    def _other_kind(self) -> str:
        return "established" if self._kind() == "new" else "new"

    def _at(self) -> str:
        return f" at {listing(self.value('L1'))}" if "L1" in self.groups else ""

    def _scope(self) -> str:
        who = next(
            (
                f" with {listing(self.values[self.groups[kind]])}"
                for kind in ("SP", "SP_2", "S1")
                if kind in self.groups
            ),
            "",
        )
        where = next(
            (f" at {listing(self.values[self.groups[kind]])}" for kind in ("SL", "SL_2") if kind in self.groups), ""
        )
        return who + where

    def _w(self) -> str:
        return window(self.groups, self.values)


_WORDS = {"V?": "any_visit", "not A": "not_a", "S?": "scope", "other kind": "other_kind"}


def _filled(template: str, filler: _Filler) -> Iterator[str]:
    """The sentence, once for each of what it can say of one only."""
    for key, listed in (("{P*}", "P"), ("{each}", "D"), ("{C}", "C"), ("{E}", "E")):
        if key in template:
            for option in _each(key, filler, listed):
                yield from _filled(template.replace(key, option, 1), filler)
            return
    if " from {T} to 24:00" in template and "T" not in filler.groups:
        template = template.replace("{T}", "12:00")
    yield _PLACE.sub(lambda match: filler.fill(match[1]), template)


def _each(key: str, filler: _Filler, kind: str) -> list[str]:
    value = filler.value(kind)
    if key == "{each}":
        return [f"every {DAYS[day]}" for day in value]
    if key == "{E}":
        first, last, _said = value
        return [f"on {first}" if first == last else f"from {first} to {last}"]
    return list(value)


def _noun(visit: str) -> str:
    return plural(lower_first(visit))


def other_ages(age: str) -> str:
    """The patients who are left: of 'under 13' those '13 or older'."""
    for pattern, other in (
        (r"under (.+)", "{} or older"),
        (r"over (.+)", "{} or younger"),
        (r"(.+) or older", "under {}"),
        (r"(.+) or younger", "over {}"),
    ):
        if match := re.fullmatch(pattern, age):
            return other.format(match[1])
    raise Unfit


def window(groups: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """'on Fridays after 15:00' of what fitted `{W}`."""
    groups = {**groups, **{name.split("_")[0]: tag for name, tag in groups.items() if re.match(r"W\w_\d", name)}}
    if "Ws" in groups:
        return str(values[groups["Ws"]])
    times = ""
    part = groups.get("Wp") or groups.get("Wm")
    if part:
        times = "before 12:00" if part.startswith("morning") else "from 12:00"
    elif "Wt" in groups or "Wu" in groups:
        times = f"{groups.get('Wr') or groups.get('Wq')} {values[groups.get('Wt') or groups['Wu']]}"
    elif "Wh" in groups or "Wi" in groups:
        spans = values[groups.get("Wh") or groups["Wi"]]
        if len(spans) > 1:
            raise Unfit
        times = f"from {clock(spans[0][0])} to {clock(spans[0][1])}"
    days = f"on {listing([DAYS[day] + 's' for day in values[groups['Wd']]])}" if "Wd" in groups else ""
    return f"{days} {times}".strip()


def dated(tagged_text: Tagged) -> bool:
    """Whether it has a date without a year: every year, or this once?"""
    return any(not said for _first, _last, said in tagged_text.of("E"))
