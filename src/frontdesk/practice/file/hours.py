"""A provider's weekly hours, and the check that nobody is in two places."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection

from ...availability.clock import DAY
from ...availability.model import LAST, Block
from ...rules.vocabulary import nearest
from .nodes import Node

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LAST_DAY = "last day"
ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": LAST}
KEYS = ("at", "days", "from", "to", "only", "starting", "until", "every", "which")


def read_blocks(
    owner: Node, nobody: str, locations: Collection[str], visit_types: Collection[str], at: str = ""
) -> tuple[Block, ...]:
    """All of `hours:`; two that overlap are a fault, since `nobody` is (a provider in two places, a room open twice).

    `at`: the place where they are, for those that need not say it.
    """
    blocks: list[tuple[Block, int]] = []
    for node in owner.items("hours", "a block of hours"):
        block = read_block(node, locations, visit_types, at)
        if block is None:
            continue
        for earlier, line in blocks:
            date = first_overlap(earlier, block)
            if date:
                node.faults.add(node.line, f"these hours overlap those in line {line} (on {date}): {nobody}")
                break
        blocks.append((block, node.line))
    return tuple(block for block, _ in blocks)


def read_block(node: Node, locations: Collection[str], visit_types: Collection[str], at: str = "") -> Block | None:
    """One entry of `hours:`, or None when it is faulty."""
    before = len(node.faults.noted)
    node.only(*KEYS)
    where = _place(node, locations, at)
    days, dates = _days(node)
    from_, to = node.clock("from"), node.clock("to")
    if from_ is not None and to is not None and to <= from_:
        to += DAY  # it goes over midnight, and belongs to the date on which it begins
    only = [node.reference("only", id_, visit_types, "visit type") for id_ in node.some("only")]
    starting, until = node.date("starting"), node.date("until")
    if starting and until and until < starting:
        node.fault("until", f"'until' {until} is before 'starting' {starting}")
    every = _every(node, starting)
    which = _which(node)
    if which and not days:
        node.fault("which", "'which' is about weekdays, and 'days' has none")
    if len(node.faults.noted) > before or from_ is None or to is None:
        return None
    return Block(
        where or "",
        frozenset(days),
        from_,
        to,
        frozenset(id_ for id_ in only if id_) if "only" in node.data else None,
        starting,
        until,
        every,
        which,
        frozenset(dates),
    )


def _place(node: Node, locations: Collection[str], at: str) -> str | None:
    if "at" not in node.data:
        return at or node.text("at", required=True)
    said = node.reference("at", node.text("at", required=True), locations, "location")
    if at and said is not None and said != at:
        node.fault("at", f"this stands at '{at}', not at '{said}'; leave 'at' out")
    return said


def _days(node: Node) -> tuple[list[int], list[int]]:
    """Weekdays, and days of a month by date."""
    names = node.strings("days")
    if not names:
        node.faults.add(node.line_of("days"), f"{node.what} has no 'days'; write for example days: [mon, tue]")
    days, dates = [], []
    for name in names:
        lower = name.lower()
        if (date := day_of_month(lower)) is not None:
            dates.append(date)
            continue
        match = [index for index, weekday in enumerate(WEEKDAYS) if lower in (weekday, weekday[:3])]
        if not match:
            hint = nearest(lower, [weekday[:3] for weekday in WEEKDAYS], 0.3)
            node.fault(
                "days",
                f"no weekday '{name}'; "
                + (
                    f"did you mean '{hint}'?"
                    if hint
                    else "write mon, tue, wed, thu, fri, sat or sun, or a day of the month: 15th, last day"
                ),
            )
        days += match
    return days, dates


def day_of_month(text: str) -> int | None:
    """The 15 of '15th', LAST of 'last day'; None for anything else."""
    if text == LAST_DAY:
        return LAST
    match = re.fullmatch(r"([0-9]{1,2})(st|nd|rd|th)", text)
    number = int(match[1]) if match else 0
    return number if 1 <= number <= 31 else None


def _every(node: Node, starting: dt.date | None) -> int:
    if "every" not in node.data:
        return 1
    text = node.text("every")
    match = re.fullmatch(r"(\d+)\s*weeks?|week", text)
    weeks = int(match[1] or 1) if match else 0
    if not 1 <= weeks <= 52:
        node.fault("every", f"'{text}': write for example every: 2 weeks")
        return 1
    if weeks > 1 and starting is None:
        node.fault("every", f"every {weeks} weeks from when? add 'starting:' with a date in the first week")
    return weeks


def _which(node: Node) -> frozenset[int] | None:
    if "which" not in node.data:
        return None
    ordinals = set()
    for text in node.some("which"):
        if text not in ORDINALS:
            node.fault("which", f"'{text}': write 1st, 2nd, 3rd, 4th, 5th or last")
        else:
            ordinals.add(ORDINALS[text])
    return frozenset(ordinals)


def first_overlap(block: Block, other: Block) -> dt.date | None:
    """The first date (within ten years of when both hold) on which two blocks overlap, or None.

    What goes over midnight meets the hours of the next day too.
    """
    dates = [_first_meeting(block, other, 0), _first_meeting(block, other, 1), _first_meeting(other, block, 1)]
    return min((date for date in dates if date is not None), default=None)


def _first_meeting(block: Block, other: Block, later: int) -> dt.date | None:
    """The same for hours of the other that begin so many days later."""
    from_, to = other.from_ + later * DAY, other.to + later * DAY
    if block.from_ >= to or from_ >= block.to:
        return None
    days = dt.timedelta(days=later)
    begin = max(block.starting or dt.date(2024, 1, 1), (other.starting or dt.date(2024, 1, 2)) - days)
    end = min(block.until or dt.date.max, other.until or dt.date.max, begin + dt.timedelta(days=3660))
    date = begin
    while date <= end:
        if block.on(date) and other.on(date + days):
            return date
        date += dt.timedelta(days=1)
    return None
