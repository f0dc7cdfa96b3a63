"""Two people's changes of one practice file brought together, whole: every section, every rule, in the order in which they stand.

What comes out says what editing one on top of the other would say, and that is looked at before it is handed out; where it
cannot be (`Clashes`), nothing is changed and what stands in the way is named.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from ...rules.book import Fault
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
    """What both changed; `found` are the places."""

    def __init__(self, found: list[Clash]) -> None:
        self.found = found
        super().__init__("; ".join(self.lines()))

    def lines(self) -> list[str]:
        """Each place with both values: 'locations, downtown, name: “Downtown” / “Old Town”'."""
        return [f"{place(one)}: “{said(one.theirs)}” / “{said(one.mine)}”" for one in self.found]


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
    wanted = merge.value((), *(_data(one) for one in (base, theirs, mine)))
    rules = _rules(merge, base, theirs, mine)
    clashes = [one for one in merge.clashes if place(one) not in keep]
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
    if odd := [one for one in odd if place(one) not in keep]:
        raise Clashes(odd)
    return text


# What is to come out ----------------------------------------------------------------------------------------


def _rules(merge: Merge, base: str, theirs: str, mine: str) -> dict[Unit, None]:
    """Every rule of mine, less what they took out, with what they added."""
    had, have, own = (_units(one) for one in (base, theirs, mine))
    gone, new = [unit for unit in had if unit not in have], [unit for unit in have if unit not in had]
    for unit in gone:
        if unit in own:
            continue
        a, b = _mates(unit, new), _mates(unit, [one for one in own if one not in had])
        if a != b:
            words = [_sentence(one, unit_text) for one, unit_text in ((a, theirs), (b, mine))]
            merge.clashes.append(Clash((RULES, _words(unit, base)), *words))
    return dict.fromkeys([*(unit for unit in own if unit not in gone), *(unit for unit in new if unit not in own)])


def _mates(unit: Unit, among: list[Unit]) -> list[Unit]:
    """What may have come in the place of a rule: the new ones of its family."""
    return [one for one in among if _family(one) == _family(unit)]


def _family(unit: Unit) -> object:
    return "" if isinstance(unit, str) else family_of(unit).name  # type: ignore[arg-type]


def _sentence(units: list[Unit], text: str) -> str:
    return " ".join(_words(one, text) for one in units)


def _words(unit: Unit, text: str) -> str:
    return unit if isinstance(unit, str) else render(unit, _file(text).setup.book.vocabulary)  # type: ignore[arg-type]


def _units(text: str) -> dict[Unit, None]:
    book = _file(text).setup.book
    return dict.fromkeys([*(entry.rule for entry in book.entries), *(one.text for one in book.unread)])


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
    if not all(isinstance(one, dict) and "id" in one for one in (*items, *(old or []))):
        return document.put_list(text, section, items)
    before = {str(one["id"]): one for one in old or []}
    after = {str(one["id"]): one for one in items}
    for id_ in before.keys() - after.keys():
        text = document.remove(text, section, id_)
    for id_, one in after.items():
        if one != before.get(id_):
            text = document.put(text, section, id_, _both(before.get(id_), one))
    for at, id_ in enumerate(after):
        now = [str(one.get("id")) for one in document.entries(text, section)]
        if now[at] != id_:
            text = document.move(text, section, id_, at)
    return text


def _both(old: Any, new: dict[str, Any]) -> dict[str, Any]:
    """The new keys, and None for those that go, all the way down."""
    had = old if isinstance(old, dict) else {}
    kept = {key: _both(had.get(key), one) if isinstance(one, dict) else one for key, one in new.items()}
    return {**dict.fromkeys(key for key in had if key not in new), **kept}


def _without(text: str, unit: Unit) -> str:
    book = _file(text).setup.book
    if isinstance(unit, str):
        found = [(one.line, one.text) for one in book.unread if one.text == unit]
    else:
        found = [(one.line, one.written) for one in book.entries if one.rule == unit]
    for line, written in reversed(found):
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
    found = [one for one in dict.fromkeys([*data, *wanted]) if _bare(data.get(one)) != _bare(wanted.get(one))]
    return found if set(_units(text)) == set(rules) else [*found, RULES]


def _new_faults(text: str, theirs: str, mine: str) -> list[str]:
    """What is wrong with both together and with neither alone: two values for one thing."""
    known = {fault.message for one in (theirs, mine) for fault in _examined(one)[1]}
    return [fault.message for fault in _examined(text)[1] if _numberless(fault.message) not in map(_numberless, known)]


def _numberless(message: str) -> str:
    """A fault may name other lines, which are elsewhere in another text."""
    return re.sub(r"line \d+", "line", message)


def _bare(value: Any) -> Any:
    """Without what is empty: a key with nothing says what no key says."""
    if isinstance(value, dict):
        kept = {key: _bare(one) for key, one in value.items()}
        return {key: one for key, one in kept.items() if one not in (None, "", [], {})} or None
    if isinstance(value, list):
        return [_bare(one) for one in value] or None
    return value if value != "" else None


@lru_cache(maxsize=32)
def _data(text: str) -> dict[str, Any]:
    return document.sections(text, but=RULES)


@lru_cache(maxsize=32)
def _examined(text: str) -> tuple[PracticeFile | None, tuple[Fault, ...]]:
    return examine(text)


def _file(text: str) -> PracticeFile:
    found = _examined(text)[0]
    if found is None:
        raise Clashes([Clash(("file",), "", "")])
    return found
