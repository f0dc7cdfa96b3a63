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
from ..booking.recalls.importing import Row, in_line, order_all, other_people, row_of
from ..core.letters import can_be_kept
from ..imports.faults import Fault
from .request import PageRequest

MOST = 500
KNOWN = (
    "key",
    "patient",
    "first name",
    "last name",
    "birth date",
    "visit",
    "provider",
    "due",
    "give or take days",
    "note",
)


def endpoint(permission: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """POST, with a token whose scopes have the permission.  Answers are JSON, errors too."""

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

        run.permission, run.methods = permission, ("POST",)  # type: ignore[attr-defined]
        return run

    return decorate


@endpoint("recall.order")
def recalls(request: PageRequest) -> HttpResponse:
    """One object or a list of them, with the columns of the file as names.  All or nothing; a known key is left alone."""
    try:
        given = json.loads(request.body)
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
        values = {name: str(value).strip() for name, value in item.items() if value is not None}
        try:
            rows.append((number, row_of(request.actor, values)))
        except ValueError as fault:
            faults.append(f"item {number}: {fault}")
    faults += _other_people(rows)
    return rows, faults


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
