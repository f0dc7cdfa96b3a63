"""Changing one entry of a practice file as text: every other line, remarks included, stays exactly as it was written.

Text in, text out.  An entry is found by its section and id, so that two people who change different entries never collide.
"""

from __future__ import annotations

import difflib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from . import limits
from .tree import Date, tree, yaml

Values = Mapping[str, Any]
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


class NotThere(Exception):
    """The entry that was to be changed is not in the file (any more)."""

    def __init__(self, section: str, id_: str) -> None:
        self.section, self.id = section, id_
        super().__init__(f"no '{id_}' in '{section}'")


def entries(text: str, section: str) -> list[dict[str, Any]]:
    """The entries of a list such as 'providers', as plain data in the file's order; not what has no keys, which is a fault."""
    return [item for item in items(text, section) if isinstance(item, dict)]


def items(text: str, section: str) -> list[Any]:
    """All that stands in such a list: a draft may hold a bare word among its entries."""
    content = _shared(text).get(section)
    return [plain(item) for item in content] if isinstance(content, list) else []


def line_of(text: str, section: str, id_: str, key: str = "id") -> int | None:
    """The line in which an entry begins; None where it is not in the file."""
    content = _shared(text).get(section)
    if not isinstance(content, CommentedSeq):
        return None
    at = next((n for n, item in enumerate(content) if isinstance(item, dict) and str(item.get(key, "")) == id_), None)
    return int(content.lc.item(at)[0]) + 1 if at is not None else None


def lines_of(text: str, section: str, key: str = "id") -> dict[str, tuple[int, int]]:
    """From which line to which each entry of a list stands, by its id, as far as it has one; both included."""
    if not items(text, section):
        return {}
    parsed, unfolded = _section(text, section)
    if unfolded != text:  # written in one line
        return {}
    spans = {
        str(item[key]): parsed.span(n) for n, item in enumerate(parsed.items) if isinstance(item, dict) and key in item
    }
    return {id_: (first + 1, last) for id_, (first, last) in spans.items()}


def mapping(text: str, section: str) -> dict[str, Any]:
    """A section that has keys, such as 'practice' or 'messages', as plain data."""
    content = _shared(text).get(section)
    return plain(content) if isinstance(content, dict) else {}


def sections(text: str, *, but: str) -> dict[str, Any]:
    """Every section but one, as plain data in the file's order."""
    return {str(key): plain(value) for key, value in _shared(text).items() if key != but}


def put(text: str, section: str, id_: str, values: Values, key: str = "id") -> str:
    """Change the keys of one entry that `values` names (None takes a key out), or add the entry at the end."""
    parsed, text = _section(text, section)
    at = parsed.index(id_, key)
    if at is None:
        made = CommentedMap({name: _written(value) for name, value in values.items() if value is not None})
        if parsed.items and parsed.items[0].fa.flow_style():
            made.fa.set_flow_style()  # as its neighbours stand
        return _insert(text, parsed, len(parsed.items), _item(made, parsed.dash))
    item = _own(parsed.lines(at), parsed.column(at))
    _merge(item, values)
    return _splice(text, *parsed.span(at), _item(item, parsed.dash))


def remove(text: str, section: str, id_: str, key: str = "id") -> str:
    """Take one entry out.  Raises NotThere."""
    parsed, text = _section(text, section)
    at = _at(parsed, section, id_, key)
    if len(parsed.items) == 1:
        return _splice(text, parsed.begin, parsed.end, [f"{section}: []"])
    return _splice(text, *parsed.span(at), [])


def move(text: str, section: str, id_: str, to: int, key: str = "id") -> str:
    """Put one entry at the place `to` (from 0) among the others, with the remarks above it.  Raises NotThere."""
    parsed, text = _section(text, section)
    at = _at(parsed, section, id_, key)
    pieces = [parsed.with_remarks(n) for n in range(len(parsed.items))]
    places = [n for n, item in enumerate(parsed.items) if isinstance(item, dict)]  # of what `entries` gives
    pieces.insert(places[max(0, min(to, len(places) - 1))], pieces.pop(at))
    first, last = parsed.whole_span(0)[0], parsed.span(len(parsed.items) - 1)[1]
    return _splice(text, first, last, [line for piece in pieces for line in piece])


