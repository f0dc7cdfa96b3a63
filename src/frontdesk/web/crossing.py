"""Two people at one form: each form says what it showed; who comes second sees what stands now beside what they typed.

What a form of the console shows is declared once (`Showing`) and named by its page (`page(…, shows=…)`); set-up's forms show a
text, and carry `practice/drafts/shown.py` instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from ..people.may import Actor
from .request import PageRequest

FIELD = "row_shown"
BESIDE = ("csrfmiddlewaretoken", FIELD)  # what a form carries that nobody typed
SHOWINGS: dict[str, Showing] = {}


@dataclass(frozen=True)
class Part:
    """One thing that a form shows: which of its fields changes it ('': none), its name, and its value as it is kept."""

    field: str
    label: Any
    value: str
    words: Callable[[str], str] = str


@dataclass(frozen=True)
class Showing:
    """What a form shows of which rows, as far as `actor` may see them: `rows(actor, data, **address)`, and `parts(row)` of each."""

    name: str
    rows: Callable[..., Iterable[Model | None]]
    parts: Callable[[Any], list[Part]]
    typed: dict[str, Any] = field(default_factory=dict)  # fields that stand for no part, such as a reason: their names

    def __post_init__(self) -> None:
        SHOWINGS[self.name] = self

    def found(self, actor: Actor, data: QueryDict, address: dict[str, Any]) -> list[Model]:
        return [row for row in self.rows(actor, data, **address) if row is not None]


def token(showing: Showing, row: Model) -> str:
    """What a form says it showed of a row; with a key of ours, since it tells of what may be personal."""
    said = [showing.name, str(row.pk), *([str(part.label), part.value] for part in _untranslated(showing, row))]
    return salted_hmac("frontdesk.web.crossing", json.dumps(said), algorithm="sha256").hexdigest()[:32]


def crossed(request: PageRequest, showing: Showing, address: dict[str, Any]) -> HttpResponse | None:
    """None where the form shows what stands; else the page that shows both, and nothing is done.

    Until the request is over nobody else gets past this for the same rows.
    """
    _one_at_a_time(showing.found(request.actor, request.POST, address))
    rows = showing.found(request.actor, request.POST, address)
    given = request.POST.getlist(FIELD)
    if all(token(showing, row) in given for row in rows):
        return None
    parts = [part for row in rows for part in showing.parts(row)]
    context = {
        "rows": [(part.label, part.words(part.value), _typed(request, part)) for part in parts],
        "more": [(label, request.POST[name]) for name, label in showing.typed.items() if request.POST.get(name)],
        "sent": [(name, one) for name in request.POST if name not in BESIDE for one in request.POST.getlist(name)],
        "tokens": [token(showing, row) for row in rows],
        "leave": _page_before(request),
    }
    return render(request, "console/crossed.html", context, status=409)


def _untranslated(showing: Showing, row: Model) -> list[Part]:
    """The parts by their fields and values alone: two people may read in two languages."""
    return [Part(part.field, str(number), part.value) for number, part in enumerate(showing.parts(row))]


def _typed(request: PageRequest, part: Part) -> str | None:
    """None: the form has no field for it."""
    return part.words(", ".join(request.POST.getlist(part.field))) if part.field else None


def _page_before(request: PageRequest) -> str:
    """The page that the form stood on, where the browser says it and it is ours."""
    before = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    return before if ours else reverse("console:first")


def _one_at_a_time(rows: list[Model]) -> None:
    for key in sorted(str(row.pk) for row in rows):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('form ' || %s, 0))", [key])


# Words of values --------------------------------------------------------------------------------------------


def yes_or_no(value: str) -> str:
    return gettext("Yes") if value else gettext("No")


def language(value: str) -> str:
    return dict(settings.LANGUAGES).get(value, value)


def among(names: dict[str, Any]) -> Callable[[str], str]:
    return lambda value: gettext(str(names.get(value, value)))
