"""Visits that several have together: a start that is booked already is open to more, as long as seats are left.

Provider, rooms and machines are taken by whoever was first; who joins takes the same ones, and nothing of anybody else's.
"""

from __future__ import annotations

from .model import Minute, Setup
from .rooms import all_of, is_open
from .taken import Group, Taken, is_free
from .terms import Terms


def group_of(agreed: Terms, start: Minute) -> Group:
    return (agreed.visit.type, agreed.visit.provider, agreed.visit.location, start)


def joined(taken: Taken, agreed: Terms, start: Minute) -> Group | None:
    """The group that a visit at that start would join, full or not; None where nobody is there or visits have one seat."""
    group = group_of(agreed, start)
    return group if agreed.seats > 1 and taken.together(group) else None


def is_full(taken: Taken, agreed: Terms, group: Group) -> bool:
    return len(taken.together(group)) >= agreed.seats


def rooms_of(setup: Setup, taken: Taken, agreed: Terms, group: Group) -> tuple[str, ...] | None:
    """The room or machine of each kind that the group has; None where it lacks one that the visit needs."""
    has = taken.together(group)[0].resources
    by_kind = setup.locations[agreed.visit.location].by_kind
    chosen = [next((room for room in has if room in by_kind.get(kind, ())), None) for kind, _ in agreed.kinds]
    return None if None in chosen else tuple(room for room in chosen if room is not None)


def joinable(setup: Setup, taken: Taken, agreed: Terms, patient: str | None, start: Minute) -> bool:
    """Whether one more can have the visit that is booked at that start: as far as what is taken says."""
    group = joined(taken, agreed, start)
    if group is None or is_full(taken, agreed, group):
        return False
    begin, end = start - agreed.before, start + agreed.length + agreed.after
    rooms = rooms_of(setup, taken, agreed, group)
    if rooms is None or taken.meeting(("provider", agreed.visit.provider), begin, end, group):
        return False
    keys = [("resource", f"{agreed.visit.location}/{room}") for room in rooms]
    if any(taken.meeting(key, begin, end, group) for key in keys):
        return False
    if not all(is_open(setup, agreed, key, all_of(agreed), start) for key in keys):
        return False
    return patient is None or is_free(taken, ("patient", patient), start, start + agreed.length)
