"""A clinician's own day and week, made for a phone; what waits for their approval; their time away."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render

from ...access.may import may_open
from ...booking import queries as booking
from ...booking.calendar import queries
from ...booking.calendar.sheet import Column
from ...day.away import queries as away
from ...intake import queries as intake
from ...tenancy.today import today_at
from ..forms import chosen_day
from ..interpreters import show_interpreters
from ..limited import Limited
from ..page import page
from ..request import PageRequest


@page("calendar.view")
def mine(request: PageRequest) -> HttpResponse:
    """Read only."""
    today = today_at(request.practice)
    date = chosen_day(request, today)
    own = [subject for subject in queries.subjects(request.actor, "provider") if subject.key == request.actor.provider]
    monday = date - dt.timedelta(days=date.weekday())
    columns = queries.columns(request.actor, [(own[0], monday + dt.timedelta(days=n)) for n in range(7)]) if own else []
    shown = next((column for column in columns if column.date == date), None)
    show_interpreters([piece.thing for piece in _rows(shown)])
    context = {
        "shut": [piece for piece in shown.pieces if piece.kind == "closure"] if shown else [],
        "nobody": not own,
        "date": date,
        "today": today,
        "before": date - dt.timedelta(days=1),
        "after": date + dt.timedelta(days=1),
        "day": _rows(next((column for column in columns if column.date == date), None)),
        "column": next((column for column in columns if column.date == date), None),
        "absent": Limited(booking.not_taking_place(request.actor, request.practice, date), 20) if own else [],
        "week": [(column, len(_rows(column))) for column in columns],
        "waiting": Limited(
            intake.visible(request.actor)
            .filter(state="awaiting_approval", waits_for_clinician=True)
            .order_by("state_since", "pk"),
            50,
        )
        if may_open(request.actor, "request.view")
        else [],
        "away": Limited(away.upcoming(request.actor, today), 10) if may_open(request.actor, "away.view") else [],
    }
    template = "console/_mine_rows.html" if request.htmx else "console/mine.html"
    return render(request, template, context)


def _rows(column: Column | None):  # type: ignore[no-untyped-def]
    pieces = [piece for piece in column.pieces if piece.kind in ("appointment", "part")] if column else []
    return sorted(pieces, key=lambda piece: (piece.starts, piece.begin))