def put_mapping(text: str, section: str, values: Values) -> str:
    """Change keys of a section that has keys; nested ones are merged, None takes a key out."""
    lines = text.splitlines()
    top = _shared(text)
    if not isinstance(top.get(section), dict):
        made = CommentedMap({section: _written({k: v for k, v in values.items() if v is not None})})
        if section in top:  # empty, or of the wrong shape
            begin, end = _bounds(lines, top, section)
            return _joined([*lines[:begin], *_dump(made), *lines[end:]])
        return _joined([*lines, *([""] if lines and lines[-1].strip() else []), *_dump(made)])
    begin, end = _bounds(lines, top, section)
    own = yaml().load("\n".join(lines[begin:end]))
    _merge(own[section], values)
    return _splice(text, begin, end, _dump(own))


def put_list(text: str, section: str, values: list[Any]) -> str:
    """The whole list, where entries have no id (who acts for whom); what stays keeps its remarks."""
    parsed, text = _section(text, section)
    if not values:
        return _splice(text, parsed.begin, parsed.end, [f"{section}: []"])
    if not parsed.items:
        made = CommentedMap({section: _written(values)})
        return _splice(text, parsed.begin, parsed.end, _dump(made))
    own = yaml().load("\n".join(parsed.text[parsed.begin : parsed.end]))
    _merge_list(own[section], values)
    return _splice(text, parsed.begin, parsed.end, _dump(own))


