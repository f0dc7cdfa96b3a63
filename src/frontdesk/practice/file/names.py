"""The names of a practice's people, places, payers and visits: each must be one that a sentence can say, and only one thing."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from ...core.letters import as_drawn, unseen
from ...rules.vocabulary import Key, name_key
from .nodes import Node

LONGEST = 120
# What a sentence means by itself, and so nothing can be called.
TAKEN: dict[str, tuple[str, ...]] = {
    "visit type": ("visit", "visits"),
    "provider": ("practice", "the practice", "each provider", "anybody"),
    "location": ("practice", "the practice", "each location"),
    "payer": ("not",),
}
MEANING = {
    "visit type": "in a rule, 'visits' means all of them",
    "provider": "in a rule, that means something else",
    "location": "in a rule, that means something else",
    "payer": "in a rule, that means something else",
}


@dataclass
class _Said:
    node: Node
    id: str
    name: str
    key: str = "name"

    @property
    def line(self) -> int:
        return self.node.line_of(self.key)


class NameCheck:
    """Reads names one after another, and says at the end which of them a sentence could not tell apart."""

    def __init__(self) -> None:
        self._said: dict[str, list[_Said]] = defaultdict(list)
        self._kinds: dict[tuple[str, Key], _Said] = {}

    def read(self, node: Node, id_: str, kind: str) -> str:
        """The name of an entry (its id where it has none), with its faults."""
        name = node.text("name", default=id_)
        if problem := _unsayable(kind, name):
            node.fault("name", problem)
        elif id_ and _taken(kind, id_):
            node.fault("id", f"a {kind} cannot have the id '{id_}': {MEANING[kind]}")
        self._said[kind].append(_Said(node, id_, name))
        return name

    def kind(self, node: Node, what: str, *, required: bool = False) -> str:
        """Of which kind an entry is (`what`: 'kind of room', 'kind of provider'), spelled as the first one is.

        Whoever writes the same kind in two ways would have two, of which a rule means one.
        """
        said = _Said(node, "", node.text("kind", required=required), "kind")
        words = name_key(what, said.name)
        if problem := _unsayable(what, said.name):
            node.fault("kind", problem)
        if not words:
            return said.name
        first = self._kinds.setdefault((what, words), said)
        if first.name != said.name:
            where = f"'{first.name}' in line {first.line}"
            node.fault("kind", f"the {what} '{said.name}' is {where}, spelled otherwise; spell it the same everywhere")
        return first.name

    def finish(self) -> None:
        for kind, said in self._said.items():
            _same_names(kind, said)
            _names_that_are_ids(kind, said)
        _names_that_look_alike([(kind, name) for kind, said in self._said.items() for name in said])
        for what in ("kind of room", "kind of provider"):
            _names_that_look_alike([(kind, name) for (kind, _words), name in self._kinds.items() if kind == what])


def _unsayable(kind: str, name: str) -> str:
    if not name:
        return ""
    if len(name) > LONGEST:
        return f"the name of a {kind} has at most {LONGEST} characters"
    if any(unseen(character) for character in name):
        return f"the name of a {kind} has a character that nobody can see; type it again"
    if '"' in name:
        return f"leave the quotation marks out of '{name}': in a rule they stand around an answer"
    if not name_key(kind, name):
        return f"'{name}' has no letter or digit by which a rule could say it"
    return f"a {kind} cannot be called just '{name}': {MEANING[kind]}" if _taken(kind, name) else ""


def _taken(kind: str, name: str) -> bool:
    return name_key(kind, name) in {name_key(kind, text) for text in TAKEN.get(kind, ())}


def _same_names(kind: str, said: list[_Said]) -> None:
    first: dict[Key, int] = {}
    for name in said:
        words = name_key(kind, name.name)
        if words and words in first:
            where = f"first in line {first[words]}"
            name.node.fault("name", f"two {kind}s are called '{name.name}' ({where}); a rule could not tell them apart")
        first.setdefault(words, name.node.line_of("name"))


def _names_that_look_alike(said: list[tuple[str, _Said]]) -> None:
    """A letter of another alphabet in the place of ours: a rule would mean the one, and its reader the other."""
    first: dict[str, tuple[str, _Said]] = {}
    for kind, name in said:
        other_kind, other = first.setdefault(as_drawn(name.name), (kind, name))
        if name.name and name_key(kind, other.name) != name_key(kind, name.name):
            strange = next(letter for letter in (*name.name, *other.name) if letter.isalpha() and not letter.isascii())
            name.node.fault(
                name.key,
                f"'{name.name}' looks like the {other_kind} in line {other.line} and is written with other"
                f" letters (there is a {unicodedata.name(strange, 'letter of another alphabet').lower()}); type it again",
            )


def _names_that_are_ids(kind: str, said: list[_Said]) -> None:
    """A name outranks an id, so that who writes the id would mean another one."""
    by_id = {name_key(kind, item.id): item for item in said if item.id}
    for name in said:
        other = by_id.get(name_key(kind, name.name))
        if other is not None and other.id != name.id:
            name.node.fault("name", f"'{name.name}' is also the id of '{other.name}'; change one of the two")
