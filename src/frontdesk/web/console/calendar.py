"""The calendar: day and week by provider, room or location, the month's fill, and placement: every place that fits is a button."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext
from django_vite.core.asset_loader import DjangoViteAssetLoader

from ...access.may import may, may_any, may_open
from ...availability.engine import Engine
from ...booking import by_the_clock
from ...booking import queries as booking
from ...booking.calendar import month, places, queries
from ...booking.calendar.places import Placement
from ...booking.calendar.queries import Subject
from ...booking.calendar.sheet import Column, Piece, laid_out
from ...booking.take import Place
from ...core.typed import whole_number
from ...outreach.waitlist.fill import who_wait_for
from ...practice import policies
from ...practice import queries as named
from ...tenancy.today import today_at
from ..csv_file import csv_of, wanted
from ..forms import TimeForm, chosen_day, new_key, providers, time_form
from ..interpreters import show_interpreters
from ..page import get_or_404, page
from ..picked import why_no_moment
from ..place_words import place_name
from ..request import PageRequest
from ..who_was_told import show_reached

AT_ONCE = 10  # columns beside each other; the rest is a page further
BY = ("provider", "room", "location")
COMES = ("appointment", "part")  # the pieces that are somebody's
VIEWS = ("day", "week", "month")


@dataclass
class Wish:
    """What the address asks for."""

    view: str
    by: str
    date: dt.date
    location: str
    subject: str
    number: int

    @classmethod
    def read(cls, request: PageRequest, today: dt.date) -> Wish:
        get = request.GET.get
        view, by = str(get("view", "day")), str(get("by", "provider"))
        if not may_any(request.actor, "calendar.view"):
            by = "provider"
        number = str(get("page", "1"))
        return cls(
            view if view in VIEWS else "day",
            by if by in BY else "provider",
            chosen_day(request, today),
            str(get("location", ""))[:60],
            str(get("subject", ""))[:120],
            whole_number(number, most=999) or 1,
        )

    def query(self, **change: object) -> str:
        known = {
            "view": self.view if self.view != "day" else "",
            "by": self.by if self.by != "provider" else "",
            "date": str(self.date),
            "location": self.location,
            "subject": self.subject,
        }
        return urlencode({name: value for name, value in (known | change).items() if value})


@page("calendar.view")
def calendar(request: PageRequest) -> HttpResponse:
    today = today_at(request.practice)
    wish = Wish.read(request, today)
    if wish.view == "month":
        return _month(request, wish, today)
    placement = _placement(request)
    subjects = queries.subjects(request.actor, wish.by, wish.location)
    pairs, others = _pairs(wish, subjects)
    columns = queries.columns(request.actor, pairs)
    _now_line(columns)
    plain = Engine(policies.current().setup)
    engine = placement.engine() if placement and pairs else None
    for column, (subject, date) in zip(columns, pairs, strict=True):
        in_file = subject.kind == "provider" and bool(column.hours)
        if placement is not None and engine is not None and in_file:
            column.pieces += places.pieces(places.cells(placement, subject.code, date, engine, subject.at))
        elif in_file and may_open(request.actor, "appointment.book"):
            column.pieces += _empties(column, plain)
    show_interpreters([piece.thing for shown_column in columns for piece in shown_column.pieces if piece.kind in COMES])
    refused = placement.waits(engine).always if placement and engine else ()
    context = {
        "refused": refused,
        "wish": wish,
        "sheet": laid_out(columns, clock=policies.current().setup.zone),
        "today": today,
        "subjects": subjects,
        "pages": others,
        "placement": placement,
        "why": _why(request, placement),
        "key": new_key(),
        "calendar_css": _stylesheet(),
        "place_query": _place_query(request),
        "may_override": may_open(request.actor, "rules.override"),
        "may_move": may_open(request.actor, "appointment.reschedule"),
        "may_resize": may_open(request.actor, "appointment.resize"),
        **_addresses(wish, today),
        **_span(pairs, today),
        "locations": named.locations(),
    }
    return render(request, "console/_sheet.html" if request.htmx else "console/calendar.html", context)


@page("calendar.view")
def at(request: PageRequest) -> HttpResponse:
    """An empty time: who could be seen here, and for every other visit type the sentence that stands in the way."""
    form = time_form(request.GET)
    typed = request.GET.get("any_time", "")
    wrong = why_no_moment(typed)
    asked = bool(request.GET.get("time") or typed) and not wrong
    place = form.place if asked and form.is_valid() else None
    setup = policies.current().setup
    context: dict[str, Any] = {
        "place": place,
        "value": str(form.data.get("time", "")),
        "asked": asked,
        "never": form.never,
        "providers": providers(),
        "any_provider": request.GET.get("any_provider", ""),
        "any_time": typed,
        "wrong": wrong,
    }
    if place is not None:
        location = setup.locations[place.location]
        asks = may_open(request.actor, "waitlist.view")
        waiting = who_wait_for(place) if asks else []
        show_reached(waiting)
        context |= {
            "any_provider": place.provider,
            "any_time": f"{place.start.astimezone(location.zone):%Y-%m-%dT%H:%M}",
            "possible": places.who_could_be_seen(place),
            "provider": setup.providers[place.provider].name,
            "location": location,
            "may_book": may_open(request.actor, "appointment.book"),
            "asks_waitlist": asks,
            "waiting": waiting,
        }
    return render(
        request,
        "console/_at.html" if request.htmx else "console/at.html",
        context,
        status=422 if wrong else 200 if place or not asked else 404,
    )


@page("appointment.reschedule")
def verdict(request: PageRequest) -> HttpResponse:
    """While dragging: does it fit there (or with so many minutes), and if not, why.  The same `explain` that books."""
    appointment = get_or_404(booking.by_id(request.actor, _key(request.GET.get("appointment"))))
    minutes = str(request.GET.get("minutes", ""))
    placement = Placement(appointment.visit_type, appointment.patient, appointment, whole_number(minutes, most=24 * 60))
    form = time_form(request.GET)
    if placement.minutes and not request.GET.get("any_time"):  # another length, where it stands
        place = Place(appointment.provider.code, appointment.location.code, appointment.start)
    elif form.is_valid():
        place = form.place
    else:
        return JsonResponse(
            {
                "fits": False,
                "reasons": [{"kind": "hours", "rule": "", "detail": form.never or "nobody works here then"}],
            }
        )
    there = placement.is_where_it_is(place)
    reasons = [] if there else places.verdict(placement, place)
    rows = [{"kind": reason.kind, "rule": reason.rule or "", "detail": reason.detail} for reason in reasons]
    if there:
        rows = [{"kind": "there", "rule": "", "detail": gettext("It is there already.")}]
    return JsonResponse({"fits": not rows, "reasons": rows, "value": str(form.data.get("time", ""))})


@page("calendar.view")
def day_sheet(request: PageRequest) -> HttpResponse:
    """To print: a page for each provider, or for each location, with everybody who comes that day."""
    today = today_at(request.practice)
    wish = Wish.read(request, today)
    subjects = queries.subjects(request.actor, wish.by if wish.by != "room" else "provider", wish.location)
    chosen = [subject for subject in subjects if wish.subject in ("", subject.code)]
    columns = queries.columns(request.actor, [(subject, wish.date) for subject in chosen])
    sheets = [
        (
            column,
            sorted((p for p in column.pieces if p.kind in COMES), key=lambda p: (p.starts, p.begin)),
        )
        for column in columns
    ]
    if wanted(request):
        cells = (
            (
                p.thing.start.astimezone(ZoneInfo(p.thing.location.timezone)),
                column.name,
                p.thing.patient.name,
                p.thing.visit_type.list_name,
                p.thing.state,
                "yes" if p.must_move else "",
                "yes" if p.here_for_nobody else "",
            )
            for column, pieces in sheets
            for p in pieces
        )
        columns_ = ("start", wish.by, "patient", "visit", "state", "must move", "nobody there")
        return csv_of(request, "day", columns_, cells)
    there = [piece.thing for _, pieces in sheets for piece in pieces]
    show_reached(there)
    show_interpreters(there)
    may_arrive = may_open(request.actor, "appointment.arrive")
    context = {
        "wish": wish,
        "sheets": [pair for pair in sheets if pair[1] or pair[0].hours],
        "come": {
            appointment.pk
            for appointment in there
            if may_arrive and appointment.state == "booked" and by_the_clock.day_has_come(appointment)
        },
        "printed_at": now(),
    }
    return render(request, "console/day_sheet.html", context)


def _stylesheet() -> str:
    return str(DjangoViteAssetLoader.instance().generate_vite_asset_url("frontend/src/calendar.css"))


# Helpers ----------------------------------------------------------------------------------------------------


def _pairs(wish: Wish, subjects: list[Subject]) -> tuple[list[tuple[Subject, dt.date]], dict[str, object]]:
    """Which columns there are, and what is a page further."""
    setup = policies.current().setup
    if wish.view == "week":
        subject = next(
            (candidate for candidate in subjects if candidate.code == wish.subject), subjects[0] if subjects else None
        )
        monday = wish.date - dt.timedelta(days=wish.date.weekday())
        wish.subject = subject.code if subject else ""
        return [(subject, monday + dt.timedelta(days=n)) for n in range(7)] if subject else [], {}
    chosen = [subject for subject in subjects if wish.subject in ("", subject.code)]
    busy = queries.busy_on(wish.date, setup.zone, wish.location)
    here = [
        subject
        for subject in chosen
        if wish.by == "room" or subject.key in busy or queries.has_hours_on(setup, subject, wish.date)
    ]
    pages = -(-len(here) // AT_ONCE)
    number = min(max(wish.number, 1), max(pages, 1))
    shown = here[(number - 1) * AT_ONCE : number * AT_ONCE]
    return [(subject, wish.date) for subject in shown], {"number": number, "of": pages, "all": len(here)}


def _placement(request: PageRequest) -> Placement | None:
    """An appointment that moves (`move`), or a visit for a patient (`visit` and `patient`)."""
    if request.GET.get("move") and may_open(request.actor, "appointment.reschedule"):
        appointment = booking.by_id(request.actor, _key(request.GET.get("move")))
        if (
            appointment is not None
            and appointment.state == "booked"
            and appointment.patient.deceased_on is None
            and may(request.actor, "appointment.reschedule", appointment)
        ):
            return Placement(appointment.visit_type, appointment.patient, appointment)
    if (
        request.GET.get("visit")
        and may_open(request.actor, "appointment.book")
        and may_open(request.actor, "patient.view")
    ):
        visit = named.visit_type(request.GET.get("visit", ""))
        patient = places.patient_of(_key(request.GET.get("patient")))
        if visit is not None and patient is not None and patient.deceased_on is None:
            return Placement(visit, patient)
    return None


def _place_query(request: PageRequest) -> str:
    return urlencode(
        {name: value for name in ("move", "visit", "patient") if (value := request.GET.get(name, "")[:80])}
    )


def _why(request: PageRequest, placement: Placement | None) -> dict[str, object] | None:
    """Somebody pressed a place that does not fit: all reasons, and the way around them for who may."""
    if placement is None or not request.GET.get("time"):
        return None
    form = TimeForm(request.GET)
    if not form.is_valid():
        return None
    setup = policies.current().setup
    place: Place = form.place
    zone = setup.locations[place.location].zone
    there = placement.is_where_it_is(place)
    return {
        "there": there,
        "reasons": [] if there else places.verdict(placement, place),
        "value": request.GET["time"],
        "start": place.start.astimezone(zone),
        "provider": setup.providers[place.provider].name,
        "location": place_name(place.location),
    }


def _empties(column: Column, engine: Engine) -> list[Piece]:
    """Every start that is free inside the hours: press it to see who could be seen."""
    setup = engine.setup
    busy = [(p.begin, p.end) for p in column.pieces if p.kind in ("appointment", "part", "closure")]
    empties = []
    for hours in [piece for piece in column.pieces if piece.kind == "hours"]:
        step = places.grid_of(engine, column.key, hours.text)
        for wall in range(hours.begin, hours.end, step):
            if any(begin < wall + step and wall < end for begin, end in busy):
                continue
            start = places.start_of_wall(setup, hours.text, column.date, wall)
            if start is not None and start > now():
                value = f"{column.key}|{hours.text}|{start.astimezone(dt.UTC):%Y-%m-%dT%H:%MZ}"
                empties.append(Piece("empty", wall, min(wall + step, hours.end), thing=value, zone=hours.zone))
    return empties


def _now_line(columns: list[Column]) -> None:
    for column in columns:
        local = now().astimezone(column.zone)
        if column.date == local.date() and column.hours:
            minute = local.hour * 60 + local.minute
            column.pieces.append(Piece("now", minute, minute + 1))


def _addresses(wish: Wish, today: dt.date) -> dict[str, object]:
    """The addresses of this page, of before, after and today."""
    days = 7 if wish.view == "week" else 1
    before, after = wish.date - dt.timedelta(days=days), wish.date + dt.timedelta(days=days)
    if wish.view == "month":
        first = wish.date.replace(day=1)
        before, after = (first - dt.timedelta(days=1)).replace(day=1), (first + dt.timedelta(days=32)).replace(day=1)
    return {
        "wish_query": wish.query(),
        "before_query": wish.query(date=before),
        "after_query": wish.query(date=after),
        "today_query": wish.query(date=today),
    }


def _span(pairs: list[tuple[Subject, dt.date]], today: dt.date) -> dict[str, int]:
    """The instants that the page shows: what changes outside of them does not concern it."""
    dates = [date for _, date in pairs] or [today]
    zones = {place.zone for place in policies.current().setup.locations.values()} or {policies.current().setup.zone}
    begin = min(dt.datetime.combine(min(dates), dt.time(), zone) for zone in zones)
    end = max(dt.datetime.combine(max(dates) + dt.timedelta(days=1), dt.time(), zone) for zone in zones)
    return {"live_from": int(begin.timestamp()), "live_to": int(end.timestamp())}


def _month(request: PageRequest, wish: Wish, today: dt.date) -> HttpResponse:
    first = wish.date.replace(day=1)
    subject = wish.subject if wish.by == "provider" else ""
    if request.actor.provider and not may_any(request.actor, "calendar.view"):
        own = named.provider_by_key(request.actor.provider)
        subject = own.code if own is not None else ""
    context = {
        "wish": wish,
        "today": today,
        "first": first,
        **_addresses(wish, today),
        "weeks": month.weeks(request.actor, request.practice, first, subject, wish.location),
        "subjects": queries.subjects(request.actor, "provider", wish.location),
        "locations": named.locations(),
        "home": reverse("console:calendar"),
    }
    return render(request, "console/month.html", context)


def _key(text: str | None) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        return UUID(int=0)
