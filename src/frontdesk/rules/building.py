"""The builder: each shape of sentence as gaps to choose for (who, what, when), and the sentence that the choices make.

The gaps come from the patterns in `families/`, which the documentation shows too; so whatever can be said can be chosen.
In a pattern, CAPITALS are gaps, `(a|b)` is one of these, `[…]` may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from .families import FAMILIES
from .for_patients import amount
from .rule import Family
from .vocabulary import Vocabulary
from .words import article, listing, upper_first

GapKind = Literal["choice", "several", "number", "days", "time", "times", "word", "quoted"]
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Gap:
    """Something to choose.  `options` are (what is written, group); 'several' takes more than one (and no fewer than `least`), 'days' and 'times' two."""

    name: str
    kind: GapKind
    label: str
    options: tuple[tuple[str, str], ...] = ()
    optional: bool = False
    least: int = 1  # of several


@dataclass(frozen=True)
class Shape:
    """A shape of sentence for one practice: words and gaps in their order; `example` is a sentence of it."""

    key: str
    family: Family
    pattern: str
    pieces: tuple[str | Gap, ...]
    example: str

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, Gap))


class Missing(Exception):
    """A gap that must be filled is empty."""

    def __init__(self, gap: Gap) -> None:
        self.gap = gap
        super().__init__(gap.label)


_NAMES = {
    "PROVIDER": "provider",
    "LOCATION": "location",
    "PAYER": "payer",
    "PROVIDERS": "provider",
    "COLLEAGUES": "provider",
    "LOCATIONS": "location",
    "PAYERS": "payer",
    "FIELDS": "field",
    "FIELD": "field",
    "ROOMS": "kind of room",
    "A KIND OF ROOM": "kind of room",
    "A KIND OF PROVIDER": "kind of provider",
}
_LABELS = {
    "VISITS": "Which visits",
    "N": "How many",
    "DAYS": "On which days",
    "PROVIDERS": "Who",
    "COLLEAGUES": "Who",
    "LOCATIONS": "Where",
    "PAYERS": "Which insurance",
    "FIELDS": "What must be known",
    "FIELD": "Which answer",
    "ROOMS": "Which rooms or machines",
    "PROVIDER": "With whom",
    "A KIND OF PROVIDER": "Who",
    "LOCATION": "Where",
    "TIME": "From what time to what time",
    "WEEKDAYS": "On which days",
    "VISIT TYPES": "For which visits",
    "VISIT TYPE": "For which visits",
    "RELEASE": "Until when it is kept",
}
_PLAIN: dict[str, tuple[GapKind, str]] = {
    "N": ("number", "How many"),
    "DAYS": ("days", "On which days"),
    "TIME": ("time", "At what time"),
    "CLOCK": ("time", "At what time"),
    '"WORDS"': ("quoted", "What is said"),
    '"TEXT",': ("quoted", "What is mentioned"),
}
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
TAKE = "[give or take N (days|weeks)]"
EVERY = ("every year", "every 2 years", "every 6 months")
# What is chosen as a whole, from these, and where in a pattern it stands.
READY: dict[str, tuple[str, tuple[str, ...]]] = {
    TAKE: (
        "How much earlier or later will do",
        tuple(
            f"give or take {much}" for much in ("1 day", "2 days", "3 days", "1 week", "2 weeks", "4 weeks", "8 weeks")
        ),
    ),
    "[then every N (days|weeks|months|years) until N]": (
        "How it goes on after that age",
        tuple(f"then {every} until {age}" for age in (18, 21, 65) for every in EVERY),
    ),
    "[until week N of pregnancy, then …]": (
        "In which weeks of pregnancy, and how it goes on",
        (
            "until week 28 of pregnancy, then every 2 weeks until week 36, then every week",
            "until week 28 of pregnancy, then every 2 weeks",
            "until week 36 of pregnancy, then every week",
        ),
    ),
}
RELEASES = (
    *(f"until {amount('en', n, 'days')} before" for n in (1, 2, 3, 7)),
    *(f"until {amount('en', n, 'hours')} before" for n in (2, 4, 24)),
    *(f"until {n:02}:00 that day" for n in (7, 8, 12)),
    *(f"until {n}:00 the day before" for n in (12, 16)),
)


def shapes(vocabulary: Vocabulary) -> list[Shape]:
    """Every shape that can be built with the practice's own names, in the families' order."""
    return [
        Shape(
            f"{family.name} {number}".replace(" ", "-"),
            family,
            form.pattern,
            _pieces(form.pattern, vocabulary),
            form.examples[0],
        )
        for family in FAMILIES
        for number, form in enumerate(family.forms, 1)
    ]


def shape(key: str, vocabulary: Vocabulary) -> Shape | None:
    return next((candidate for candidate in shapes(vocabulary) if candidate.key == key), None)


def write(chosen: Shape, values: Values) -> str:
    """The sentence that the choices make, with its condition.  Raises Missing for the first gap that must not be empty."""
    said = [piece if isinstance(piece, str) else _said(piece, values.get(piece.name, ())) for piece in chosen.pieces]
    sentence = " ".join(piece for piece in said if piece)
    condition = "" if chosen.pattern.startswith("When ") else _condition(values)  # that one has its own already
    return upper_first(f"{sentence}{condition}.")


@dataclass(frozen=True)
class Condition:
    """`value` is what may follow `when`, `said` how a list says it; `blanks`: which of number, field and value it leaves open."""

    value: str
    said: str
    blanks: tuple[str, ...]


def conditions(vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """What may follow `when`, for a list to choose from; its blanks are filled in by `when_number`, `when_field`, `when_value`."""
    insured = [f"the insurance is {no}{name}" for name in vocabulary.payers.values() for no in ("", "not ")]
    who = ["the patient is new", "the patient is established"]
    counted = [f"the patient is {age}" for age in ("under N", "over N", "N or older", "N or younger")]
    counted += [
        f"the patient has N or more {what}"
        for what in (
            "no-shows",
            "no-shows in 12 months",
            "no-shows in a row",
            "late cancellations",
            "cancellations in 12 months",
        )
    ]
    asked = ["FIELD is missing", 'FIELD is "VALUE"', 'FIELD is not "VALUE"', 'FIELD mentions "VALUE"']
    asked += [f"FIELD is {side} N" for side in ("over", "under", "at least", "at most")]
    comes = [f"the request comes {how}" for how in ("online", "by phone", "by referral")]
    return tuple(_blank(condition) for condition in (*who, *counted, *insured, *comes, *asked))


def _blank(text: str) -> Condition:
    words = (("number", "N", "…"), ("field", "FIELD", "an answer"), ("value", '"VALUE"', "…"))
    open_ = tuple(name for name, word, _said in words if re.search(rf"(?<!\w){word}(?!\w)", text))
    said = text
    for _name, word, words_ in words:
        said = re.sub(rf"(?<!\w){word}(?!\w)", words_, said)
    return Condition(text, said, open_)


# Reading patterns -------------------------------------------------------------------------------------------


def _pieces(pattern: str, vocabulary: Vocabulary) -> tuple[str | Gap, ...]:
    pieces: list[str | Gap] = []
    for number, piece in enumerate(_parts(pattern)):
        made = _piece(piece, f"g{number}", vocabulary)
        if isinstance(made, str) and pieces and isinstance(pieces[-1], str):
            pieces[-1] = f"{pieces[-1]} {made}"
        else:
            pieces.append(made)
    return tuple(pieces)


def _parts(pattern: str) -> Iterator[str]:
    """'At most N VISITS [with PROVIDER]' → At, most, N, VISITS, [with PROVIDER]."""
    depth, word = 0, ""
    for char in pattern.rstrip(".").replace("VISIT TYPE", "VISIT-TYPE"):
        depth += (char in "[(") - (char in "])")
        if char == "," and not depth and ((word.isupper() and word[-1] != '"') or word.endswith("]")):
            yield word  # the comma behind a gap
            word = ""
        if char == " " and not depth:
            if word:
                yield word
            word = ""
        else:
            word += char
    if word:
        yield word


def _piece(piece: str, name: str, vocabulary: Vocabulary) -> str | Gap:
    if piece.startswith("[") and "TIME" in piece:
        return Gap(name, "times", _LABELS["TIME"], optional=True)
    if piece in READY:
        label, ready = READY[piece]
        return Gap(name, "choice", label, tuple((option, "") for option in ready), optional=True)
    if piece == "[until RELEASE]":
        return Gap(name, "choice", _LABELS["RELEASE"], tuple((release, "") for release in RELEASES), optional=True)
    if piece == "WEEKDAYS":
        return Gap(name, "several", _LABELS[piece], tuple((weekday, "") for weekday in _WEEKDAYS))
    if piece in ("VISIT-TYPES", "VISIT-TYPE"):
        named = tuple((vocabulary.visit_noun(id_), "") for id_ in vocabulary.visit_types)
        return Gap(name, "several" if piece.endswith("S") else "choice", _LABELS["VISIT TYPES"], named)
    if piece[0] in "[(":
        return _choice(piece[1:-1].split("|"), name, vocabulary, optional=piece[0] == "[")
    if piece == "VISITS":
        return Gap(name, "choice", _LABELS["VISITS"], _visits(vocabulary))
    if piece in _PLAIN:
        return Gap(name, *_PLAIN[piece])
    if piece == "FIELD":
        asked = tuple((vocabulary.field_noun(id_), "") for id_ in vocabulary.all_fields)
        return Gap(name, "choice", "In which answer", asked)
    if piece in _NAMES:
        kind = _NAMES[piece]
        options = tuple((said, "") for said in _names(kind, vocabulary))
        several, least = piece.endswith("S"), 2 if piece == "COLLEAGUES" else 1
        return Gap(name, "several" if several else "choice", _LABELS[piece], options, least=least)
    return piece


def _choice(alternatives: list[str], name: str, vocabulary: Vocabulary, *, optional: bool) -> Gap:
    options: list[tuple[str, str]] = []
    label = ""
    for alternative in alternatives:
        name_ = next((word for word in sorted(_NAMES, key=len, reverse=True) if word in alternative), None)
        if name_:
            label = label or _LABELS.get(name_, "")
            options += [
                (alternative.replace(name_, said), _NAMES[name_]) for said in _names(_NAMES[name_], vocabulary, name_)
            ]
        elif "VISITS" in alternative:
            label = label or _LABELS["VISITS"]
            options += [(alternative.replace("VISITS", said), "") for said, _ in _visits(vocabulary)]
        else:
            options.append((alternative, ""))
    return Gap(name, "choice", label, tuple(options), optional)


def _names(kind: str, vocabulary: Vocabulary, placeholder: str = "") -> list[str]:
    names = list(vocabulary.names(kind).values())
    if placeholder.startswith("A KIND") or kind == "kind of room":
        return [article(name) for name in names]
    return names


def _visits(vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    return tuple((vocabulary.visit_noun(id_), "") for id_ in (None, *vocabulary.visit_types))


# Writing ----------------------------------------------------------------------------------------------------


def _said(gap: Gap, values: Sequence[str]) -> str:
    chosen = [value.strip() for value in values if value.strip()]
    if not chosen:
        if gap.optional:
            return ""
        raise Missing(gap)
    if gap.kind == "several":
        if len(chosen) < gap.least:
            raise Missing(gap)
        return listing(chosen)
    if gap.kind == "quoted":
        return f'"{" ".join(chosen[0].replace(chr(34), "").split())}"'
    if gap.kind == "days":
        return f"on {chosen[0]}" if len(chosen) == 1 or chosen[0] == chosen[1] else f"from {chosen[0]} to {chosen[1]}"
    if gap.kind == "times":
        if len(chosen) != 2:
            raise Missing(gap)
        return f"from {chosen[0]} to {chosen[1]}"
    return chosen[0]


def _condition(values: Values) -> str:
    """' when …', or ''."""
    chosen = next(iter(values.get("when", ())), "")
    if not chosen:
        return ""
    for word, name in (("FIELD", "when_field"), ("VALUE", "when_value"), ("N", "when_number")):
        if re.search(rf"\b{word}\b", chosen):
            given = next((value.strip() for value in values.get(name, ()) if value.strip()), "")
            if not given:
                raise Missing(Gap(name, "word", "The rest of the condition"))
            chosen = re.sub(rf"\b{word}\b", lambda _, given=given: given.replace('"', ""), chosen)  # type: ignore[misc]
    return f" when {chosen}"
