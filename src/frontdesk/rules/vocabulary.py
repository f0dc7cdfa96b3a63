"""The names a practice's sentences may use: visit types, providers, locations, payers, fields, kinds of room or machine."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .words import key, lower_first, plural

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

KINDS = ("visit type", "provider", "location", "payer", "field", "kind of room", "kind of provider")


@dataclass(frozen=True)
class Vocabulary:
    """The names of one practice, each `id → name`, in the file's order.

    Names are compared without case, plural and hyphens (`words.key`); an entity answers to its name and its id,
    a visit type also to its id followed by 'visits'.
    """

    visit_types: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    locations: Mapping[str, str] = field(default_factory=dict)
    payers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    resource_kinds: tuple[str, ...] = ()
    provider_kinds: tuple[str, ...] = ()

    @cached_property
    def all_fields(self) -> Mapping[str, str]:
        own = dict(self.fields)
        return {**BUILT_IN_FIELDS, **own}

    def names(self, kind: str) -> Mapping[str, str]:
        """`id → name` of one of KINDS."""
        return {
            "visit type": self.visit_types,
            "provider": self.providers,
            "location": self.locations,
            "payer": self.payers,
            "field": self.all_fields,
            "kind of room": {kind: kind for kind in self.resource_kinds},
            "kind of provider": {kind: kind for kind in self.provider_kinds},
        }[kind]

    @cached_property
    def _index(self) -> Mapping[str, Mapping[tuple[str, ...], str]]:
        return {kind: self._index_of(kind) for kind in KINDS}

    def _index_of(self, kind: str) -> Mapping[tuple[str, ...], str]:
        index: dict[tuple[str, ...], str] = {}
        entries = self.names(kind)
        for id_ in entries:
            if kind == "visit type":
                index[(*key(id_), *key("visit"))] = id_
        for id_, name in entries.items():
            index[key(name)] = id_
        for id_ in entries:  # an id is always understood, even where a name hides it
            index[key(id_)] = id_
        index.pop((), None)
        return index

    def lookup(self, kind: str, words: tuple[str, ...]) -> str | None:
        """The id of the entity of that kind with exactly that name, or None."""
        return self._index[kind].get(words)

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

    def provider(self, id_: str) -> str:
        return self._spelled("provider", id_)

    def location(self, id_: str) -> str:
        return self._spelled("location", id_)

    def payer(self, id_: str) -> str:
        return self._spelled("payer", id_)

    def field_noun(self, id_: str) -> str:
        return lower_first(BUILT_IN_FIELDS.get(id_) or id_.replace("-", " "))

    def _spelled(self, kind: str, id_: str) -> str:
        name = self.names(kind).get(id_)
        return name if name and self.lookup(kind, key(name)) == id_ else id_


def nearest(text: str, among: Mapping[str, str] | Iterable[str], cutoff: float = 0.6) -> str | None:
    """The candidate spelled most like `text`; None when none is near."""
    table = among if isinstance(among, Mapping) else {item.lower(): item for item in among}
    found = difflib.get_close_matches(text.lower(), list(table), n=1, cutoff=cutoff)
    return table[found[0]] if found else None
