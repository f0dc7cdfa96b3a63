"""Who acts is asked for before a line is waited for, and again behind it: what was taken from them meanwhile is theirs no more.

An action says who acts (`acting`); whoever has waited in the line of a patient has it asked again (`ask_again`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..tenancy.context import note, noted
from .may import Actor, Grant, NotAllowed, has_power, may


@dataclass(frozen=True)
class _Acts:
    """Somebody does something.  `press`: what it is part of; that knows in which lines it was asked already."""

    actor: Actor
    action: str
    thing: Any
    press: object


@dataclass(frozen=True)
class _Behind:
    """It was asked in that patient's line, as long as the line is held; what they change there themselves stays allowed."""

    press: object
    patient: UUID


_under_way: ContextVar[tuple[_Acts, ...]] = ContextVar("under_way", default=())


@contextmanager
def acting(actor: Actor, action: str, thing: Any) -> Iterator[None]:
    """While it lasts, `actor` does `action` to `thing`."""
    if actor.anew is None:
        yield
        return
    earlier = _under_way.get()
    press = next((acts.press for acts in earlier if acts.actor == actor), object())
    token = _under_way.set((*earlier, _Acts(actor, action, thing, press)))
    try:
        yield
    finally:
        _under_way.reset(token)


def ask_again(patients: Iterable[UUID]) -> None:
    """Called behind the line of these patients.  Raises NotAllowed, where somebody who acts has lost something since they were asked for.

    Asked once in each line; again in one that was given back with a savepoint and waited for anew.
    """
    if not _under_way.get():
        return
    keys, known = set(patients), noted()
    asked: list[tuple[Actor, Actor]] = []
    for acts in _under_way.get():
        new = {key for key in keys if _Behind(acts.press, key) not in known}
        if not new:
            continue
        fresh = next((now for before, now in asked if before == acts.actor), None)
        if fresh is None:
            assert acts.actor.anew is not None
            fresh = acts.actor.anew()
            asked.append((acts.actor, fresh))
        if has_lost(acts.actor, fresh, new) or not may(fresh, acts.action, _as_it_is(fresh, acts.thing)):
            raise NotAllowed(acts.action)
    note({_Behind(acts.press, key) for acts in _under_way.get() for key in keys} - known)


def has_lost(before: Actor, now: Actor, patients: Iterable[UUID]) -> bool:
    """Whether `before` had anything of these patients that is not theirs `now`."""
    if before.kind != now.kind or before.permissions - now.permissions or before.provider not in (None, now.provider):
        return True
    whole = {patient for patient in patients if patient not in now.patients}
    if whole & before.patients:
        return True
    return any(grant.patient in whole and not _holds_all_of(now, grant) for grant in before.grants)


def _holds_all_of(actor: Actor, grant: Grant) -> bool:
    """Whether each power of that grant is theirs for each of its visits, by whichever grants: more than it is no loss."""
    return all(
        has_power(actor, power, grant.patient, visit)  # None: for all visits, which only a grant for all of them gives
        for power in grant.powers
        for visit in (grant.visits if grant.visits is not None else (None,))
    )


def _as_it_is(actor: Actor, thing: Any) -> Any:
    """A row of a patient's says whose it is by now: it may have gone to another record."""
    if actor.kind != "patient" or not hasattr(thing, "patient_id") or thing._state.adding:
        return thing
    now = type(thing)._base_manager.get(pk=thing.pk)
    return thing if now.patient_id == thing.patient_id else now
