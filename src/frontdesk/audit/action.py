"""What makes a function an action: permission, one transaction, audit entry, idempotency.

An action that forgets its audit entry cannot be written: the decorator writes it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils.translation import gettext

from ..access.may import Actor, require
from ..access.standing import acting
from ..core.refusals import Refusal
from ..tenancy.context import at_the_end, behind_the_first_line, last_things_last, read_anew
from .actions import append, entry_by
from .models import Idempotency
from .queries import thing_kind_of

T = TypeVar("T")
Thing = TypeVar("Thing")
P = ParamSpec("P")
ACTIONS: dict[str, Action[Any, ..., Any]] = {}
_remarks: ContextVar[dict[str, str] | None] = ContextVar("remarks", default=None)


class ReasonMissing(Refusal):
    """A human decides against the default and must say why."""

    code = "reason_missing"

    @property
    def sentence(self) -> str:
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


class Action(Generic[Thing, P, T]):
    """A function `f(actor, thing, …)` as an action: called with just what the function takes, and a wrong call is a type error.

    A keyword argument `reason` of the function's own is written into the audit entry.
    """

    def __init__(
        self,
        function: Callable[Concatenate[Actor, Thing, P], T],
        name: str,
        *,
        needs_reason: bool,
        permission: str,
        anew: Callable[[Any], bool] | None,
    ) -> None:
        self.function, self.name, self.permission = function, name, permission
        self.needs_reason, self.anew = needs_reason, anew
        functools.update_wrapper(self, function)

    def __call__(self, actor: Actor, thing: Thing, *args: P.args, **kwargs: P.kwargs) -> T:
        """Raises NotAllowed, ReasonMissing, and what the function raises."""
        return self.once(None, actor, thing, *args, **kwargs)

    def once(self, key: str | None, actor: Actor, thing: Thing, *args: P.args, **kwargs: P.kwargs) -> T:
        """The same key again, with the same arguments, returns the first result and does nothing.

        With other arguments it is refused; or, where `anew`, it is a new decision, and a first result for which `anew`
        no longer holds is none.  Without a key it is done each time.  Raises KeyUsed, and what a plain call raises.
        """
        require(actor, self.permission, thing)
        reason = str(kwargs.get("reason") or "").strip()
        if self.needs_reason and not reason:
            raise ReasonMissing
        with acting(actor, self.permission, thing):
            return self._once(key, actor, thing, reason, args, kwargs)

    def _once(self, key: str | None, actor: Actor, thing: Thing, reason: str, args: Any, kwargs: Any) -> T:
        if not key:
            with transaction.atomic(), last_things_last():
                return self._do(actor, thing, reason, args, kwargs)[0]
        # Which version a page showed is no part of what was chosen: a repeat after the first was done shows a newer one.
        chosen = {word: value for word, value in kwargs.items() if word != "version"}
        digest = digest_of_call(thing, args, chosen)
        if self.anew is not None:
            key = f"{key[:47]} {digest[:32]}"
        with transaction.atomic(), last_things_last():
            _wait_for_same(self.name, key)
            earlier = _result_of(self.name, key, actor, digest)
            if earlier is not None and self.anew and not self.anew(earlier):
                Idempotency.objects.filter(action=self.name, key=key, actor_id=actor.id).delete()
                earlier = None
            if earlier is not None:
                return cast("T", earlier)
            result, done = self._do(actor, thing, reason, args, kwargs)
            _remember(self.name, key, actor, done, digest)
            return result

    def _do(self, actor: Actor, thing: Thing, reason: str, args: Any, kwargs: Any) -> tuple[T, Any]:
        """The result, and the row that the audit entry is about."""
        stood = _Before(thing)
        token, outer = _remarks.set({}), _stood.set((*_stood.get(), stood))
        try:
            with behind_the_first_line(stood.look_again):
                result = self.function(actor, thing, *args, **kwargs)
            done = result if isinstance(result, models.Model) else thing
            changes = _difference(stood.values, stood.after(done)) if done == thing else _difference({}, snapshot(done))
            if changes or not _nothing_was_done():
                _write(actor, self.name, done, changes, reason)
        finally:
            _remarks.reset(token)
            _stood.reset(outer)
        return result, done


def action(
    name: str, *, needs_reason: bool = False, permission: str | None = None, anew: Callable[[Any], bool] | None = None
) -> Callable[[Callable[Concatenate[Actor, Thing, P], T]], Action[Thing, P, T]]:
    """Make `f(actor, thing, …)` the action `name`: permission, one transaction, audit entry, idempotency (see Action)."""

    def decorate(function: Callable[Concatenate[Actor, Thing, P], T]) -> Action[Thing, P, T]:
        made = Action(function, name, needs_reason=needs_reason, permission=permission or name, anew=anew)
        ACTIONS[name] = made
        return made

    return decorate


def because_of(rule: str) -> None:
    """Inside an action: the sentence that decided."""
    remarks = _remarks.get()
    if remarks is not None:
        remarks["rule"] = rule


def nothing_done() -> None:
    """Inside an action: everything was so already, and there is nothing to write down.  It is written where the row has changed."""
    remarks = _remarks.get()
    if remarks is not None:
        remarks["nothing"] = "done"


def _nothing_was_done() -> bool:
    return "nothing" in (_remarks.get() or {})


def _wait_for_same(name: str, key: str | None) -> None:
    """The same request sent twice at once: the second waits for the first to be committed, then finds its result."""
    if key:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{name} {key}"])
        read_anew()


def digest_of_call(*given: Any) -> str:
    """What an action was called with, in few characters: equal for equal arguments, whatever their order by name."""
    return hashlib.sha256(json.dumps(_stable(given)).encode()).hexdigest()


def _stable(value: Any) -> Any:
    """A value as JSON writes it the same way every time; rows by their keys, moments in UTC."""
    if isinstance(value, models.Model):
        return [value._meta.label, str(value.pk)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [
            type(value).__name__,
            {field.name: _stable(getattr(value, field.name)) for field in dataclasses.fields(value)},
        ]
    if isinstance(value, dict):
        return sorted([str(name), _stable(item)] for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return [_stable(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(json.dumps(_stable(item)) for item in value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if type(value).__module__.startswith("frontdesk."):  # what a row is going to be made from
        return [type(value).__name__, _stable(vars(value))]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)


def done_with(actor: Actor, name: str, key: str | None) -> models.Model | None:
    """What this key has made already, whatever was sent with it."""
    idempotency = Idempotency.objects.filter(action=name, key=key, actor_id=actor.id).first() if key else None
    return (
        apps.get_model(idempotency.result_kind)._default_manager.filter(pk=idempotency.result_id).first()
        if idempotency
        else None
    )


def _result_of(name: str, key: str | None, actor: Actor, digest: str) -> models.Model | None:
    """What the same key did before.  A key of somebody else's is a key that was never used.  Raises KeyUsed."""
    if not key:
        return None
    idempotency = Idempotency.objects.filter(action=name, key=key, actor_id=actor.id).first()
    if idempotency is None:
        return None
    model = apps.get_model(idempotency.result_kind)
    result: models.Model | None = model._default_manager.filter(pk=idempotency.result_id).first()
    if idempotency.digest not in ("", digest):  # empty: from before digests were kept
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


