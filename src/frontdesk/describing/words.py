"""The words of a description, and its units: what stands between two full stops, on a line, or in a row of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

_WORD = re.compile(r"\S+")
_ABBREVIATION = re.compile(
    r"(?:drs?|mr|mrs|ms|st|ave|a\.m|p\.m|mon|tues?|weds?|thu|thurs?|fri|sat|sun|no|approx|mins?|hrs?|e\.g|i\.e|appts?|pts?|est|prov|provs|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|vs|dept|incl|bldg|ste|apt|rm|fl|blvd|[a-z]|m\.d|d\.o|p\.a|n\.p)\.$",
    re.I,
)
# Headings that say what the line under them is about.
HOURS_HEADING = r"(?:our |the )?(?:office |clinic |business |practice |regular )*hours(?: of operation)?"
HEADING = (
    r"(?:our |the )?(?:providers|doctors|physicians|team|staff|clinicians|scheduling|scheduling rules|scheduling notes|rules|policies|office policies|notes|closures|holidays|"
    r"(?:visit|appointment|appt) (?:types|lengths|times|types and lengths|types (?:&|\+) lengths))"
)
_HEADING = re.compile(rf"(?:{HOURS_HEADING}:?|{HEADING}:?)$", re.I)
_MAY_END = re.compile(
    r"(?:[ap]\.m|mins?|hrs?|pts?|appts?|mon|tues?|weds?|thu|thurs?|fri|sat|sun|m\.d|d\.o|n\.p|ave|est)\.$", re.I
)
# 'Bldg. A.' at the end of a sentence: what such a part is called is no initial.
_PART = re.compile(r"(?:bldg|ste|apt|rm|fl|building|suite|apartment|room|floor|unit)\.?$", re.I)
_DAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)", re.I)
_ENDS = re.compile(r"(?:[.!?]+[\"')\]”’]*|[;])$")
_BULLET = re.compile(r"(?:[-•*·–—▪●○◦‣>]+|\d{1,2}[.)]|\(?[a-z]\))$")
_DANGLING = re.compile(
    r"(?<![\w'])(?:and|or|the|a|an|of|to|for|with|on|in|at|from|by|not|no|except|only|is|are|was|be|take|takes|accept|accepts|see|sees|do|does|don['’]t|doesn['’]t|"
    r"need|needs|our|we|dr\.?|drs\.?|than|until|before|after|per|&|but|will|may|can|their|his|her|least|most|every|each)$|[,&/–—-]$",
    re.I,
)
_LONG, _RAGGED, _WRAPPED = 60, 12, 3  # nobody breaks shorter lines; so many end near the margin where lines are broken
MARKS_ONLY = re.compile(r"[^\w$%]+$")


@dataclass(frozen=True)
class Unit:
    """The words `first` to `last` (the one after the last); `cells` where they are a row of a table."""

    first: int
    last: int
    cells: tuple[tuple[int, int], ...] = ()
    line: int = 0
    bulleted: bool = False


def words_of(text: str) -> list[tuple[int, int]]:
    """Where each word begins and ends."""
    return [match.span() for match in _WORD.finditer(text)]


def units_of(text: str, spans: list[tuple[int, int]]) -> list[Unit]:
    """All words, in their order, in units."""
    lines = _lines(text, spans)
    units: list[Unit] = []
    at = 0
    while at < len(lines):
        first, last, number = lines[at]
        cells = _cells(text, spans, first, last)
        at += 1
        ruler = MARKS_ONLY.fullmatch("".join(_said(text, spans[n]) for n in range(first, last)))
        if ruler and units and units[-1].cells:  # a row of dashes belongs to the row above it
            units[-1] = replace(units[-1], last=last, line=number)
            continue
        if cells:
            units.append(Unit(first, last, cells, number))
            continue
        while at < len(lines) and _goes_on(text, spans, lines[at - 1], lines[at]):
            last = lines[at][1]
            at += 1
        bulleted = bool(_BULLET.match(_said(text, spans[first])))
        units += [Unit(begin, end, (), number, bulleted) for begin, end in _sentences(text, spans, first, last)]
    return _without_exceptions(text, spans, units)


def _lines(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(first word, the one after the last, the line's number) of each line that has words."""
    ends = [match.start() for match in re.finditer(r"\n", text)] + [len(text) + 1]
    lines: list[tuple[int, int, int]] = []
    word = 0
    for number, end in enumerate(ends):
        first = word
        while word < len(spans) and spans[word][0] < end:
            word += 1
        if word > first:
            lines.append((first, word, number))
    return lines


