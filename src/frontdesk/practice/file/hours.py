"""A provider's weekly hours, and the check that nobody is in two places."""

from __future__ import annotations

import datetime as dt
import re

from ...availability.clock import DAY
from ...availability.model import LAST, Block
from ...rules.vocabulary import nearest
from .nodes import Node

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "last": LAST}
KEYS = ("at", "days", "from", "to", "only", "starting", "until", "every", "which")


def read_block(node: Node, locations: dict[str, object], visit_types: dict[str, object]) -> Block | None:
    """One entry of `hours:`, or None when it is faulty."""
    before = len(node.faults.found)
    node.only(*KEYS)
    at = (
        node.reference("at", node.text("at", required=True), locations, "location")
        if "at" in node.data
        else node.text("at", required=True)
    )
    days = _weekdays(node)
    from_, to = node.clock("from"), node.clock("to")
    if from_ is not None and to is not None and to <= from_:
        to += DAY  # it goes over midnight, and belongs to the date on which it begins
    only = [node.reference("only", id_, visit_types, "visit type") for id_ in node.some("only")]
    starting, until = node.date("starting"), node.date("until")
    if starting and until and until < starting:
        node.fault("until", f"'until' {until} is before 'starting' {starting}")
    every = _every(node, starting)
    which = _which(node)
    if len(node.faults.found) > before or from_ is None or to is None:
        return None
    return Block(
        at or "",
        frozenset(days),
        from_,
        to,
        frozenset(id_ for id_ in only if id_) if "only" in node.data else None,
        starting,
        until,
        every,
        which,
    )


def _weekdays(node: Node) -> list[int]:
    names = node.strings("days")
    if not names:
        node.faults.add(node.line_of("days"), f"{node.what} has no 'days'; write for example days: [mon, tue]")
    found = []
    for name in names:
        lower = name.lower()
        match = [index for index, weekday in enumerate(WEEKDAYS) if lower in (weekday, weekday[:3])]
        if not match:
            hint = nearest(lower, [weekday[:3] for weekday in WEEKDAYS], 0.3)
            node.fault(
                "days",
                f"no weekday '{name}'; "
                + (f"did you mean '{hint}'?" if hint else "write mon, tue, wed, thu, fri, sat or sun"),
            )
        found += match
    return found


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
    found = set()
    for text in node.some("which"):
        if text not in ORDINALS:
            node.fault("which", f"'{text}': write 1st, 2nd, 3rd, 4th, 5th or last")
        else:
            found.add(ORDINALS[text])
    return frozenset(found)


def first_overlap(one: Block, other: Block) -> dt.date | None:
    """The first date (within ten years of when both hold) on which two blocks overlap, or None.

    What goes over midnight meets the hours of the next day too.
    """
    found = [_first_meeting(one, other, 0), _first_meeting(one, other, 1), _first_meeting(other, one, 1)]
    return min((date for date in found if date is not None), default=None)


def _first_meeting(one: Block, other: Block, later: int) -> dt.date | None:
    """The same for hours of the other that begin so many days later."""
    from_, to = other.from_ + later * DAY, other.to + later * DAY
    if one.from_ >= to or from_ >= one.to:
        return None
    days = dt.timedelta(days=later)
    begin = max(one.starting or dt.date(2024, 1, 1), (other.starting or dt.date(2024, 1, 2)) - days)
    end = min(one.until or dt.date.max, other.until or dt.date.max, begin + dt.timedelta(days=3660))
    date = begin
    while date <= end:
        if one.on(date) and other.on(date + days):
            return date
        date += dt.timedelta(days=1)
    return None
