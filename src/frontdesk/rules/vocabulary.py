"""The names a practice's sentences may use: visit types, providers, locations, payers, fields, kinds of room or machine."""

from __future__ import annotations

import dataclasses
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from .words import exact_key, key, listing, lower_first, plural, tokens

# What every practice may ask about without listing it under `intake:`.
BUILT_IN_FIELDS: Mapping[str, str] = {
    "name": "name",
    "date-of-birth": "date of birth",
    "phone": "phone",
    "email": "email",
    "address": "address",
    "sex": "sex",
    "insurance": "insurance",
    "member-id": "member id",
    "insurance-card": "insurance card",
    "referral": "referral",
    "reason": "reason",
    "interpreter": "interpreter",
    "language": "language",
    "guardian-name": "guardian name",
    "guardian-phone": "guardian phone",
    "emergency-contact": "emergency contact",
    "pharmacy": "pharmacy",
}

ONE_VISIT = "one visit type"  # said in the singular: 'the last procedure'
KINDS = ("visit type", "provider", "location", "payer", "field", "kind of room", "kind of provider")
EXACT = frozenset({"provider", "location", "payer"})  # people and places have no plural: 'Woods' is not 'Wood'
ANYWHERE = frozenset(".-'")  # may be typed between the words of any name: 'Dr. Chen' for 'Dr Chen'

Key = tuple[str, ...]
Marks = tuple[tuple[str, ...], ...]  # the marks before each word, and last those behind all of them


def name_key(kind: str, text: str) -> Key:
    """A name of that kind as it is compared."""
    return exact_key(text) if kind in EXACT else key(text)


def marks_of(text: str) -> Marks:
    """Which marks a name has in which place: 'Suite #2' → ((), ('#',), ())."""
    groups: list[list[str]] = [[]]
    for token in tokens(text):
        if token.kind == "mark":
            groups[-1].append(token.text)
        else:
            groups.append([])
    return tuple(map(tuple, groups))


@dataclass(frozen=True)
class Named:
    """An entity by one of its names: its id, and every spelling's marks."""

    id: str
    spellings: tuple[Marks, ...]

    def allows(self, typed: Marks) -> bool:
        """Whether the marks that were typed before and between the words are the name's own (some may be left out)."""
        return any(
            all(
                mark in spelling[place] or (place > 0 and mark in ANYWHERE)
                for place, marks in enumerate(typed)
                for mark in marks
            )
            for spelling in self.spellings
        )

    def may_end_in(self, mark: str) -> bool:
        """Whether a mark behind the last word still belongs to the name."""
        return any(mark in spelling[-1] for spelling in self.spellings)


class Contents:
    """A vocabulary by what it says: two that say the same are equal, whichever file they were read from."""

    __slots__ = ("_hash", "said", "vocabulary")

    def __init__(self, vocabulary: Vocabulary, said: tuple[object, ...]) -> None:
        self.vocabulary, self.said, self._hash = vocabulary, said, hash(said)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Contents) and self.said == other.said