def _said(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]


def _cells(text: str, spans: list[tuple[int, int]], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """A row's cells as words, where bars, tabs or wide gaps part them; () where it is no row."""
    line = text[spans[first][0] : spans[last - 1][1]]
    parting = (
        r"\|" if line.count("|") else r"\t+" if "\t" in line else r" {3,}" if re.search(r"\S {3,}\S", line) else ""
    )
    if not parting:
        return ()
    begin = spans[first][0]
    edges = [match.span() for match in re.finditer(parting, line)]
    bounds = [0, *(end for _start, end in edges)], [*(start for start, _end in edges), len(line)]
    cells = []
    for start, end in zip(*bounds, strict=True):
        inside = [n for n in range(first, last) if begin + start <= spans[n][0] and spans[n][1] <= begin + end]
        if inside:
            cells.append((inside[0], inside[-1] + 1))
    return tuple(cells) if len(cells) > 1 else ()


def _goes_on(
    text: str, spans: list[tuple[int, int]], line: tuple[int, int, int], following: tuple[int, int, int]
) -> bool:
    """Whether a line goes on in the next: it ends in the middle of something, or it is a heading with a list under it."""
    last, begins = _said(text, spans[line[1] - 1]), _said(text, spans[following[0]])
    if following[2] > line[2] + 1 or _cells(text, spans, following[0], following[1]):
        return False
    bulleted = bool(_BULLET.match(begins))
    if _HEADING.match(text[spans[line[0]][0] : spans[line[1] - 1][1]]):
        return True
    if last.endswith(":") and not _BULLET.match(_said(text, spans[line[0]])):
        return False
    if bulleted or (_ENDS.search(last) and not _ABBREVIATION.match(last)):
        return False
    return (
        bool(_DANGLING.search(last))
        or begins[:1].islower()
        or begins[:1] in "(&"
        or _is_wrapped(text, spans, line, begins)
    )


def _is_wrapped(text: str, spans: list[tuple[int, int]], line: tuple[int, int, int], begins: str) -> bool:
    """Whether the next word would not have fitted on the line, where lines are long."""
    lengths = [len(row.rstrip()) for row in text.split("\n")]
    width = max(lengths)
    if width < _LONG or sum(length > width - _RAGGED for length in lengths) < _WRAPPED:
        return False
    return bool(spans[line[1] - 1][1] - spans[line[0]][0] + 1 + len(begins) > width)


def _sentences(text: str, spans: list[tuple[int, int]], first: int, last: int) -> list[tuple[int, int]]:
    pieces, begin = [], first
    for n in range(first, last - 1):
        word, following = _said(text, spans[n]), _said(text, spans[n + 1])
        if not _ENDS.search(word) or word.endswith("…") or (_BULLET.match(word) and _begins_line(text, spans[n][0])):
            continue
        if _ABBREVIATION.match(word.lstrip("(\"'“")) and not (
            (_MAY_END.match(word) or (n > first and _PART.match(_said(text, spans[n - 1]))))
            and following[:1].isupper()
            and not _DAY.match(following)
        ):
            continue
        if word.endswith(";") or following[:1].isupper() or following[:1].isdigit() or not following[:1].isalpha():
            pieces.append((begin, n + 1))
            begin = n + 1
    return [*pieces, (begin, last)]


def _begins_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()


_EXCEPTION = re.compile(
    r"(?:\W*)(?:except|unless|but|however|other than|excluding|the (?:only )?exceptions?|exceptions?|only exception|the exception|otherwise|though|although|this|that|these|those|"
    r"if not|even then|same for|likewise|ditto|as (?:is|are|does|do)|so (?:is|are|does|do)|which)\b",
    re.I,
)


def _without_exceptions(text: str, spans: list[tuple[int, int]], units: list[Unit]) -> list[Unit]:
    """A sentence that takes something back belongs to the one before: neither is read without the other."""
    made: list[Unit] = []
    for unit in units:
        words = text[spans[unit.first][0] : spans[unit.last - 1][1]]
        if made and not unit.cells and not made[-1].cells and _EXCEPTION.match(words):
            made[-1] = Unit(made[-1].first, unit.last, (), made[-1].line, made[-1].bulleted)
        else:
            made.append(unit)
    return made
