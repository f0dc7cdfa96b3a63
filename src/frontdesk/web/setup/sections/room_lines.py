"""Rooms and machines as lines that are typed: `exam-1: exam room`, and below it, where it has hours of its own, `mon, wed: 08:00 to 12:00`."""

from __future__ import annotations

import re
from typing import Any

from ....core.typed import clock_time, either_half
from ....practice.file.hours import day_of_month
from ....practice.file.shapes import words
from .weeks import DAYS, LAYER, said

Entry = dict[str, Any]
BESIDE = LAYER[1:]  # what hours may say beside weekdays and times
LISTS = ("only", "which")
_TIME = r"\d{1,2}:\d{2}(?:\s?[ap]\.?\s?m\.?)?"
_HOURS = re.compile(
    rf"(?P<days>[^:]*):\s*(?P<from>{_TIME})\s+to\s+(?P<to>{_TIME})(?P<beside>(\s*;[^;]*)*)", re.IGNORECASE
)


class NotALine(Exception):
    """A line that was to say hours, and does not; `time` is the one that can be meant in two ways, where that is why."""

    def __init__(self, line: str, time: str = "") -> None:
        self.line, self.time = line.strip()[:60], time
        super().__init__(self.line)


def lines_of(rooms: Any) -> str:
    """All that the entries say, a line each for the room and for each block of its hours; what is no entry, as it stands, so that it can be mended."""
    every = rooms if isinstance(rooms, list) else words(rooms)
    return "\n".join(line for room in every for line in _room_lines(room))


def _room_lines(room: Any) -> list[str]:
    if not isinstance(room, dict):
        return words(room)
    return [
        f"{room.get('id', '')}: {room.get('kind', '')}",
        *(f"  {_hours_line(hours)}" for hours in _hours_of(room)),
    ]


def _hours_of(room: Entry) -> list[Any]:
    hours = room.get("hours")
    return hours if isinstance(hours, list) else words(hours)


def _hours_line(block: Any) -> str:
    if not isinstance(block, dict):
        return ", ".join(words(block))
    beside = (f"; {key} {', '.join(words(block[key]))}" for key in BESIDE if block.get(key))
    padded = {key: f"0{block[key]}" for key in ("from", "to") if re.fullmatch(r"\d:\d\d", str(block.get(key)))}
    return said([block | padded]) + "".join(beside)


def room_in_a_list(room: Any) -> str:
    """A room in a list of them: 'us-1 (mon: 08:00 to 12:00)'; what is no entry, as it stands."""
    if not isinstance(room, dict):
        return ", ".join(words(room))
    hours = [_hours_line(block) for block in _hours_of(room)]
    return f"{room.get('id')} ({' / '.join(hours)})" if hours else str(room.get("id"))


def hours_in(line: str) -> Entry | None:
    """The block of hours that a line says; None where it says none.  Raises NotALine."""
    match = _HOURS.fullmatch(line.strip())
    if match is None:
        if re.match(r"[^:]*:\s*\d{1,2}:\d{2}\b", line.strip()):
            raise NotALine(line)
        return None
    days = [day.strip().lower() for day in match["days"].split(",")]
    days = [day if day_of_month(day) is not None else day[:3] for day in days]
    if not all(day in DAYS or day_of_month(day) is not None for day in days):
        raise NotALine(line)
    block: Entry = {"days": days, "from": _clock(match["from"], line), "to": _clock(match["to"], line)}
    for beside in filter(None, (part.strip() for part in match["beside"].split(";"))):
        key, _, value = beside.partition(" ")
        if key not in BESIDE or not value.strip():
            raise NotALine(line)
        block[key] = [item.strip() for item in value.split(",")] if key in LISTS else value.strip()
    return block


def _clock(text: str, line: str) -> str:
    """As the file writes it; the hours that only a file knows, over midnight, as they stand.  Raises NotALine."""
    minute = clock_time(text)
    if minute is not None:
        return f"{minute // 60:02}:{minute % 60:02}"
    if either_half(text) is not None or not text[-1].isdigit():
        raise NotALine(line, text)
    return text.zfill(5)
