"""For other systems: visits that are due.  JSON in, JSON out; the same reading and the same action as a file's."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from ..access.may import require_open
from ..core.letters import can_be_kept
from ..imports.columns import Column
from ..imports.faults import Fault
from ..outreach.recalls.importing import FIELDS, Row, in_line, order_all, other_people, row_of
from .errors import MOST_BYTES, TOO_LARGE
from .request import PageRequest

MOST = 500
BY_ID = Column("patient", 36)  # in place of name and birth date
TAKES = (FIELDS[0], BY_ID, *(column for column in FIELDS[1:] if column.name != "name"))
KNOWN = tuple(column.name for column in TAKES)


def endpoint(
    permission: str, takes: tuple[Column, ...]
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """POST, with a token whose scopes have the permission.  Answers are JSON, errors too.

    `takes`: the names of an object that it takes; `docs/openapi.json` is written from them.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @functools.wraps(view)
        def run(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            if request.actor.kind != "client":
                answer = JsonResponse({"faults": ["Send a token: Authorization: Bearer …"]}, status=401)
                answer["WWW-Authenticate"] = "Bearer"
                return answer
            require_open(
                request.actor, permission
            )  # refused here, or by what it reads on the way: `errors.not_allowed`
            return view(request, *args, **kwargs)

        run.permission, run.methods, run.takes = permission, ("POST",), takes  # type: ignore[attr-defined]
        return run

    return decorate


@endpoint("recall.order", TAKES)
def recalls(request: PageRequest) -> HttpResponse:
    """One object or a list of them, with the columns of the file as names.  All or nothing; a known key is left alone."""
    sent = request.read(MOST_BYTES + 1)
    if len(sent) > MOST_BYTES:
        return JsonResponse({"faults": [TOO_LARGE]}, status=413)
    try:
        given = json.loads(sent, object_pairs_hook=_object)
    except (ValueError, RecursionError):
        return JsonResponse({"faults": ["This is not JSON."]}, status=400)
    if not can_be_kept(given):
        return JsonResponse({"faults": ["Leave out U+0000 and half characters (lone surrogates)."]}, status=400)
    items = given if isinstance(given, list) else [given]
    if len(items) > MOST:
        return JsonResponse({"faults": [f"At most {MOST} at once."]}, status=413)
    rows, faults = _read(request, items)
    faults += [_of_item(fault) for fault in in_line(rows)]
    if faults:
        return JsonResponse({"faults": faults}, status=422)
    with transaction.atomic():
        made = order_all(request.actor, [row for _number, row in rows])
    return JsonResponse({"made": made, "known": len(rows) - made}, status=201 if made else 200)


def _read(request: PageRequest, items: list[Any]) -> tuple[list[tuple[int, Row]], list[str]]:
    rows: list[tuple[int, Row]] = []
    faults: list[str] = []
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict) or not set(item) <= set(KNOWN):
            faults.append(f"item {number}: an object with the names {', '.join(KNOWN)}")
            continue
        if said := _not_as_said(item):
            faults += [f"item {number}: {problem}" for problem in said]
            continue
        values = {name: str(value).strip() for name, value in item.items() if value is not None}
        try:
            rows.append((number, row_of(request.actor, values)))
        except ValueError as fault:
            faults.append(f"item {number}: {fault}")
    faults += _other_people(rows)
    return rows, faults


class _Twice(dict[str, Any]):
    """An object in which a name stands twice: of two values none is taken."""

    name = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            twice = _Twice(pairs)
            twice.name = name
            return twice
        seen[name] = value
    return seen


def _not_as_said(item: dict[str, Any]) -> list[str]:
    """A value is text or a whole number, or null for none; true, 3.5, lists and objects are not read as their letters."""
    if isinstance(item, _Twice):
        return [f"the name '{item.name}' stands twice"]
    wrong = [name for name, value in item.items() if not isinstance(value, str | int | None) or isinstance(value, bool)]
    return [f"'{name}' must be text or a whole number" for name in wrong]


def _other_people(rows: list[tuple[int, Row]]) -> list[str]:
    """Keys that stand for two different things, among these or earlier."""
    faults: list[str] = []
    seen: dict[str, tuple[int, Row]] = {}
    for number, row in rows:
        other, earlier = seen.setdefault(row.key, (number, row))
        if earlier != row:
            faults.append(
                f"item {number}: the key '{row.key}' stands in item {other} too, and the two say different things"
            )
    return faults + [_of_item(fault) for fault in other_people(rows)]


def _of_item(fault: Fault) -> str:
    return f"item {fault.line}: {fault.at(None)}"
