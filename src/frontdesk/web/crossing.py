"""Two people at one form: each form says what it showed; who comes second sees what stands now beside what they typed.

What a form shows is declared once (`Showing`) and named by its page (`page(…, shows=…)`); set-up's forms show a
text, and carry `practice/drafts/shown.py` instead.  The very same form pressed twice by one person is no second person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from ..access.may import Actor
from ..audit.action import press_before, remember_press
from ..audit.models import Idempotency
from ..people import lines
from . import posted, shown_to
from .request import PageRequest

FIELD = "row_shown"
VERSION = "version"  # carried in its place by forms of rows that count their changes
BESIDE = ("csrfmiddlewaretoken", shown_to.FIELD, FIELD, VERSION)  # what a form carries that nobody typed
LONGEST_ADDRESS = 500
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
    carried: str = FIELD  # which of its fields says what it showed
    crossed: Callable[[PageRequest, Any], HttpResponse] | None = (
        None  # the page of who comes second, where it is no page of staff's
    )

    def __post_init__(self) -> None:
        SHOWINGS[self.name] = self

    def shown(self, actor: Actor, data: QueryDict, address: dict[str, Any]) -> list[Model]:
        return [row for row in self.rows(actor, data, **address) if row is not None]


def token(showing: Showing, row: Model) -> str:
    """What a form says it showed of a row; with a key of ours, since it tells of what may be personal."""
    if showing.carried == VERSION:
        return str(row.version)  # type: ignore[attr-defined]
    return _digest(
        [showing.name, str(row.pk), *([str(part.label), part.value] for part in _untranslated(showing, row))]
    )


class Door:
    """What a POST comes through to a page that shows rows: `answer` where it goes no further, and afterwards `remember`."""

    def __init__(self, request: PageRequest, showing: Showing, address: dict[str, Any]) -> None:
        self.request, self.showing, self.address = request, showing, address
        self.rows: list[Model] = []
        self.stood = ""  # as it was before anything was done: a part may be asked of the database each time

    def answer(self) -> HttpResponse | None:
        """None where the form shows what stands.  Else nothing is done: what this very press led to before, or both values.

        Until the request is over nobody else gets past this for the same rows.
        """
        lines.wait_for_forms(self._shown())
        self.rows = self._shown()
        self.stood = self._stands(self.rows)
        given = posted.texts(self.request, self.showing.carried)
        if self.rows and all(token(self.showing, row) in given for row in self.rows):
            return None
        before = self._done_before()
        if before is not None:
            messages.info(self.request, gettext("This was done when you pressed the button the first time."))
            return redirect(before.led_to)
        if self.rows and self.showing.crossed is not None:
            return self.showing.crossed(self.request, self.rows[0])
        return _both(self.request, self.showing, self.rows) if self.rows else None

    def remember(self, answer: HttpResponseBase) -> None:
        """Where the press led to, for the same one again."""
        stands = self._stands(self._shown())
        if answer.status_code != 302 or not self.rows or stands == self.stood:
            return
        led_to = answer.headers["Location"][:LONGEST_ADDRESS]
        remember_press(self.request.actor, self._key(), self.rows[0], digest=stands, led_to=led_to)

    def _shown(self) -> list[Model]:
        return self.showing.shown(self.request.actor, self.request.POST, self.address)

    def _done_before(self) -> Idempotency | None:
        """Values come back, and the same form may then be another one; a version never does."""
        idempotency = press_before(self.request.actor, self._key())
        if idempotency is None or self.showing.carried == VERSION or idempotency.digest == self._stands(self.rows):
            return idempotency
        return None

    def _key(self) -> str:
        """The same for the same form with the same content, pressed by the same person."""
        post = self.request.POST
        sent = sorted((name, post.getlist(name)) for name in post if name != "csrfmiddlewaretoken")
        files = sorted((name, file.name, file.size) for name, many in self.request.FILES.lists() for file in many)
        return _digest([str(self.request.actor.id), self.request.get_full_path(), sent, files])

    def _stands(self, rows: list[Model]) -> str:
        return _digest([[str(row.pk), token(self.showing, row)] for row in rows])


def _both(request: PageRequest, showing: Showing, rows: list[Model]) -> HttpResponse:
    """How it stands now, beside what was typed; with a button that sends it again."""
    parts = [part for row in rows for part in showing.parts(row)]
    lines = [(part.label, part.words(part.value), _typed(request, part)) for part in parts]
    more = [
        (label, ", ".join(words(text) for text in posted.texts(request, name)))
        for name, (label, words) in showing.typed.items()
        if posted.text(request, name)
    ]
    context = {
        "rows": [line for line in lines if line[1] != line[2]],
        "more": more,
        "entered": bool(
            more or request.FILES or any(part.field for part in parts)
        ),  # else it was a button, and no more
        "sent": [(name, text) for name in request.POST if name not in BESIDE for text in posted.texts(request, name)],
        "files": list(request.FILES),
        "carried": showing.carried,
        "tokens": [token(showing, row) for row in rows],
        "leave": _page_before(request),
    }
    return render(request, "console/crossed.html", context, status=409)


def _digest(said: Any) -> str:
    return salted_hmac("frontdesk.web.crossing", json.dumps(said), algorithm="sha256").hexdigest()[:32]


def _untranslated(showing: Showing, row: Model) -> list[Part]:
    """The parts by their fields and values alone: two people may read in two languages."""
    return [Part(part.field, str(number), part.value) for number, part in enumerate(showing.parts(row))]


def _typed(request: PageRequest, part: Part) -> str | None:
    """None: the form has no field for it."""
    return part.words(", ".join(posted.texts(request, part.field))) if part.field else None


def _page_before(request: PageRequest) -> str:
    """The page that the form stood on, where the browser says it and it is ours."""
    before = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
    return before if ours else reverse("console:first")


# Words of values --------------------------------------------------------------------------------------------


def yes_or_no(value: str) -> str:
    return gettext("Yes") if value else gettext("No")


def language(value: str) -> str:
    return dict(settings.LANGUAGES).get(value, value)


def among(names: dict[str, Any]) -> Callable[[str], str]:
    return lambda value: gettext(str(names.get(value, value)))
