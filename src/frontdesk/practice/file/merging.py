"""Two people's changes of one practice file brought together: what was published meanwhile is put into a draft."""

from __future__ import annotations

from typing import Any

from . import document
from .difference import LISTS, MAPPINGS
from .model import PracticeFile
from .sentences import add_sentence, replace_sentence


def merged(base: PracticeFile, theirs: PracticeFile, mine: PracticeFile) -> tuple[str, list[str]]:
    """`mine` with what changed from `base` to `theirs`; and what both changed differently, where mine stays."""
    text, conflicts = mine.text, []
    for section in LISTS:
        text, found = _entries(text, section, *(document.entries(one.text, section) for one in (base, theirs, mine)))
        conflicts += found
    for section in MAPPINGS:
        text, found = _keys(text, section, *(document.mapping(one.text, section) for one in (base, theirs, mine)))
        conflicts += found
    return _rules(text, base, theirs, mine), conflicts


def _entries(text: str, section: str, *lists: list[dict[str, Any]]) -> tuple[str, list[str]]:
    base, theirs, mine = ({str(one["id"]): one for one in found if "id" in one} for found in lists)
    conflicts = []
    for id_, new in theirs.items():
        old, own = base.get(id_), mine.get(id_)
        if old is None and own is None:
            text = document.put(text, section, id_, new)
        elif own is not None and old is not None:
            changed, found = _changed(f"{section}: {id_}", old, new, own)
            text = document.put(text, section, id_, changed) if changed else text
            conflicts += found
    for id_ in base.keys() - theirs.keys():
        if id_ in mine and mine[id_] == base[id_]:
            text = document.remove(text, section, id_)
        elif id_ in mine:
            conflicts.append(f"{section}: {id_}")
    return text, conflicts


def _keys(text: str, section: str, base: Any, theirs: Any, mine: Any) -> tuple[str, list[str]]:
    changed, conflicts = _changed(section, base, theirs, mine)
    return (document.put_mapping(text, section, changed) if changed else text), conflicts


def _changed(what: str, base: dict[str, Any], theirs: dict[str, Any], mine: dict[str, Any]) -> tuple[Any, list[str]]:
    """The keys that they changed and mine has left alone; and those that both changed."""
    keys = [key for key in {**base, **theirs} if base.get(key) != theirs.get(key) and mine.get(key) != theirs.get(key)]
    return (
        {key: theirs.get(key) for key in keys if mine.get(key) == base.get(key)},
        [f"{what}: {key}" for key in keys if mine.get(key) != base.get(key)],
    )


def _rules(text: str, base: PracticeFile, theirs: PracticeFile, mine: PracticeFile) -> str:
    from .reader import examine  # the reader knows this room's files, not the other way round

    had = {one.rule for one in base.setup.book.entries}
    have = {one.rule for one in theirs.setup.book.entries}
    for rule in had - have:
        now, _faults = examine(text)
        entry = next((one for one in now.setup.book.entries if one.rule == rule), None) if now else None
        if entry is not None:
            text = replace_sentence(text, entry.line, entry.written, "")
    own = {one.rule for one in mine.setup.book.entries}
    for one in theirs.setup.book.entries:
        if one.rule not in had and one.rule not in own:
            now, _faults = examine(text)
            text = add_sentence(text, one.text, now.setup.book.entries if now else (), one.rule)
    return text
