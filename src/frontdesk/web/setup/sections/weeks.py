"""Weekly hours as a week to paint: blocks ⇄ the half hours (or quarters) of seven days.  A layer is what holds in the same place at the same times of the year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd
from typing import Any

from ....core.typed import whole_number
from ....practice.file.hours import WEEKDAYS
from ....practice.file.shapes import words
from .addressing import name_of

Block = dict[str, Any]
DAYS = tuple(day[:3] for day in WEEKDAYS)
STEPS = (30, 15)
EARLIEST, LATEST = 6 * 60, 20 * 60
LAYER = ("at", "only", "starting", "until", "every", "which")


@dataclass(frozen=True)
class Cell:
    """One step of one day: `name` as the form sends it, whether it is worked in this layer, and what else is there."""

    name: str
    on: bool
    other: str = ""
    kept: str = ""
    works: bool = True


@dataclass(frozen=True)
class Row:
    minute: int
    cells: tuple[Cell, ...]


def layer_of(block: Block) -> tuple[str, ...]:
    """Blocks with the same are painted together."""
    return tuple(str(block.get(key, "")) for key in LAYER)


def layers(blocks: Iterable[Block]) -> list[list[Block]]:
    """The blocks of each layer, in the order in which layers first come."""
    by_layer: dict[tuple[str, ...], list[Block]] = {}
    for block in blocks:
        by_layer.setdefault(layer_of(block), []).append(block)
    return list(by_layer.values())


def name_of_layer(blocks: list[Block]) -> str:
    """What a layer is addressed by: what it says, since its number would be another one's as soon as one is taken out."""
    return name_of(layer_of(blocks[0]))


def step_of(blocks: Iterable[Block]) -> int | None:
    """The coarsest grid that shows these hours exactly; None: odd minutes, over midnight, days of a month by date, or no times, and they are written as text."""
    exact = 0
    for block in blocks:
        if (
            not has_times(block)
            or _over_midnight(block)
            or any(day[:3].lower() not in DAYS for day in words(block.get("days")))
        ):
            return None
        exact = gcd(exact, gcd(_minutes(block["from"]), _minutes(block["to"])))
    return next((step for step in STEPS if exact % step == 0), None)


def rows(
    mine: list[Block],
    others: list[tuple[str, Block]],
    kept: list[tuple[str, int, int, int]],
    step: int,
    there: list[Block] | None = None,
) -> list[Row]:
    """The week of a layer.  `others`: (what is there, block) of other layers; `kept`: (for what, weekday, from, to).

    `there`: hours that are worked, where only these can be painted on.
    """
    others = [(what, block) for what, block in others if has_times(block)]
    edges = [
        (_minutes(block["from"]), _minutes(block["to"]))
        for block in [*mine, *(block for _, block in others), *(there or [])]
    ]
    first = min([EARLIEST, *(begin for begin, _ in edges)]) // 60 * 60
    last = -(-max([LATEST, *(end for _, end in edges)]) // 60) * 60
    all_rows = []
    for minute in range(first, last, step):
        cells = []
        for number, day in enumerate(DAYS):
            on = any(_in(block, day, minute) for block in mine)
            works = there is None or any(_in(block, day, minute) for block in there)
            other = next((what for what, block in others if _in(block, day, minute)), "")
            keeps = next(
                (what for what, weekday, begin, end in kept if weekday == number and begin <= minute < end), ""
            )
            cells.append(Cell(f"{day}-{minute}", on, other, keeps, works))
        all_rows.append(Row(minute, tuple(cells)))
    return all_rows


def painted(names: Iterable[str], step: int, layer: Block) -> list[Block]:
    """The blocks that the ticked cells make: neighbours joined, days with the same hours together."""
    days: dict[str, list[int]] = {}
    for name in names:
        day, _, minute = name.partition("-")
        start = whole_number(minute, most=24 * 60 - 1)
        if day in DAYS and start is not None and start % step == 0:
            days.setdefault(day, []).append(start)
    spans: dict[tuple[int, int], list[str]] = {}
    for day in DAYS:
        for span in _spans(sorted(set(days.get(day, ()))), step):
            spans.setdefault(span, []).append(day)
    return [
        {"at": layer["at"], "days": there, "from": _clock(begin), "to": _clock(end)}
        | {key: layer[key] for key in LAYER[1:] if layer.get(key)}
        for (begin, end), there in spans.items()
    ]


def said(blocks: Iterable[Block]) -> str:
    """As text, a block in a line: 'mon, tue: 08:00 to 12:00'."""
    return "\n".join(
        f"{', '.join(words(block.get('days')))}: {block.get('from', '…')} to {block.get('to', '…')}" for block in blocks
    )


def has_times(block: Block) -> bool:
    """Whether it says from when to when: a block of a draft may leave it out, or say something else."""
    return all(re.fullmatch(r"\d{1,2}:\d{2}", str(block.get(end))) for end in ("from", "to"))


def _over_midnight(block: Block) -> bool:
    """Whether it ends on the next day: a week of single days cannot show that."""
    return _minutes(block["to"]) <= _minutes(block["from"])


def _spans(minutes: list[int], step: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for minute in minutes:
        if spans and spans[-1][1] == minute:
            spans[-1] = (spans[-1][0], minute + step)
        else:
            spans.append((minute, minute + step))
    return spans


def _in(block: Block, day: str, minute: int) -> bool:
    names = [day[:3].lower() for day in words(block.get("days"))]
    return day in names and _minutes(block["from"]) <= minute < _minutes(block["to"])


def _minutes(text: Any) -> int:
    hours, _, minutes = str(text).partition(":")
    return (whole_number(hours) or 0) * 60 + (whole_number(minutes) or 0)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
