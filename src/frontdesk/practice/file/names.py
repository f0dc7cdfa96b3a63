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


class NameCheck:
    """Reads names one after another, and says at the end which of them a sentence could not tell apart."""

    def __init__(self) -> None:
        self._said: dict[str, list[_Said]] = defaultdict(list)

    def read(self, node: Node, id_: str, kind: str) -> str:
        """The name of an entry (its id where it has none), with its faults."""
        name = node.text("name", default=id_)
        if problem := _unsayable(kind, name):
            node.fault("name", problem)
        elif id_ and _taken(kind, id_):
            node.fault("id", f"a {kind} cannot have the id '{id_}': {MEANING[kind]}")
        self._said[kind].append(_Said(node, id_, name))
        return name

    def finish(self) -> None:
        for kind, said in self._said.items():
            _same_names(kind, said)
            _names_that_are_ids(kind, said)
        _names_that_look_alike([(kind, one) for kind, said in self._said.items() for one in said])


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
    return name_key(kind, name) in {name_key(kind, text) for text in TAKEN[kind]}


def _same_names(kind: str, said: list[_Said]) -> None:
    first: dict[Key, int] = {}
    for one in said:
        words = name_key(kind, one.name)
        if words and words in first:
            where = f"first in line {first[words]}"
            one.node.fault("name", f"two {kind}s are called '{one.name}' ({where}); a rule could not tell them apart")
        first.setdefault(words, one.node.line_of("name"))


def _names_that_look_alike(said: list[tuple[str, _Said]]) -> None:
    """A letter of another alphabet in the place of ours: a rule would mean the one, and its reader the other."""
    first: dict[str, tuple[str, _Said]] = {}
    for kind, one in said:
        other_kind, other = first.setdefault(as_drawn(one.name), (kind, one))
        if one.name and name_key(kind, other.name) != name_key(kind, one.name):
            strange = next(letter for letter in (*one.name, *other.name) if letter.isalpha() and not letter.isascii())
            one.node.fault(
                "name",
                f"'{one.name}' looks like the {other_kind} in line {other.node.line_of('name')} and is written with other"
                f" letters (there is a {unicodedata.name(strange, 'letter of another alphabet').lower()}); type it again",
            )


def _names_that_are_ids(kind: str, said: list[_Said]) -> None:
    """A name outranks an id, so that who writes the id would mean another one."""
    by_id = {name_key(kind, one.id): one for one in said if one.id}
    for one in said:
        other = by_id.get(name_key(kind, one.name))
        if other is not None and other.id != one.id:
            one.node.fault("name", f"'{one.name}' is also the id of '{other.name}'; change one of the two")
