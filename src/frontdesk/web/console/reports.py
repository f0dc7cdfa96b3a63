"""What a manager needs from the first day on: the pipeline, access, exceptions; every figure opens onto its records."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ...core.typed import near_date
from ...day.canceled_late.queries import count_as_no_shows
from ...intake.states import OPEN
from ...practice import policies
from ...practice import queries as named
from ...reports import queries
from ...reports.next_available import queries as access_queries
from ...tenancy.today import today_at
from ..csv_file import csv_of, wanted
from ..limited import Limited
from ..own_words import visit_said
from ..page import page
from ..request import PageRequest

AGES = (_("up to a day"), _("1 to 3 days"), _("3 to 7 days"), _("longer"))
WHAT = {
    "due": _("Scheduled, not canceled"),
    "no_shows": _("No-shows"),
    "rescheduled": _("Moved to another time"),
    "cancelled": _("Canceled"),
    "late": _("Canceled less than 24 hours ahead"),
}


@page("reports.view")
def pipeline(request: PageRequest) -> HttpResponse:
    stages = queries.pipeline(request.actor)
    if wanted(request):
        rows = ((stage.state, stage.count, *stage.ages, stage.late, stage.oldest or "") for stage in stages)
        return csv_of(request, "pipeline", ("state", "requests", *AGES, "too long", "oldest since"), rows)
    return render(
        request,
        "console/pipeline.html",
        {"stages": [(stage, list(zip(AGES, stage.ages, strict=True))) for stage in stages], "ages": AGES},
    )


@page("reports.view")
def pipeline_records(request: PageRequest, state: str) -> HttpResponse:
    """The requests behind a figure: numbers and times, no names."""
    age = request.GET.get("age", "")
    state = state if state in OPEN else OPEN[0]
    number = int(age) if age in ("0", "1", "2", "3") else None
    rows = queries.requests(request.actor, state, age=number, late=bool(request.GET.get("late")))
    if wanted(request):
        cells = (
            (
                asked.number,
                asked.visit_type.list_name,
                asked.state_since,
                asked.due_at or "",
                asked.owner.name if asked.owner else "",
            )
            for asked in rows
        )
        return csv_of(request, "requests", ("number", "visit", "since", "wait until", "owner"), cells)
    context = {
        "state": state,
        "rows": Limited(rows, 500),
        "age": AGES[number] if number is not None else "",
        "late": request.GET.get("late", ""),
    }
    return render(request, "console/pipeline_records.html", context)


@page("reports.view")
def access(request: PageRequest) -> HttpResponse:
    """Now, by the engine; and each provider as it was kept this morning."""
    visit, location = request.GET.get("visit", "")[:60], request.GET.get("location", "")[:60]
    kept = access_queries.kept_on(request.actor, visit=visit, location=location)
    if wanted(request):
        cells = (
            (
                figure.on,
                figure.visit_type.name,
                figure.location.name,
                figure.provider.name if figure.provider else "",
                figure.next_days,
                figure.third_days,
            )
            for figure in kept
        )
        return csv_of(
            request,
            "access",
            ("on", "visit", "location", "provider", "next available (days)", "third next available (days)"),
            cells,
        )
    setup = policies.current().setup
    names = {visit_type.code: visit_said(visit_type) for visit_type in named.visit_types(former=True)}
    figures = [
        (names[available.visit], setup.locations[available.location].name, available)
        for available in access_queries.as_of_now(request.actor, request.practice)
        if visit in ("", available.visit) and location in ("", available.location)
    ]
    context = {
        "figures": figures,
        "kept": kept,
        "visit": visit,
        "location": location,
        "visits": named.visit_types(),
        "locations": named.locations(),
        "course": access_queries.course(request.actor, visit, location) if visit and location else [],
    }
    return render(request, "console/access.html", context)


@page("reports.view")
def exceptions(request: PageRequest) -> HttpResponse:
    """Week by week; one of them by visit type and by reason."""
    weeks = queries.weeks(request.actor, request.practice)
    if wanted(request):
        heading = ("week of", *WHAT, "no-show rate, %")
        cells = (
            (week.monday, *(getattr(week, what) for what in WHAT), week.share if week.share is not None else "")
            for week in weeks
        )
        return csv_of(request, "exceptions-by-week", heading, cells)
    monday = _monday(request, weeks[0].monday)
    context = {
        "weeks": [(week, [(what, getattr(week, what)) for what in WHAT]) for week in weeks],
        "what": WHAT,
        "monday": monday,
        "by_visit": queries.by_visit_type(request.actor, request.practice, monday),
        "by_reason": queries.by_reason(request.actor, request.practice, monday),
    }
    return render(request, "console/exception_weeks.html", context)


@page("reports.view")
def exception_records(request: PageRequest, what: str) -> HttpResponse:
    """The appointments behind a figure: numbers and times, no names."""
    what = what if what in WHAT else "no_shows"
    monday = _monday(request, today_at(request.practice))
    rows = queries.appointments(request.actor, request.practice, monday, what)
    visit, reason = request.GET.get("visit", ""), request.GET.get("reason")
    rows = rows.filter(visit_type__name=visit) if visit else rows
    rows = rows.filter(reason=reason) if reason is not None else rows
    late = count_as_no_shows(rows)
    if wanted(request):
        cells = (
            (
                appointment.number,
                appointment.start,
                appointment.visit_type.list_name,
                appointment.provider.name,
                appointment.location.name,
                appointment.state,
                appointment.reason,
                late[appointment.pk].sentence if appointment.pk in late else "",
            )
            for appointment in rows
        )
        heading = ("number", "start", "visit", "provider", "location", "state", "reason", "counts as a no-show by")
        return csv_of(request, "appointments", heading, cells)
    context = {
        "rows": Limited(rows, 500),
        "late": late,
        "what": WHAT[what],
        "monday": monday,
        "query": request.GET.urlencode(),
    }
    return render(request, "console/exception_records.html", context)


def _monday(request: PageRequest, default: dt.date) -> dt.date:
    day = near_date(request.GET.get("week", ""), default) or default
    return day - dt.timedelta(days=day.weekday())
