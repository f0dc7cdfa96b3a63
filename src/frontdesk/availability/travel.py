"""Between two visits of one provider at different places: whether there is time for the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..rules.facts import Visit
from ..rules.families.travel import Travel
from .bits import span
from .clock import say_time
from .model import Minute, Reason, Setup
from .taken import Span, Taken
from .terms import Reach, Terms, reach_of


class Way(NamedTuple):
    """How long a provider takes from place to place, and the sentence that says it."""

    minutes: int
    text: str


def way_of(setup: Setup, agreed: Terms, id_: str) -> Way | None:
    """What is said of that provider where they do such a visit, or a part of it; None where nothing is."""
    if Travel not in setup.book.kinds:
        return None
    visit = agreed.visit
    entry = setup.book.winner(Travel, "travel", Visit(visit.type, id_, visit.location, visit.facts))
    if entry is None or not isinstance(entry.rule, Travel) or not entry.rule.minutes:
        return None
    return Way(entry.rule.minutes, entry.text)


def in_time(setup: Setup, taken: Taken, agreed: Terms, mask: int, origin: Minute) -> int:
    """Of these starts (bits from `origin`), those between which and its provider's visits at other places there is time for the way."""
    if not mask or Travel not in setup.book.kinds:
        return mask
    begin, end = agreed.own
    far = out_of_reach(setup, taken, agreed, agreed.visit.provider, end - begin, reach_of(agreed, mask, origin))
    return mask & ~(far >> begin)


def out_of_reach(setup: Setup, taken: Taken, agreed: Terms, id_: str, long: int, reach: Reach) -> int:
    """The instants at which that provider cannot begin what takes them so long, as bits from the reach's origin."""
    way = way_of(setup, agreed, id_)
    far = 0
    if way is not None:
        for other in _elsewhere(taken, agreed, id_, reach.begin - way.minutes, reach.end + way.minutes):
            begin, end = other.start - way.minutes - long + 1, other.finish + way.minutes
            far |= span(max(0, begin - reach.origin), max(0, end - reach.origin))
    return far


def is_near(setup: Setup, taken: Taken, agreed: Terms, id_: str, begin: Minute, end: Minute) -> bool:
    """Whether that provider is there in time for what takes them from `begin` to `end`, and in time at what comes after it."""
    way = way_of(setup, agreed, id_)
    return way is None or not _too_near(taken, agreed, id_, begin, end, way)


def why_too_far(setup: Setup, taken: Taken, agreed: Terms, id_: str, begin: Minute, end: Minute) -> Iterator[Reason]:
    """Each visit of that provider elsewhere from which, or to which, there is no time; what overlaps is taken, and no matter of the way."""
    way = way_of(setup, agreed, id_)
    if way is None:
        return
    zone, who = setup.locations[agreed.visit.location].zone, setup.providers[id_].name
    for other in _too_near(taken, agreed, id_, begin, end, way):
        where = setup.locations[_place(other)].name
        if other.finish <= begin:
            earliest = say_time(other.finish + way.minutes, zone)
            yield Reason(
                "travel", way.text, f"{who} is at {where} until {say_time(other.finish, zone)}; earliest is {earliest}"
            )
        elif end <= other.start:
            latest = say_time(other.start - way.minutes, zone)
            yield Reason(
                "travel", way.text, f"{who} is at {where} from {say_time(other.start, zone)}; it must end by {latest}"
            )


def _too_near(taken: Taken, agreed: Terms, id_: str, begin: Minute, end: Minute, way: Way) -> list[Span]:
    around = _elsewhere(taken, agreed, id_, begin - way.minutes, end + way.minutes)
    return [other for other in around if begin - way.minutes < other.finish and other.start < end + way.minutes]


def _elsewhere(taken: Taken, agreed: Terms, id_: str, begin: Minute, end: Minute) -> list[Span]:
    """What that provider has at other places between two instants; nobody asks for rows where nothing is taken."""
    key = ("provider", id_)
    if not taken.bitmap(key, begin, end - begin):
        return []
    return [taking for taking in taken.meeting(key, begin, end) if _place(taking) != agreed.visit.location]


def _place(other: Span) -> str:
    assert other.group is not None, "what a provider has is of a visit"
    return other.group[2]
