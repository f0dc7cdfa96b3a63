"""Two people's changes of one practice file brought together, whole: every section, every rule, in the order in which they stand.

What comes out says what editing one on top of the other would say, and that is looked at before it is handed out; where it
cannot be (`Clashes`), nothing is changed and what stands in the way is named.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from ...rules.language import family_of, render
from . import document
from .difference import said
from .editing import with_sentence
from .model import PracticeFile
from .reader import examine
from .sentences import ReadsOtherwise, add_sentence, renamed, replace_sentence
from .threeway import Clash, Merge, sequences

RULES = "rules"
Unit = Hashable  # a rule, or the words of a sentence that cannot be read


class Clashes(Exception):
    """What both changed; `clashes` are the places."""

    def __init__(self, clashes: list[Clash]) -> None:
        self.clashes = clashes
        super().__init__("; ".join(self.lines()))

    def lines(self) -> list[str]:
        """Each place with both values: 'locations, downtown, name: “Downtown” / “Old Town”'."""
        return [f"{place(clash)}: “{said(clash.theirs)}” / “{said(clash.mine)}”" for clash in self.clashes]


def place(clash: Clash) -> str:
    """Where a clash is, in the file's own words."""
    return ", ".join(clash.where)


def merged(base: str, theirs: str, mine: str, *, keep: frozenset[str] = frozenset()) -> str:
    """`mine` with what changed from `base` to `theirs`.  Raises Clashes.

    `keep`: the places (as `place` says them) where mine stays all the same, since somebody has seen both and said so.
    """
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    merge = Merge()
    wanted = merge.value((), *(_data(version) for version in (base, theirs, mine)))
    rules = _rules(merge, base, theirs, mine)
    clashes = [clash for clash in merge.clashes if place(clash) not in keep]
    if clashes:
        raise Clashes(clashes)
    lines = sequences(base.splitlines(), theirs.splitlines(), mine.splitlines())
    by_line = "\n".join([*(lines or ()), ""])
    if lines is not None and _says(by_line, wanted, rules) and not _new_faults(by_line, theirs, mine):
        return by_line  # with everybody's remarks
    try:
        text = _written(mine, wanted, rules)
    except document.NotThere as gone:
        raise Clashes([Clash((gone.section, gone.id), "", "")]) from None
    except ReadsOtherwise as other:
        raise Clashes([Clash((RULES, sentence), "", "") for sentence in other.sentences]) from None
    odd = [Clash((section,), "", "") for section in _odd(text, wanted, rules)]
    odd += [Clash((RULES, fault), "", "") for fault in _new_faults(text, theirs, mine)]
    if odd := [clash for clash in odd if place(clash) not in keep]:
        raise Clashes(odd)
    return text


# What is to come out ----------------------------------------------------------------------------------------


def _rules(merge: Merge, base: str, theirs: str, mine: str) -> dict[Unit, None]:
    """Every rule of mine, less what they took out, with what they added."""
    had, have, own = (_units(version) for version in (base, theirs, mine))
    gone, new = [unit for unit in had if unit not in have], [unit for unit in have if unit not in had]
    for unit in gone:
        if unit in own:
            continue
        a, b = _mates(unit, new), _mates(unit, [other for other in own if other not in had])
        if a != b:
            words = [_sentence(mates, unit_text) for mates, unit_text in ((a, theirs), (b, mine))]
            merge.clashes.append(Clash((RULES, _words(unit, base)), *words))
    return dict.fromkeys([*(unit for unit in own if unit not in gone), *(unit for unit in new if unit not in own)])


def _mates(unit: Unit, among: list[Unit]) -> list[Unit]:
    """What may have come in the place of a rule: the new ones of its family."""
    return [other for other in among if _family(other) == _family(unit)]


def _family(unit: Unit) -> object:
    return "" if isinstance(unit, str) else family_of(unit).name  # type: ignore[arg-type]


def _sentence(units: list[Unit], text: str) -> str:
    return " ".join(_words(unit, text) for unit in units)


def _words(unit: Unit, text: str) -> str:
    return unit if isinstance(unit, str) else render(unit, _file(text).setup.book.vocabulary)  # type: ignore[arg-type]


def _units(text: str) -> dict[Unit, None]:
    book = _file(text).setup.book
    return dict.fromkeys([*(entry.rule for entry in book.entries), *(sentence.text for sentence in book.unread)])


