"""Limits on how many visits there are: in a period, one after another, and at the same time.  As bits for slots, and said for `explain`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..rules.facts import Visit
from ..rules.families.caps import AtOnce, Cap, InARow, said_period
from .bits import blocked_starts, span
from .clock import DAY, Day, say_time
from .hours import hours_on, visit_in
from .model import Booked, Minute, Reason, Setup
from .taken import Taken
from .terms import Terms


def full_starts(setup: Setup, taken: Taken, agreed: Terms, local: Day, origin: Minute) -> int:
    """The starts of a local date at which a limit is reached, as bits from `origin`."""
    full = 0
    for cap, _ in agreed.caps:
        for begin, end in cap.parts or ((0, DAY),):
            if _is_reached(taken, cap, agreed, local, begin // 60):
                full |= span(local.bound(begin) - origin, local.bound(end) - origin)
    for at_once, _ in agreed.at_once:
        crowded = 0
        for begin, end in _crowded(taken, at_once, agreed, local):
            crowded |= span(max(begin, origin) - origin, max(end, origin) - origin)
        full |= blocked_starts(crowded, 0, agreed.length)
    for row, _ in agreed.in_a_row:
        full |= _too_many_in_a_row(setup, taken, row, agreed, local, origin)
    return full


def why_full(setup: Setup, taken: Taken, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    """Every limit that is reached at one start, with the appointments that count."""
    taken.expect_counts([cap for cap, _ in agreed.caps], [local.date], [agreed.visit.provider])
    hour, visit = local.wall_minute(start) // 60, agreed.visit
    for cap, text in agreed.caps:
        if _is_reached(taken, cap, agreed, local, hour):
            counted = taken.counted(cap, local.date, visit.provider, visit.location, hour)
            yield Reason("cap", text, _how_many(taken, cap, agreed, local, hour), counted)
    for at_once, text in agreed.at_once:
        spans = _crowded(taken, at_once, agreed, local)
        first = next((begin for begin, end in spans if begin < start + agreed.length and start < end), None)
        if first is not None:
            at = say_time(max(first, start), local.zone)
            yield Reason("cap", text, f"{at_once.most} are at the same time already at {at}")
    for row, text in agreed.in_a_row:
        count = _row_with(_row_of(setup, taken, row, agreed, local), start)
        if count > row.most:
            yield Reason("cap", text, f"it would be one of {count} in a row")


# In a period ------------------------------------------------------------------------------------------------


def _is_reached(taken: Taken, cap: Cap, agreed: Terms, local: Day, hour: int) -> bool:
    count = taken.count(cap, local.date, agreed.visit.provider, agreed.visit.location, hour)
    return count + (agreed.length if cap.of_minutes else 1) > cap.most


def _how_many(taken: Taken, cap: Cap, agreed: Terms, local: Day, hour: int) -> str:
    count = taken.count(cap, local.date, agreed.visit.provider, agreed.visit.location, hour)
    when = said_period(cap.period, local.date, cap.part(hour))
    booked = f"booked {when}" if cap.period == "hour" else f"booked for {when.split(' ', 1)[1]}"
    if cap.of_minutes:
        return f"{count} minutes {booked}, and this takes {agreed.length}"
    return f"{count} {booked}"


# At the same time -------------------------------------------------------------------------------------------


def _counts(rule: AtOnce | InARow, booked: Booked) -> bool:
    return (
        rule.covers(Visit(booked.visit, booked.provider, booked.location))
        and rule.when.holds(booked.facts) is not False
    )


def _crowded(taken: Taken, rule: AtOnce, agreed: Terms, local: Day) -> list[tuple[Minute, Minute]]:
    """From when to when as many of these visits go on as there may be."""
    visit = agreed.visit
    providers = (visit.provider,) if rule.each_provider else rule.scope.providers
    bookings = [
        booked
        for booked in taken.visits_between(providers, local.begin - DAY, local.end + DAY)
        if _counts(rule, booked) and (not rule.each_location or booked.location == visit.location)
    ]
    steps = sorted([(booked.start, 1) for booked in bookings] + [(booked.end, -1) for booked in bookings])
    spans, going_on = [], 0
    for (at, step), (after, _) in pairwise([*steps, (0, 0)]):
        going_on += step
        if going_on >= rule.most and at < after:
            spans.append((at, after))
    return spans


# In a row ---------------------------------------------------------------------------------------------------

Row = tuple[list[tuple[Minute, bool]], list[Minute]]  # starts in order, and whether each counts; where rows end


def _row_of(setup: Setup, taken: Taken, rule: InARow, agreed: Terms, local: Day) -> Row:
    """The provider's visits of a local date, by the clock of the place that is wanted."""
    bookings = taken.visits_between((agreed.visit.provider,), local.begin, local.end)
    return [(booked.start, _counts(rule, booked)) for booked in bookings], _ends(setup, agreed, local)


def _ends(setup: Setup, agreed: Terms, local: Day) -> list[Minute]:
    """The instants at which a row ends: where hours do, but for hours that go on, and where something is closed."""
    visit = agreed.visit
    there = hours_on(setup.providers[visit.provider], local.date)
    goes_on = {
        (piece.block.at, piece.from_) for piece in there if visit_in(visit.type, piece.block)
    }  # what touches is one block
    ends = [
        piece.to for piece in there if not (visit_in(visit.type, piece.block) and (piece.block.at, piece.to) in goes_on)
    ]
    for rule, _ in agreed.timed:
        if rule.for_everybody:
            ends += [end for _begin, end in rule.closed(local.date)]
    return sorted(local.bound(end) for end in ends)


def _row_with(row: Row, start: Minute) -> int:
    """How many would be in a row with one that starts then."""
    visits, ends = row
    return (
        1
        + _run(reversed([visit for visit in visits if visit[0] <= start]), start, ends)
        + _run((visit for visit in visits if visit[0] > start), start, ends)
    )


def _run(visits: Iterator[tuple[Minute, bool]], start: Minute, ends: Sequence[Minute]) -> int:
    """How many of these follow one another from `start` on, or back from it."""
    count, last = 0, start
    for at, counts in visits:
        low, high = sorted((at, last))
        if not counts or any(low < end <= high for end in ends):
            return count
        count, last = count + 1, at
    return count


def _too_many_in_a_row(setup: Setup, taken: Taken, rule: InARow, agreed: Terms, local: Day, origin: Minute) -> int:
    """What is so of one start is so up to the next visit or end."""
    row = _row_of(setup, taken, rule, agreed, local)
    cuts = {at for at in (*(start for start, _ in row[0]), *row[1]) if local.begin < at < local.end}
    full = 0
    for begin, end in pairwise([local.begin, *sorted(cuts), local.end]):
        if _row_with(row, begin) > rule.most:
            full |= span(begin - origin, end - origin)
    return full
