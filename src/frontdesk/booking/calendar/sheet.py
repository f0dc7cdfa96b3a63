"""A sheet of the calendar: columns of pieces on rows of five minutes.  Wall-clock minutes of the place; knows no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

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
    `zone`: on whose clock its minutes are, where it is not its column's.
    """

    kind: str
    begin: int
    end: int
    text: str = ""
    thing: Any = None
    whole: tuple[int, int] | None = None
    must_move: bool = False
    here_for_nobody: bool = False
    lane: int = 1
    lanes: int = 1
    row: int = 1
    row_end: int = 2
    zone: ZoneInfo | None = None

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
    """One provider, room or location on one date.  `key` is what an address calls it; `zone` on whose clock its minutes are.

    `first`: the minute of that clock at which the sheet begins.
    """

    key: str
    name: str
    date: dt.date
    note: str = ""
    hours: list[tuple[int, int]] = field(default_factory=list)
    out: list[tuple[int, int]] = field(default_factory=list)  # of the hours: closed, or away
    pieces: list[Piece] = field(default_factory=list)
    zone: ZoneInfo | None = None
    first: int = 0

    def zone_of(self, piece: Piece) -> ZoneInfo | None:
        return piece.zone or self.zone

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
    """All columns on one scale: `first` and `last` are wall-clock minutes, whole hours.

    `zone`: on whose clock the scale is, where the columns are in several zones: what is at the same moment lies in the same row.
    """

    columns: list[Column]
    first: int
    last: int
    marks: list[tuple[int, str]]  # (row, '9 AM')
    zone: ZoneInfo | None = None

    @property
    def rows(self) -> int:
        return (self.last - self.first) // STEP


def laid_out(columns: list[Column], usual: tuple[int, int] = (8 * 60, 17 * 60), clock: ZoneInfo | None = None) -> Sheet:
    """Put every piece on its rows, and beside each other what would lie on top of each other.

    `clock`: the practice's, by which columns in several zones are laid beside each other.
    """
    scale = clock if len(_zones(columns)) > 1 else None
    spans = {id(piece): _span(piece, column, scale) for column in columns for piece in column.pieces}
    ahead = [_ahead(column.zone, column.date, scale) for column in columns]
    edges = [
        minute + shift
        for column, shift in zip(columns, ahead, strict=True)
        for begin, end in column.hours
        for minute in (begin, end)
    ]
    edges += [
        minute for shown_column in columns for p in shown_column.pieces if p.kind != "now" for minute in spans[id(p)]
    ]
    edges = edges or list(usual)
    first = max(min([0, *ahead]), min(edges) // 60 * 60)
    last = min(max([0, *ahead]) + 24 * 60, first + 24 * 60, -(-max(edges) // 60) * 60)
    last = max(last, first + 60)
    for column, shift in zip(columns, ahead, strict=True):
        column.first = first - shift
        _beside([piece for piece in column.pieces if piece.kind in ("appointment", "part")], spans)
        column.pieces = [p for p in column.pieces if p.kind != "now" or first <= spans[id(p)][0] < last]
        for piece in column.pieces:
            begin, end = spans[id(piece)]
            piece.row = max(0, begin - first) // STEP + 1
            piece.row_end = max(piece.row + 1, -(-(min(end, last) - first) // STEP) + 1)
        column.pieces.sort(key=lambda piece: _in_time(piece, spans[id(piece)]))
    marks = [((minute - first) // STEP + 1, _hour(minute % (24 * 60))) for minute in range(first, last, 60)]
    return Sheet(columns, first, last, marks, scale)


def _zones(columns: list[Column]) -> set[ZoneInfo | None]:
    """On how many clocks there is something to see."""
    return {
        column.zone_of(piece) for column in columns for piece in column.pieces if piece.kind not in ("now", "empty")
    }


def _span(piece: Piece, column: Column, clock: ZoneInfo | None) -> tuple[int, int]:
    """From when to when it lies, in minutes of the sheet's clock."""
    ahead = _ahead(column.zone_of(piece), column.date, clock)
    return piece.begin + ahead, piece.end + ahead


def _ahead(zone: ZoneInfo | None, date: dt.date, clock: ZoneInfo | None) -> int:
    """How many minutes the sheet's clock is ahead of the clock of a place on a date."""
    if zone is None or clock is None:
        return 0
    noon = dt.datetime.combine(date, dt.time(12), zone)
    there, here = noon.utcoffset(), noon.astimezone(clock).utcoffset()
    return int(((here or dt.timedelta()) - (there or dt.timedelta())).total_seconds() // 60)


def _in_time(piece: Piece, span: tuple[int, int]) -> tuple[int, bool, int]:
    """As the day goes, so that it is heard and walked through in that order; what lies below comes first."""
    return span[0], piece.kind not in ("hours", "closure"), -span[1]


def _hour(minute: int) -> str:
    return saying.short_clock(minute, get_language() or "en")


def _beside(pieces: Iterable[Piece], spans: Mapping[int, tuple[int, int]]) -> None:
    """Lanes for pieces that overlap, cluster by cluster: the first lane that is free."""
    cluster: list[Piece] = []
    reach = -(24 * 60)
    for piece in sorted(pieces, key=lambda shown: (spans[id(shown)][0], -spans[id(shown)][1])):
        begin, end = spans[id(piece)]
        if begin >= reach:
            _number(cluster, spans)
            cluster = []
        cluster.append(piece)
        reach = max(reach, end)
    _number(cluster, spans)


def _number(cluster: list[Piece], spans: Mapping[int, tuple[int, int]]) -> None:
    ends: list[int] = []
    for piece in cluster:
        begin, until = spans[id(piece)]
        lane = next((i for i, end in enumerate(ends) if end <= begin), len(ends))
        if lane == len(ends):
            ends.append(until)
        else:
            ends[lane] = until
        piece.lane = min(lane + 1, MOST_LANES)
    for piece in cluster:
        piece.lanes = min(max(len(ends), 1), MOST_LANES)