@dataclass(frozen=True)
class Vocabulary:
    """The names of one practice, each `id → name`, in the file's order.

    Names are compared without case and marks, those of visits, fields and kinds also without the plural (`name_key`); an entity
    answers to its name and its id, a visit type also to its id followed by 'visits'.
    """

    visit_types: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    payers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    resource_kinds: tuple[str, ...] = ()
    provider_kinds: tuple[str, ...] = ()
    kinds_of_providers: Mapping[str, str] = field(default_factory=dict)  # id → kind, of those who have one
    questions: Mapping[str, str] = field(default_factory=dict)  # id of a field → as its question asks it

    @cached_property
    def contents(self) -> Contents:
        """All that it says, to tell whether two are the same."""
        said = (getattr(self, field_.name) for field_ in dataclasses.fields(self))
        return Contents(self, tuple(tuple(value.items()) if isinstance(value, Mapping) else value for value in said))

    @cached_property
    def all_fields(self) -> Mapping[str, str]:
        own = dict(self.fields)
        return {**BUILT_IN_FIELDS, **own}

    def names(self, kind: str) -> Mapping[str, str]:
        """`id → name` of one of KINDS."""
        return {
            "visit type": self.visit_types,
            ONE_VISIT: self.visit_types,
            "provider": self.providers,
            "location": self.locations,
            "payer": self.payers,
            "field": self.all_fields,
            "kind of room": {kind: kind for kind in self.resource_kinds},
            "kind of provider": {kind: kind for kind in self.provider_kinds},
        }[kind]

    @cached_property
    def _index(self) -> Mapping[str, Mapping[Key, Named]]:
        return {kind: self._index_of(kind) for kind in KINDS}

    def _index_of(self, kind: str) -> Mapping[Key, Named]:
        """What each name and id leads to; a name outranks another entity's id."""
        spelled: dict[Key, dict[str, list[Marks]]] = {}
        entries = self.names(kind)
        for id_ in entries:
            texts = [id_, f"{id_} visit"] if kind == "visit type" else [id_]
            for text in texts:
                spelled.setdefault(name_key(kind, text), {}).setdefault(id_, []).append(marks_of(text))
        for id_, name in entries.items():
            for spelling in (name, plural(name)) if kind == "visit type" else (name,):
                own = spelled.setdefault(name_key(kind, spelling), {})
                for other in [sibling for sibling in own if sibling != id_]:
                    del own[other]
                own.setdefault(id_, []).append(marks_of(spelling))
        spelled.pop((), None)
        return {words: Named(*_last(owners)) for words, owners in spelled.items()}

    def named(self, kind: str, words: Key) -> Named | None:
        """The entity of that kind that these words name, or None."""
        return self._index[kind].get(words)

    def lookup(self, kind: str, words: Key) -> str | None:
        """The id of the entity of that kind with exactly that name (as `name_key` compares), or None."""
        named = self.named(kind, words)
        return named.id if named else None

    @cached_property
    def longest(self) -> Mapping[str, int]:
        """The number of words in the longest name of each kind."""
        return {kind: max(map(len, index), default=0) for kind, index in self._index.items()}

    def nearest(self, kind: str, text: str) -> str | None:
        """The name most like a misspelt one, or None when nothing is near."""
        spelled: dict[str, str] = {}
        for id_, name in self.names(kind).items():
            spelled[id_.lower()] = id_
            spelled[name.lower()] = name
            if kind == "visit type":
                spelled[plural(name).lower()] = plural(name)
        return nearest(text, spelled)

    # How a sentence names an entity -------------------------------------------------------------------------

    def visit_noun(self, id_: str | None) -> str:
        """'visits', 'new patient visits'; an id where the name is not to be had (a rule outlives its entity)."""
        if id_ is None:
            return "visits"
        return lower_first(plural(self._spelled("visit type", id_)))

    def one_visit(self, id_: str | None) -> str:
        """'visit', 'new patient visit': one of them."""
        return "visit" if id_ is None else lower_first(self._spelled("visit type", id_))

    def provider(self, id_: str) -> str:
        return self._spelled("provider", id_)

    def location(self, id_: str) -> str:
        return self._spelled("location", id_)

    def payer(self, id_: str) -> str:
        return self._spelled("payer", id_)

    def field_noun(self, id_: str) -> str:
        return lower_first(BUILT_IN_FIELDS.get(id_) or id_.replace("-", " "))

    def listing(self, kind: str, texts: list[str], conjunction: str = "and") -> str:
        """'a, b and c', written so that no two of them read as one other name: 'Blue Cross, Blue Shield'."""
        pairs = (f"{text} {conjunction} {other}" for text, other in pairwise(texts))
        if any(self.lookup(kind, name_key(kind, pair)) for pair in pairs):
            return ", ".join(texts)
        return listing(texts, conjunction)

    def is_list(self, kind: str, text: str) -> bool:
        """Whether a name could also be read as several other names of its kind."""
        pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()]
        return len(pieces) > 1 and all(self.lookup(kind, name_key(kind, piece)) for piece in pieces)

    def _spelled(self, kind: str, id_: str) -> str:
        name = self.names(kind).get(id_)
        if not name or self.lookup(kind, name_key(kind, name)) != id_:
            return id_
        return id_ if self.is_list(kind, name) and not self.is_list(kind, id_) else name


def respelled(was: Vocabulary, now: Vocabulary) -> Vocabulary:
    """`was`, with its kinds of rooms and providers spelled as they are in `now`, where they are there."""

    def spell(kind: str, text: str) -> str:
        return now.lookup(kind, name_key(kind, text)) or text

    return dataclasses.replace(
        was,
        resource_kinds=tuple(spell("kind of room", kind) for kind in was.resource_kinds),
        provider_kinds=tuple(spell("kind of provider", kind) for kind in was.provider_kinds),
        kinds_of_providers={id_: spell("kind of provider", kind) for id_, kind in was.kinds_of_providers.items()},
    )


_BETWEEN = re.compile(r",\s*(?:and\s|or\s)?|\s(?:and|or)\s", re.IGNORECASE)


def _last(owners: Mapping[str, list[Marks]]) -> tuple[str, tuple[Marks, ...]]:
    id_ = list(owners)[-1]
    return id_, tuple(owners[id_])


def nearest(text: str, among: Mapping[str, str] | Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate spelled most like `text`; None when none is near."""
    table = among if isinstance(among, Mapping) else {item.lower(): item for item in among}
    matches = difflib.get_close_matches(text.lower(), list(table), n=1, cutoff=cutoff)
    return table[matches[0]] if matches else None
