"""A sheet of the calendar: columns of pieces on rows of five minutes.  Wall-clock minutes of the place; knows no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from ...availability.clock import say_minute
from ...core import saying

STEP = 5  # minutes a row
MOST_LANES = 6


@dataclass
class Piece:
    """Something that lies in a column from one wall-clock minute to another.

    `kind`: hours, closure, buffer, appointment, part (somebody else's step), fits, against, empty, now.
    `whole`: of a visit that is handed on, from when to when the patient is there; this piece is somebody's part of it.
    """

    kind: str
    begin: int
    end: int
    text: str = ""
    thing: Any = None
    whole: tuple[int, int] | None = None
    must_move: bool = False
    lane: int = 1
    lanes: int = 1
    row: int = 1
    row_end: int = 2

    @property
    def starts(self) -> int:
        """When the patient comes: the one start that every page says."""
        return self.whole[0] if self.whole else self.begin

    @property
    def ends(self) -> int:
        return self.whole[1] if self.whole else self.end

    @property
    def is_a_part(self) -> bool:
        """Whether whoever's column it is has the patient only for some of the visit."""
        return (self.starts, self.ends) != (self.begin, self.end)


@dataclass
class Column:
    """One provider, room or location on one date.  `key` is what an address calls it."""

    key: str
    name: str
    date: dt.date
    note: str = ""
    hours: list[tuple[int, int]] = field(default_factory=list)
    out: list[tuple[int, int]] = field(default_factory=list)  # of the hours: closed, or away
    pieces: list[Piece] = field(default_factory=list)

    @property
    def lanes(self) -> int:
        return max((piece.lanes for piece in self.pieces), default=1)

    @property
    def out_all_day(self) -> bool:
        """Whether nothing of the hours is left."""
        return bool(self.hours) and all(
            any(low <= begin and end <= high for low, high in self.out) for begin, end in self.hours
        )

    @property
    def hours_words(self) -> str:
        return ", ".join(f"{say_minute(begin)}–{say_minute(end)}" for begin, end in self.hours)


@dataclass
class Sheet:
    """All columns on one scale: `first` and `last` are wall-clock minutes, whole hours."""

    columns: list[Column]
    first: int
    last: int
    marks: list[tuple[int, str]]  # (row, '9 AM')

    @property
    def rows(self) -> int:
        return (self.last - self.first) // STEP


def laid_out(columns: list[Column], usual: tuple[int, int] = (8 * 60, 17 * 60)) -> Sheet:
    """Put every piece on its rows, and beside each other what would lie on top of each other."""
    edges = [
        minute
        for column in columns
        for begin, end in [*column.hours, *((p.begin, p.end) for p in column.pieces if p.kind != "now")]
        for minute in (begin, end)
    ] or list(usual)
    first = max(0, min(edges) // 60 * 60)
    last = min(24 * 60, -(-max(edges) // 60) * 60)
    last = max(last, first + 60)
    for column in columns:
        _beside([piece for piece in column.pieces if piece.kind in ("appointment", "part")])
        column.pieces = [p for p in column.pieces if p.kind != "now" or first <= p.begin < last]
        for piece in column.pieces:
            piece.row = max(0, piece.begin - first) // STEP + 1
            piece.row_end = max(piece.row + 1, -(-(min(piece.end, last) - first) // STEP) + 1)
        column.pieces.sort(key=_in_time)
    marks = [((minute - first) // STEP + 1, _hour(minute)) for minute in range(first, last, 60)]
    return Sheet(columns, first, last, marks)


def _in_time(piece: Piece) -> tuple[int, bool, int]:
    """As the day goes, so that it is heard and walked through in that order; what lies below comes first."""
    return piece.begin, piece.kind not in ("hours", "closure"), -piece.end


def _hour(minute: int) -> str:
    return saying.short_clock(minute, get_language() or "en")


def _beside(pieces: Iterable[Piece]) -> None:
    """Lanes for pieces that overlap, cluster by cluster: the first lane that is free."""
    cluster: list[Piece] = []
    reach = -1
    for piece in sorted(pieces, key=lambda one: (one.begin, -one.end)):
        if piece.begin >= reach:
            _number(cluster)
            cluster = []
        cluster.append(piece)
        reach = max(reach, piece.end)
    _number(cluster)


def _number(cluster: list[Piece]) -> None:
    ends: list[int] = []
    for piece in cluster:
        lane = next((i for i, end in enumerate(ends) if end <= piece.begin), len(ends))
        if lane == len(ends):
            ends.append(piece.end)
        else:
            ends[lane] = piece.end
        piece.lane = min(lane + 1, MOST_LANES)
    for piece in cluster:
        piece.lanes = min(max(len(ends), 1), MOST_LANES)
