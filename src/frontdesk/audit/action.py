"""What makes a function an action: permission, one transaction, audit entry, idempotency.

An action that forgets its audit entry cannot be written: the decorator writes it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.utils.translation import gettext

from ..core.refusals import Refusal
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


class KeyUsed(Refusal):
    """The key of a form belongs to what was sent with it first: `done`.  Nothing was done with what came now."""

    code = "key_used"

    def __init__(self, done: models.Model | None) -> None:
        self.done = done
        super().__init__()

    @property
    def sentence(self) -> str:
        return gettext(
            "This page was used already, and what you chose then was done. What you chose now was not. Look first, then choose again."
        )


def action(
    name: str, *, needs_reason: bool = False, permission: str | None = None, anew: Callable[[Any], bool] | None = None
) -> Callable[[Callable[..., T]], Callable[..., T]]:
    """Make `f(actor, thing, …)` the action `name`.

    Keyword arguments that the decorator understands besides the function's own: `reason` is written into the audit
    entry; `key` makes it idempotent: the same key again, with the same arguments, returns the first result and does nothing.
    With other arguments it is refused; or, where `anew`, it is a new decision, and a first result for which `anew` no longer
    holds is none.
    Raises NotAllowed, ReasonMissing, KeyUsed, and what the function raises.
    """

    def decorate(function: Callable[..., T]) -> Callable[..., T]:
        @functools.wraps(function)
        def run(actor: Actor, thing: Any, *args: Any, key: str | None = None, **kwargs: Any) -> Any:
            require(actor, permission or name, thing)
            reason = str(kwargs.get("reason") or "").strip()
            if needs_reason and not reason:
                raise ReasonMissing
            # Which version a page showed is no part of what was chosen: a repeat after the first was done shows a newer one.
            chosen = {word: value for word, value in kwargs.items() if word != "version"}
            digest = digest_of(thing, args, chosen) if key else ""
            if key and anew is not None:
                key = f"{key[:47]} {digest[:32]}"
            with transaction.atomic():
                _wait_for_same(name, key)
                earlier = _result_of(name, key, actor, digest)
                if earlier is not None and anew and not anew(earlier):
                    Idempotency.objects.filter(action=name, key=key).delete()
                    earlier = None
                if earlier is not None:
                    return earlier
                before = snapshot(thing)
                token = _remarks.set({})
                try:
                    result = function(actor, thing, *args, **kwargs)
                    done = result if isinstance(result, models.Model) else thing
                    _write(actor, name, done, _difference(before if done == thing else {}, snapshot(done)), reason)
                    if key:
                        _remember(name, key, actor, done, digest)
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


def digest_of(*given: Any) -> str:
    """What an action was called with, in few characters: equal for equal arguments, whatever their order by name."""
    return hashlib.sha256(json.dumps(_stable(given)).encode()).hexdigest()


def _stable(value: Any) -> Any:
    """A value as JSON writes it the same way every time; rows by their keys, moments in UTC."""
    if isinstance(value, models.Model):
        return [value._meta.label, str(value.pk)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [
            type(value).__name__,
            {one.name: _stable(getattr(value, one.name)) for one in dataclasses.fields(value)},
        ]
    if isinstance(value, dict):
        return sorted([str(name), _stable(one)] for name, one in value.items())
    if isinstance(value, (list, tuple)):
        return [_stable(one) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(json.dumps(_stable(one)) for one in value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def _result_of(name: str, key: str | None, actor: Actor, digest: str) -> models.Model | None:
    """What the same key did before.  A key of somebody else's is a key that was never used.  Raises KeyUsed."""
    if not key:
        return None
    found = Idempotency.objects.filter(action=name, key=key, actor_id=actor.id).first()
    if found is None:
        return None
    model = apps.get_model(found.result_kind)
    result: models.Model | None = model._default_manager.filter(pk=found.result_id).first()
    if found.digest not in ("", digest):  # empty: from before digests were kept
        raise KeyUsed(result)
    return result


class RepeatedAtOnce(Exception):
    """The same request arrived twice at the same moment and the other one was first; ask again for its result."""


def _remember(name: str, key: str, actor: Actor, done: Any, digest: str) -> None:
    try:
        with transaction.atomic():
            Idempotency.objects.create(
                practice_id=done.practice_id,
                key=key,
                action=name,
                actor_id=actor.id,
                result_kind=done._meta.label,
                result_id=done.pk,
                digest=digest,
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