# Writing it -------------------------------------------------------------------------------------------------


def _written(mine: str, wanted: Mapping[str, Any], rules: dict[Unit, None]) -> str:
    """Mine, entry by entry, so that what is not changed stays as it was written; then rule by rule."""

    def change(text: str) -> str:
        for section in dict.fromkeys([*_data(mine), *wanted]):
            text = _section(text, section, _data(mine).get(section), wanted.get(section))
        return text

    text = renamed(mine, _file(mine), change, _file)
    for unit in _units(mine):
        if unit not in rules:
            text = _without(text, unit)
    for unit in rules:
        if unit not in _units(text):
            text = _with(text, unit)
    return text


def _section(text: str, section: str, old: Any, new: Any) -> str:
    if old == new:
        return text
    if isinstance(new, dict):
        return document.put_mapping(text, section, _both(old, new))
    items = new or []
    if not all(isinstance(item, dict) and "id" in item for item in (*items, *(old or []))):
        return document.put_list(text, section, items)
    before = {str(item["id"]): item for item in old or []}
    after = {str(item["id"]): item for item in items}
    for id_ in before.keys() - after.keys():
        text = document.remove(text, section, id_)
    for id_, entry in after.items():
        if entry != before.get(id_):
            text = document.put(text, section, id_, _both(before.get(id_), entry))
    for at, id_ in enumerate(after):
        now = [str(entry.get("id")) for entry in document.entries(text, section)]
        if now[at] != id_:
            text = document.move(text, section, id_, at)
    return text


def _both(old: Any, new: dict[str, Any]) -> dict[str, Any]:
    """The new keys, and None for those that go, all the way down."""
    had = old if isinstance(old, dict) else {}
    kept = {key: _both(had.get(key), value) if isinstance(value, dict) else value for key, value in new.items()}
    return {**dict.fromkeys(key for key in had if key not in new), **kept}


def _without(text: str, unit: Unit) -> str:
    book = _file(text).setup.book
    if isinstance(unit, str):
        written_lines = [(sentence.line, sentence.text) for sentence in book.unread if sentence.text == unit]
    else:
        written_lines = [(entry.line, entry.written) for entry in book.entries if entry.rule == unit]
    for line, written in reversed(written_lines):
        text = replace_sentence(text, line, written, "")
    return text


def _with(text: str, unit: Unit) -> str:
    book = _file(text).setup.book
    if isinstance(unit, str):
        return with_sentence(text, unit)
    return add_sentence(text, render(unit, book.vocabulary), book.entries, unit)  # type: ignore[arg-type]


# Looking at it ----------------------------------------------------------------------------------------------


def _says(text: str, wanted: Mapping[str, Any], rules: dict[Unit, None]) -> bool:
    try:
        return not _odd(text, wanted, rules)
    except Exception:  # two halves that make no file together: it is written entry by entry then
        return False


def _odd(text: str, wanted: Mapping[str, Any], rules: dict[Unit, None]) -> list[str]:
    """The sections that do not say what they should."""
    data = _data(text)
    keys = [key for key in dict.fromkeys([*data, *wanted]) if _bare(data.get(key)) != _bare(wanted.get(key))]
    return keys if set(_units(text)) == set(rules) else [*keys, RULES]


def _new_faults(text: str, theirs: str, mine: str) -> list[str]:
    """What is wrong with both together and with neither alone: two values for one thing."""
    known = {fault.message for version in (theirs, mine) for fault in examine(version)[1]}
    return [fault.message for fault in examine(text)[1] if _numberless(fault.message) not in map(_numberless, known)]


def _numberless(message: str) -> str:
    """A fault may name other lines, which are elsewhere in another text."""
    return re.sub(r"line \d+", "line", message)


def _bare(value: Any) -> Any:
    """Without what is empty: a key with nothing says what no key says."""
    if isinstance(value, dict):
        kept = {key: _bare(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {})} or None
    if isinstance(value, list):
        return [_bare(item) for item in value] or None
    return value if value != "" else None


@lru_cache(maxsize=32)
def _data(text: str) -> dict[str, Any]:
    return document.sections(text, but=RULES)


def _file(text: str) -> PracticeFile:
    practice_file = examine(text)[0]
    if practice_file is None:
        raise Clashes([Clash(("file",), "", "")])
    return practice_file
