"""Three-way merging of plain data: what came from one beginning and was changed by two people.

What only one of them changed is taken from them; what both changed differently is a `Clash`, and never decided here.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

ABSENT = None  # a key that is not there, or has nothing: the file's reader takes both for the same


@dataclass(frozen=True)
class Clash:
    """One place that both changed: `where` leads to it, `theirs` and `mine` are what it says now and what was typed."""

    where: tuple[str, ...]
    theirs: Any
    mine: Any


class Merge:
    """Collects every clash instead of stopping at the first.  Where there is one, mine stays for the time being."""

    def __init__(self) -> None:
        self.clashes: list[Clash] = []

    def value(self, where: tuple[str, ...], base: Any, theirs: Any, mine: Any) -> Any:
        """The one value of three."""
        base, theirs, mine = (_empty(version) for version in (base, theirs, mine))
        if theirs in (base, mine):
            return mine
        if mine == base:
            return theirs
        both = [version for version in (base, theirs, mine) if version is not ABSENT]
        if len(both) > 1 and all(isinstance(version, dict) for version in both) and theirs and mine:
            return self._keys(where, *(version or {} for version in (base, theirs, mine)))
        if len(both) > 2 and all(isinstance(version, list) for version in both):
            return self._list(where, base, theirs, mine)
        if theirs and mine and base is ABSENT and _has_ids(theirs) and _has_ids(mine):
            return self._list(where, [], theirs, mine)
        return self._clash(where, theirs, mine)

    def _keys(self, where: tuple[str, ...], base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> Any:
        if base == {} and "id" in theirs:  # two different things that were given one id
            return self._clash(where, theirs, mine)
        merged = {}
        for key in dict.fromkeys([*mine, *theirs, *base]):
            value = self.value((*where, key), base.get(key), theirs.get(key), mine.get(key))
            if value is not ABSENT:
                merged[key] = value
        return merged

    def _list(self, where: tuple[str, ...], base: list[Any], theirs: list[Any], mine: list[Any]) -> Any:
        if all(_has_ids(version) for version in (base, theirs, mine)):
            return self._by_id(where, *({item["id"]: item for item in items} for items in (base, theirs, mine)))
        merged = sequences(
            [_key(item) for item in base], [_key(item) for item in theirs], [_key(item) for item in mine]
        )
        if merged is None:
            return self._clash(where, theirs, mine)
        items = {_key(item): item for item in (*base, *theirs, *mine)}
        return [items[key] for key in merged]

    def _by_id(self, where: tuple[str, ...], base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> Any:
        merged = {}
        for id_ in dict.fromkeys([*mine, *theirs, *base]):
            value = self.value((*where, str(id_)), base.get(id_), theirs.get(id_), mine.get(id_))
            if value is not ABSENT:
                merged[id_] = value
        order = ordered(list(base), list(theirs), list(mine), set(merged))
        if order is None:
            self._clash((*where, "order"), list(theirs), list(mine))
            order = [*(id_ for id_ in mine if id_ in merged), *(id_ for id_ in merged if id_ not in mine)]
        return [merged[id_] for id_ in order]

    def _clash(self, where: tuple[str, ...], theirs: Any, mine: Any) -> Any:
        self.clashes.append(Clash(where, theirs, mine))
        return mine


def sequences(base: Sequence[Hashable], theirs: Sequence[Any], mine: Sequence[Any]) -> list[Any] | None:
    """Both people's changes of one list, each at its place; None where they changed the same piece of it.

    What both added at one place stands there one after the other, theirs first.
    """
    changes = [("theirs", *change) for change in _changes(base, theirs)]
    changes += [("mine", *change) for change in _changes(base, mine)]
    changes.sort(key=lambda change: (change[1], change[2], change[0] == "mine"))
    seen: dict[str, tuple[int, int, list[Any]]] = {}
    merged: list[Any] = []
    at = 0
    for who, begin, end, new in changes:
        other = seen.get("mine" if who == "theirs" else "theirs")
        seen[who] = (begin, end, new)
        if other == (begin, end, new):
            continue  # both did the same
        if other is not None and begin < other[1]:
            return None
        merged += [*base[at:begin], *new]
        at = end
    return [*merged, *base[at:]]


def ordered(base: list[Any], theirs: list[Any], mine: list[Any], there: set[Any]) -> list[Any] | None:
    """The order of `there`, where at most one of the two moved what all three have; None where both did, differently."""
    common = [key for key in base if key in theirs and key in mine and key in there]

    def rank(items: list[Any]) -> list[Any]:
        return [item for item in items if item in common]

    if rank(theirs) == common or rank(theirs) == rank(mine):
        frame, other = mine, theirs
    elif rank(mine) == common:
        frame, other = theirs, mine
    else:
        return None
    order = [key for key in frame if key in there]
    for n, id_ in enumerate(other):
        if id_ in there and id_ not in order:
            before = next((past for past in reversed(other[:n]) if past in order), None)
            last = not any(later in common for later in other[n + 1 :])  # added at the end, it stays at the end
            at = len(order) if last and before is not None else order.index(before) + 1 if before is not None else 0
            order.insert(at, id_)
    return order


def _changes(base: Sequence[Any], new: Sequence[Any]) -> list[tuple[int, int, list[Any]]]:
    """(from, to, what stands there instead), in order."""
    codes = difflib.SequenceMatcher(None, base, new, autojunk=False).get_opcodes()
    return [(a, b, list(new[c:d])) for what, a, b, c, d in codes if what != "equal"]


def _empty(value: Any) -> Any:
    return ABSENT if value in ("", [], {}) or value is None else value


def _has_ids(items: Any) -> bool:
    if not isinstance(items, list):
        return False
    ids = [item.get("id") for item in items if isinstance(item, dict)]
    return len(ids) == len(items) == len(set(map(str, ids))) and None not in ids


def _key(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
