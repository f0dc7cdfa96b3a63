"""In which practice we are, and what is done last there.  Without a practice, every query sees nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar, cast
from uuid import UUID

from django.db import connection, transaction

from .models import Practice

Work = Callable[[], None]
T = TypeVar("T")


class _Mark:
    """Stands among what Django would do after the commit, which forgets it with the savepoint in which it was put there."""

    def __call__(self) -> None:
        """After the commit there is nothing to do any more."""


@dataclass
class _Last:
    """Something to do at the end.  `done`: it was, and is not taken back as long as that mark stands."""

    asked: _Mark
    work: Work
    done: _Mark | None = None


_put_off: ContextVar[list[_Last] | None] = ContextVar("put_off", default=None)
_read: ContextVar[dict[str, object] | None] = ContextVar("read", default=None)  # None: nothing is kept


@contextmanager
def inside_practice(practice: Practice | UUID) -> Iterator[None]:
    """One transaction in which the rows of one practice, and of no other, are seen.

    The setting is local to the transaction: a connection goes back to the pool without it.
    """
    try:
        with transaction.atomic(), last_things_last():
            enter(practice)
            yield
    finally:
        read_anew()  # we may be back in another practice


def enter(practice: Practice | UUID) -> None:
    """For the rest of the transaction that is open already."""
    do_last_things()  # they are of the practice in which we were
    if (waiting := _put_off.get()) is not None:
        waiting.clear()
    read_anew()
    key = practice.pk if isinstance(practice, Practice) else practice
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(key)])


@contextmanager
def last_things_last() -> Iterator[None]:
    """What is put off inside (`at_the_end`) is done when the outermost of these ends; of what fails, nothing.  In a transaction."""
    if _put_off.get() is not None:
        yield
        return
    token, kept = _put_off.set([]), _read.set({})
    try:
        yield
        if not connection.needs_rollback:
            do_last_things()
    finally:
        _put_off.reset(token)
        _read.reset(kept)


def read_once(what: str, read: Callable[[], T]) -> T:
    """What `read` gives, asked for once in a transaction that is inside a practice; outside of one, and after `keep_nothing`, each time.

    For what stands still while nobody waits: whoever waited for a turn reads anew (`read_anew`).
    """
    kept = _read.get()
    if kept is None:
        return read()
    if what not in kept:
        kept[what] = read()
    return cast(T, kept[what])


def keeps() -> bool:
    """Whether what was read in this transaction stands still: not where it is being changed, and may be taken back."""
    return _read.get() is not None


def read_anew() -> None:
    """What was read before may be otherwise by now: time was spent in line, or another practice was entered."""
    kept = _read.get()
    if kept is not None:
        kept.clear()


def keep_nothing() -> None:
    """What is read changes in this transaction, or is taken back to a savepoint: it is read each time from now on."""
    _read.set(None)


def at_the_end(work: Work) -> None:
    """Do it when everything else is done; not at all where what is done now is taken back (a savepoint that is rolled back)."""
    waiting = _put_off.get()
    if waiting is None:
        work()
        return
    waiting.append(_Last(_marked(), work))


def do_last_things() -> None:
    """At once, in the order in which they were put off.

    What is done inside a savepoint that is rolled back later, though it was asked for outside of it, is done again.
    """
    waiting = _put_off.get()
    if not waiting:
        return
    standing = {kept[1] for kept in connection.run_on_commit}
    waiting[:] = [one for one in waiting if one.asked in standing]
    for one in list(waiting):
        if one.done not in standing:
            one.done = _marked()
            one.work()


def _marked() -> _Mark:
    mark = _Mark()
    transaction.on_commit(mark)
    return mark
