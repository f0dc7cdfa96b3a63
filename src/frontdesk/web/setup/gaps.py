"""Days and times that are typed in the gaps of the rule builder: read as everywhere in the house, and written as sentences write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from django.http import QueryDict

from ...core.typed import clock_time, near_date
from ...rules import building
from ...rules.families.closures import clock
from ...rules.language import Refusal, parse
from ...rules.vocabulary import Vocabulary
from ...tenancy.today import today_here
from ..picked import A_LONG_WAY, how_to_write_date, how_to_write_time


class NotRead(Exception):
    """What stands in a field can be read as no day or time; says how to write it."""

    def __init__(self, at: str, how: str) -> None:
        self.at = at  # the id of the field
        super().__init__(how)


def until(gap: building.Gap) -> str:
    """The id of the second field of a gap that has two."""
    return f"{gap.name}-until"


def values(chosen: building.Shape, given: QueryDict, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """All that was given, with days and times as sentences write them.  Raises NotRead, and Missing where one of two is left out."""
    said = {name: given.getlist(name) for name in given}
    for gap in chosen.gaps:
        typed = [text.strip() for text in said.get(gap.name, ())]
        if gap.kind == "days" and any(typed):
            said[gap.name] = _each(gap, typed, lambda text: _day(text, vocabulary), how_to_write_date)
        elif gap.kind in ("time", "times") and any(typed):
            said[gap.name] = _each(gap, typed, _time, how_to_write_time)
    return said


def _each(
    gap: building.Gap, typed: list[str], read: Callable[[str], str | None], how: Callable[[str], str]
) -> list[str]:
    names = [gap.name, until(gap)]
    may_be_empty = (False, gap.kind != "times")
    as_written = []
    for name, text, left_out in zip(names, typed, may_be_empty, strict=False):
        if not text and not left_out:
            raise building.Missing(replace(gap, name=name))
        said = read(text) if text else ""
        if said is None:
            raise NotRead(name, how(text))
        as_written.append(said)
    return as_written


def _day(text: str, vocabulary: Vocabulary) -> str | None:
    """A date; or a day as sentences say one: 'December 25', of every year."""
    day: dt.date | None = near_date(text, today_here(), A_LONG_WAY)
    if day is not None:
        return day.isoformat()
    try:
        parse(f"The practice is closed on {text}.", vocabulary)
    except Refusal:
        return None
    return text


def _time(text: str) -> str | None:
    minute = clock_time(text)
    return None if minute is None else clock(minute)
