"""In which practice we are, and what is done last there.  Without a practice, every query sees nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple, TypeVar, cast
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Func, TextField, Value
from django.db.models.functions import Cast

from . import current_practice
from .models import Practice

Work = Callable[[], None]
T = TypeVar("T")


POLICY = "policy"  # what is in force: it changes behind the line of that name, where nobody else stands


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


class _Until(NamedTuple):
    """Under this is kept what was read of these tables."""

    what: Hashable
    tables: tuple[str, ...]


@dataclass
class _First:
    """Something to do in the first line.  `done`: it was, and the line is held as long as that mark stands."""

    work: Work
    done: _Mark | None = None


_put_off: ContextVar[list[_Last] | None] = ContextVar("put_off", default=None)
_noted: ContextVar[dict[Hashable, _Mark] | None] = ContextVar("noted", default=None)
_read: ContextVar[dict[Hashable, object] | None] = ContextVar("read", default=None)  # None: nothing is kept
_behind: ContextVar[_First | None] = ContextVar("behind", default=None)
_reading: ContextVar[bool] = ContextVar("reading", default=False)


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
        _left()


@contextmanager
def inside_practice_called(slug: str) -> Iterator[Practice | None]:
    """The same by what stands in addresses: found and entered by one question.  None: there is no such practice."""
    try:
        with transaction.atomic(), last_things_last():
            _leave()
            here = Func(
                Value("frontdesk.practice"),
                Cast("id", TextField()),
                Value(True),
                function="set_config",
                output_field=TextField(),
            )
            practice = Practice.objects.annotate(here=here).filter(slug=slug).first()
            if practice is not None:
                current_practice.enter(practice.pk, practice)
            yield practice
    finally:
        _left()


def enter(practice: Practice | UUID) -> None:
    """For the rest of the transaction that is open already."""
    _leave()
    key = practice.pk if isinstance(practice, Practice) else practice
    current_practice.enter(key, practice if isinstance(practice, Practice) else None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(key)])


def _leave() -> None:
    """The practice in which we were: what was put off there is done, what was read there is no longer so."""
    do_last_things()
    if (waiting := _put_off.get()) is not None:
        waiting.clear()
    read_anew()


def _left() -> None:
    read_anew()  # we may be back in another practice
    current_practice.enter(None)


@contextmanager
def last_things_last() -> Iterator[None]:
    """What is put off inside (`at_the_end`) is done when the outermost of these ends; of what fails, nothing.  In a transaction."""
    if _put_off.get() is not None:
        yield
        return
    token, kept, noted = _put_off.set([]), _read.set({}), _noted.set({})
    try:
        yield
        if not connection.needs_rollback:
            do_last_things()
    finally:
        _put_off.reset(token)
        _read.reset(kept)
        _noted.reset(noted)


def read_once(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, asked for once in a transaction that is inside a practice; outside of one, and after `keep_nothing`, each time.

    For what stands still while nobody waits: whoever waited for a turn reads anew (`read_anew`).
    """
    kept = _read.get()
    if kept is None:
        return read()
    if what not in kept:
        kept[what] = read()
    return cast(T, kept[what])


@contextmanager
def only_reading() -> Iterator[None]:
    """What is done inside changes nothing, as a page that is looked at: whatever it reads stands still."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def read_once_on_a_page(what: str, read: Callable[[], T]) -> T:
    """What `read` gives, asked for once where nothing is changed (`only_reading`), and each time where something may be.

    For what people change all day, and one page asks for in several places.
    """
    return read_once(what, read) if _reading.get() else read()


def read_until_written(what: Hashable, tables: tuple[str, ...], read: Callable[[], T]) -> T:
    """What `read` gives, asked for once in a transaction until one of these tables is written there, or a savepoint taken back.

    `tables`: every one of which a change makes it another.  For plain values of people in whose line whoever changes them stands: what
    others have changed meanwhile is seen behind the line that was waited for (`read_anew`), as with everything that is kept.
    """
    return read_once(_Until(what, tables), read)


def written(table: str | None) -> None:
    """Called before that table is written; None: nobody knows which, or what was written is taken back."""
    kept = _read.get()
    if kept:
        for key in [key for key in kept if isinstance(key, _Until) and (table is None or table in key.tables)]:
            del kept[key]


def keeps() -> bool:
    """Whether what was read in this transaction stands still: not where it is being changed, and may be taken back."""
    return _read.get() is not None


def read_anew(*, but: str | None = None) -> None:
    """What was read before may be otherwise by now: time was spent in line, or another practice was entered.

    `but`: that alone stands, since one stood in the line of whoever changes it already.
    """
    kept = _read.get()
    if kept is not None:
        for key in [key for key in kept if but is None or key != but]:
            del kept[key]


@contextmanager
def behind_the_first_line(work: Work) -> Iterator[None]:
    """`work` is done when somebody inside stands in line for the first time, whoever waited for it; what is inside of a further one of these is its own.

    Where that line is given back with a savepoint, it is done again in the next.
    """
    token = _behind.set(_First(work))
    try:
        yield
    finally:
        _behind.reset(token)


def in_line() -> None:
    """One stands in line by now: called by whoever asked for it."""
    first = _behind.get()
    if first is not None and first.done not in _standing():
        first.done = _marked()
        first.work()


def keep_nothing() -> None:
    """What is read changes in this transaction, or is taken back to a savepoint: it is read each time from now on."""
    _read.set(None)


def note(what: Iterable[Hashable]) -> None:
    """The database keeps this until the transaction ends, or the savepoint in which it is noted is rolled back."""
    noted = _noted.get()
    if noted is not None:
        noted.update(dict.fromkeys(what, _marked()))


def noted() -> set[Hashable]:
    """What was noted in this transaction and has not been taken back."""
    kept = _noted.get()
    if not kept:
        return set()
    standing = _standing()
    return {what for what, mark in kept.items() if mark in standing}


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
    standing = _standing()
    waiting[:] = [last for last in waiting if last.asked in standing]
    for last in list(waiting):
        if last.done not in standing:
            last.done = _marked()
            last.work()


def _standing() -> set[object]:
    """Marks of what was not rolled back."""
    return {kept[1] for kept in connection.run_on_commit}


def _marked() -> _Mark:
    mark = _Mark()
    transaction.on_commit(mark)
    return mark
