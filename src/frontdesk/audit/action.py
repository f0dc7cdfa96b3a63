"""What makes a function an action: permission, one transaction, audit entry, idempotency.

An action that forgets its audit entry cannot be written: the decorator writes it.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext

from ..people.may import Actor, require
from .models import Entry, Idempotency
from .queries import kind_of

T = TypeVar("T")
ACTIONS: dict[str, Callable[..., Any]] = {}
_remarks: ContextVar[dict[str, str] | None] = ContextVar("remarks", default=None)


class ReasonMissing(Exception):
    """A human decides against the default and must say why."""

    def __str__(self) -> str:
        return gettext("Say why: the reason is kept with the change.")


def action(
    name: str, *, needs_reason: bool = False, permission: str | None = None
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Make `f(actor, thing, …)` the action `name`.

    Keyword arguments that the decorator understands besides the function's own: `reason` is written into the audit
    entry; `key` makes it idempotent: the same key again returns the first result and does nothing.
    Raises NotAllowed, ReasonMissing, and what the function raises.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        @functools.wraps(function)
        def run(actor: Actor, thing: Any, *args: Any, key: str | None = None, **kwargs: Any) -> Any:
            require(actor, permission or name, thing)
            reason = str(kwargs.get("reason") or "").strip()
            if needs_reason and not reason:
                raise ReasonMissing
            with transaction.atomic():
                _wait_for_same(name, key)
                earlier = _result_of(name, key, actor)
                if earlier is not None:
                    return earlier
                before = snapshot(thing)
                token = _remarks.set({})
                try:
                    result = function(actor, thing, *args, **kwargs)
                    done = result if isinstance(result, models.Model) else thing
                    _write(actor, name, done, _difference(before if done == thing else {}, snapshot(done)), reason)
                    if key:
                        _remember(name, key, actor, done)
                finally:
                    _remarks.reset(token)
            return result

        ACTIONS[name] = run
        return run

    return decorate


def because_of(rule: str) -> None:
    """Inside an action: the sentence that decided."""
    remarks = _remarks.get()
    if remarks is not None:
        remarks["rule"] = rule


def _wait_for_same(name: str, key: str | None) -> None:
    """The same request sent twice at once: the second waits for the first to be committed, then finds its result."""
    if key:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{name} {key}"])


def _result_of(name: str, key: str | None, actor: Actor) -> models.Model | None:
    """What the same key did before.  A key of somebody else's is a key that was never used."""
    if not key:
        return None
    found = Idempotency.objects.filter(action=name, key=key, actor_id=actor.id).first()
    if found is None:
        return None
    model = apps.get_model(found.result_kind)
    result: models.Model | None = model._default_manager.filter(pk=found.result_id).first()
    return result


class RepeatedAtOnce(Exception):
    """The same request arrived twice at the same moment and the other one was first; ask again for its result."""


def _remember(name: str, key: str, actor: Actor, done: Any) -> None:
    try:
        with transaction.atomic():
            Idempotency.objects.create(
                practice_id=done.practice_id,
                key=key,
                action=name,
                actor_id=actor.id,
                result_kind=done._meta.label,
                result_id=done.pk,
            )
    except IntegrityError:
        raise RepeatedAtOnce from None


def snapshot(thing: Any) -> dict[str, Any]:
    """The audited fields of a row as JSON can hold them."""
    names = getattr(thing, "AUDITED", ())
    return {name: plain(getattr(thing, name)) for name in names}


def plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="minutes")
    if isinstance(value, (dt.date, UUID)):
        return str(value)
    return value if isinstance(value, (str, int, bool, type(None), list)) else str(value)


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value and not (name not in before and value in ("", None))
    }


def _write(actor: Actor, name: str, thing: Any, changes: dict[str, list[Any]], reason: str) -> None:
    remarks = _remarks.get() or {}
    Entry.objects.bulk_create(
        [
            Entry(
                practice_id=thing.practice_id,
                number=0,
                at=dt.datetime.now(dt.UTC),
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_name=actor.name,
                action=name,
                thing_kind=kind_of(thing),
                thing_id=thing.pk,
                reason=reason,
                rule=remarks.get("rule", ""),
                changes=changes,
                previous=b"",
                digest=b"",
            )
        ]
    )
