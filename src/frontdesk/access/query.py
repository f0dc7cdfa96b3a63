"""What makes a function a query that shows patients' data: the permission that opens it, and whose rows it gave.

A query that forgets its permission cannot be written: the decorator asks for it.  `watching` hears of each row that is
read through a query, and of which patients: so a test holds that no page shows anybody past them, and a record of who
saw what has its one place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

from .may import Actor, require_open

P = ParamSpec("P")
T = TypeVar("T")
QUERIES: dict[str, str] = {}  # by room and name: the permission


@dataclass
class Seen:
    """What was read through queries: by each query the patients whose rows it gave."""

    by_query: dict[str, set[UUID]] = field(default_factory=dict)

    @property
    def patients(self) -> set[UUID]:
        return set().union(*self.by_query.values())

    def note(self, query: str, row: object) -> None:
        row = row if isinstance(row, Model) else getattr(row, "patient", None)
        if isinstance(row, Model):
            self.by_query.setdefault(query, set()).update(patients_of(row))


_watching: ContextVar[Seen | None] = ContextVar("watching", default=None)


@contextmanager
def watching() -> Iterator[Seen]:
    """What is read through queries while it lasts."""
    seen = Seen()
    token = _watching.set(seen)
    try:
        yield seen
    finally:
        _watching.reset(token)


def query(permission: str) -> Callable[[Callable[Concatenate[Actor, P], T]], Callable[Concatenate[Actor, P], T]]:
    """Make `f(actor, …)` a query that only who `may_open` the permission is answered.  The type stays the function's.

    Raises NotAllowed, and what the function raises.
    """

    def decorate(function: Callable[Concatenate[Actor, P], T]) -> Callable[Concatenate[Actor, P], T]:
        name = f"{function.__module__.removeprefix('frontdesk.')}.{function.__name__}"

        @functools.wraps(function)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
            require_open(actor, permission)
            result = function(actor, *args, **kwargs)
            seen = _watching.get()
            return result if seen is None else _noted(seen, name, result)

        QUERIES[name] = permission
        return run

    return decorate


def noted(function: Callable[P, T]) -> Callable[P, T]:
    """Of a query that decides by itself whose rows it gives: by a link, or by who has signed in.  `watching` hears of them all the same."""
    name = f"{function.__module__.removeprefix('frontdesk.')}.{function.__name__}"

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        result = function(*args, **kwargs)
        seen = _watching.get()
        return result if seen is None else _noted(seen, name, result)

    return run


def _noted(seen: Seen, name: str, result: T) -> T:
    if isinstance(result, QuerySet):
        return cast("T", _as_they_are_read(seen, name, result))
    for row in result if isinstance(result, list) else [result]:
        seen.note(name, row)
    return result


def _as_they_are_read(seen: Seen, name: str, queryset: Any) -> Any:
    """The same rows; each is noted when it is read, whatever is asked of them until then."""

    class Noting(ModelIterable):  # type: ignore[type-arg]
        def __iter__(self) -> Iterator[Any]:
            for row in super().__iter__():
                seen.note(name, row)
                yield row

    there = queryset.all()
    if there._iterable_class is ModelIterable:
        there._iterable_class = Noting
    return there


def patients_of(row: Model) -> set[UUID]:
    """Whose a row is: a patient's record, what names one, and what came with it that does."""
    together = [row, *(related for related in row._state.fields_cache.values() if isinstance(related, Model))]
    whose = {_patient_of(model) for model in together}
    return {key for key in whose if key is not None}


def _patient_of(row: Model) -> UUID | None:
    if type(row).__name__ == "Patient":
        return cast("UUID", row.pk)
    if getattr(row, "actor_kind", "") == "patient":  # what somebody did, with their name
        return cast("UUID | None", getattr(row, "actor_id", None))
    return cast("UUID | None", getattr(row, "patient_id", None))