def plain(value: Any) -> Any:
    """Data without the YAML library's own types: what pages and comparisons work on."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return str(value) if isinstance(value, str) else value


def as_typed(value: Any) -> Any:
    """Plain data as a form gives it back: the line break at the end of a text that stands as a block is none of its words."""
    if isinstance(value, dict):
        return {key: as_typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_typed(item) for item in value]
    return value.strip() if isinstance(value, str) else value


# Sections ---------------------------------------------------------------------------------------------------


@dataclass
class _Section:
    """A list as lines: `begin` is the line of its key, `end` the one after its last; `dash` the column of the dashes."""

    text: list[str]
    begin: int
    end: int
    dash: int
    items: CommentedSeq

    def index(self, id_: str, key: str) -> int | None:
        same = (n for n, item in enumerate(self.items) if isinstance(item, dict) and str(item.get(key, "")) == id_)
        return next(same, None)

    def column(self, n: int) -> int:
        return int(self.items.lc.item(n)[1])

    def span(self, n: int) -> tuple[int, int]:
        """The lines of an entry, without remarks and empty lines that stand after it."""
        first = int(self.items.lc.item(n)[0])
        last = int(self.items.lc.item(n + 1)[0]) if n + 1 < len(self.items) else self.end
        while last > first + 1 and _is_remark(self.text[last - 1]):
            last -= 1
        return first, last

    def whole_span(self, n: int) -> tuple[int, int]:
        """The same with the remarks above it."""
        first, last = self.span(n)
        floor = self.begin + 1 if n == 0 else self.span(n - 1)[1]
        return floor if n else max(floor, first - self._remarks_above(first)), last

    def with_remarks(self, n: int) -> list[str]:
        first, last = self.whole_span(n)
        return self.text[first:last]

    def lines(self, n: int) -> list[str]:
        first, last = self.span(n)
        return self.text[first:last]

    def _remarks_above(self, line: int) -> int:
        count = 0
        while line - count - 1 > self.begin and _is_remark(self.text[line - count - 1]):
            count += 1
        return count


def _section(text: str, section: str) -> tuple[_Section, str]:
    """The section as block lines, and the text in which it stands so (made, or unfolded, where it did not)."""
    top = _shared(text)
    content = top.get(section)
    lines = text.splitlines()
    if section not in top:
        lines += [f"{section}:"]
        return _Section(lines, len(lines) - 1, len(lines), 2, CommentedSeq()), _joined(lines)
    begin, end = _bounds(lines, top, section)
    if not isinstance(content, CommentedSeq) or not content:
        text = _splice(text, begin, end, [f"{section}:"])
        return _Section(text.splitlines(), begin, begin + 1, 2, CommentedSeq()), text
    if content.fa.flow_style():
        block = [
            line for item in yaml().load(text)[section] for line in _item(item, 2)
        ]  # its own: writing changes what is written
        text = _splice(text, begin, end, [f"{section}:", *block])
        return _section(text, section)
    first = lines[int(content.lc.item(0)[0])]
    return _Section(lines, begin, end, len(first) - len(first.lstrip()), content), text


def _bounds(lines: list[str], top: CommentedMap, section: str) -> tuple[int, int]:
    """From a top-level key's line to the line after the last that belongs to it; remarks above the next key are the next's."""
    begin = int(top.lc.key(section)[0])
    later = [int(top.lc.key(name)[0]) for name in top if int(top.lc.key(name)[0]) > begin]
    end = min(later, default=len(lines))
    while end > begin + 1 and _is_remark(lines[end - 1]) and not lines[end - 1].startswith(" "):
        end -= 1
    while end > begin + 1 and not lines[end - 1].strip():
        end -= 1
    return begin, end


def _at(parsed: _Section, section: str, id_: str, key: str) -> int:
    at = parsed.index(id_, key)
    if at is None:
        raise NotThere(section, id_)
    return at


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


# Entries ----------------------------------------------------------------------------------------------------


def _own(lines: list[str], column: int) -> CommentedMap:
    """One entry by itself, with its remarks."""
    dedented = [lines[0][column:], *(line[column:] if not line[:column].strip() else line for line in lines[1:])]
    parsed = yaml().load("\n".join(dedented))
    assert isinstance(parsed, CommentedMap)
    return parsed


def _merge(item: CommentedMap, values: Values) -> None:
    for name, value in values.items():
        old = item.get(name)
        if value is None:
            item.pop(name, None)
        elif isinstance(value, dict) and isinstance(old, CommentedMap):
            _merge(old, value)
        elif isinstance(value, list) and isinstance(old, CommentedSeq) and value:
            _merge_list(old, value)
        elif as_typed(plain(old)) != as_typed(value) and not _says_already(old, value):
            item[name] = _written(value)


def _says_already(old: Any, value: Any) -> bool:
    """Whether somebody wrote it in words: `required: no`, which a file of today reads as a text."""
    return isinstance(value, bool) and isinstance(old, str) and old.lower() == ("yes" if value else "no")


def _merge_list(old: CommentedSeq, new: list[Any]) -> None:
    """What stays is left alone, with its remarks; from the end on, so that places stay right."""
    was, will = [repr(as_typed(plain(item))) for item in old], [repr(as_typed(item)) for item in new]
    for what, a, b, c, d in reversed(difflib.SequenceMatcher(None, was, will, autojunk=False).get_opcodes()):
        if what == "replace" and b - a == d - c and all(isinstance(item, CommentedMap) for item in old[a:b]):
            for at, value in zip(range(a, b), new[c:d], strict=True):
                _merge(old[at], {**dict.fromkeys(old[at]), **value} if isinstance(value, dict) else {})
            continue
        if what in ("delete", "replace"):
            for at in reversed(range(a, b)):
                del old[at]
        if what in ("insert", "replace"):
            for value in reversed(new[c:d]):
                old.insert(a, _one_line(_written(value)))


def _written(value: Any) -> Any:
    """As a person would write it: short lists and the entries of lists on one line, times in quotation marks, long texts as blocks."""
    if isinstance(value, dict):
        return CommentedMap({name: _written(item) for name, item in value.items() if item is not None})
    if isinstance(value, list):
        made = CommentedSeq([_one_line(_written(item)) for item in value])
        if not any(isinstance(item, dict) for item in value):
            made.fa.set_flow_style()
        return made
    if isinstance(value, str) and "\n" in value:
        return LiteralScalarString(value)
    if isinstance(value, str) and _DATE.fullmatch(value):
        return Date(value)
    if isinstance(value, str) and (not value or ":" in value or value[:1].isdigit()):
        return DoubleQuotedScalarString(value)
    return value


def _one_line(value: Any) -> Any:
    if isinstance(value, CommentedMap) and not any("\n" in str(item) for item in value.values()):
        value.fa.set_flow_style()
    return value


def one_line(value: Any) -> str:
    """Plain data as it would be written in one line: '{at: downtown, days: [mon]}'."""
    return " ".join(line.strip() for line in _dump(_one_line(_written(value)))).removesuffix(" ...")


def _item(item: Any, dash: int) -> list[str]:
    first, *rest = _dump(item)
    return [f"{' ' * dash}- {first}", *(f"{' ' * (dash + 2)}{line}" if line else "" for line in rest)]


def _insert(text: str, section: _Section, at: int, new: list[str]) -> str:
    line = section.span(at - 1)[1] if at else section.begin + 1
    return _splice(text, line, line, new)


# YAML -------------------------------------------------------------------------------------------------------


def _shared(text: str) -> CommentedMap:
    """All of it, to be looked at only, and never handed out."""
    if limits.refused(text) is not None:  # the file's reader says why
        return CommentedMap()
    loaded = tree(text)
    return loaded if isinstance(loaded, CommentedMap) else CommentedMap()


def _dump(value: Any) -> list[str]:
    out = io.StringIO()
    yaml().dump(value, out)
    return out.getvalue().rstrip("\n").split("\n")


def _splice(text: str, begin: int, end: int, new: list[str]) -> str:
    lines = text.splitlines()
    return _joined([*lines[:begin], *new, *lines[end:]])


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