PRESS = "form.press"


def press_before(actor: Actor, key: str) -> Idempotency | None:
    """What this actor's press of the same form did."""
    return Idempotency.objects.filter(action=PRESS, key=key, actor_id=actor.id).first()


def remember_press(actor: Actor, key: str, row: models.Model, *, digest: str, led_to: str) -> None:
    """A form about `row` was pressed: the page that it led to, and what stood there afterwards."""
    said = {"result_kind": row._meta.label, "result_id": row.pk, "digest": digest, "led_to": led_to}
    where = {"practice_id": row.practice_id, "action": PRESS, "key": key, "actor_id": actor.id}  # type: ignore[attr-defined]
    Idempotency.objects.update_or_create(**where, defaults=said)


class _Before:
    """How a row stood before an action changed it: as the database had it behind the line that was waited for, or, where there was none,
    when it was first saved; else as it was given.

    Whoever was first there has changed it since it was read: that is theirs in the trail, and no part of what is done now.
    """

    def __init__(self, thing: Any) -> None:
        self.thing, self.given = thing, snapshot(thing)
        self.values = self.given
        self.in_line = self.saved = False

    def look_again(self) -> None:
        """Called behind the line; not of a row that was changed here already, and is written down as it was given."""
        if not self.given or self.saved or self.thing._state.adding or snapshot(self.thing) != self.given:
            return
        self.in_line = True
        self.values = self._stored(self._rows(), self.given)

    def about_to_be_saved(self, row: Any) -> None:
        """Nobody stands in a line for it: who has saved it before us is waited for here, and no earlier than the saving itself would."""
        if self.in_line or self.saved or not self.given or type(row) is not type(self.thing) or row.pk != self.thing.pk:
            return
        self.saved = True
        self.values = self._stored(self._rows().select_for_update(no_key=True), self.given)

    def after(self, done: Any) -> dict[str, Any]:
        """What is stored of it by now, where the row at hand may be older in what was not saved."""
        return self._stored(self._rows(), snapshot(done)) if self.saved else snapshot(done)

    def _rows(self) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = type(self.thing)._base_manager.filter(pk=self.thing.pk)
        return rows

    def _stored(self, rows: models.QuerySet[Any], otherwise: dict[str, Any]) -> dict[str, Any]:
        return next((_plainly(row) for row in rows.values(*self.given)), otherwise)


_stood: ContextVar[tuple[_Before, ...]] = ContextVar("stood", default=())


@receiver(pre_save)
def _about_to_be_saved(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    if not instance._state.adding:
        for stood in _stood.get():
            stood.about_to_be_saved(instance)


def _plainly(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in row.items()}


def snapshot(thing: Any) -> dict[str, Any]:
    """The audited fields of a row as JSON can hold them."""
    names = getattr(thing, "AUDITED", ())
    return _plainly({name: getattr(thing, name) for name in names})


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
    """What was done, at the end of the trail.  That is one row of the practice's, so it is taken last of all: see `people/lines.py`."""
    remarks = _remarks.get() or {}
    entry = entry_by(
        actor,
        thing.practice_id,
        name,
        thing_kind=thing_kind_of(thing),
        thing_id=thing.pk,
        reason=reason,
        rule=remarks.get("rule", ""),
        changes=changes,
    )
    at_the_end(lambda: append(entry))
