"""What the calendar shows: who works when, what is closed, what is taken; only what the actor may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.timezone import now

from ...access.may import Actor, may_any, require_open
from ...availability.clock import day
from ...availability.hours import hours_on
from ...availability.model import Provider as File
from ...availability.model import Setup
from ...practice import policies
from ...practice.models import Location, Provider, Resource
from ...rules.facts import Visit
from ...rules.families.closures import Closure
from ...rules.families.steps import Steps
from ..models import Appointment, Reservation
from ..moving import here_for_nobody, must_move
from ..queries import visible
from .sheet import Column, Piece

GONE = ("rescheduled", "cancelled")
LOOK_BACK = dt.timedelta(days=366)


@dataclass(frozen=True)
class Subject:
    """Whose column it is: a provider, a room or a location; `code` as the practice file has it, `key` as reservations do.

    `at`: the id of the one location of which a provider's column shows what is there; '': wherever they are.
    """

    kind: str
    code: str
    name: str
    key: UUID
    zone: ZoneInfo
    place: str = ""
    at: str = ""


def subjects(actor: Actor, by: str, location: str = "") -> list[Subject]:
    """Everybody (or every room, or location) that has a column, in the file's order; a clinician only themselves."""
    require_open(actor, "calendar.view")
    setup = policies.current().setup
    if not may_any(actor, "calendar.view"):
        by = "provider"
    if by == "location":
        rows = {place.code: place for place in Location.objects.filter(active=True)}
        return [
            Subject("location", id_, place.name, rows[id_].pk, place.zone)
            for id_, place in setup.locations.items()
            if id_ in rows and location in ("", id_)
        ]
    if by == "room":
        return _rooms(setup, location)
    provider_by_code = {provider.code: provider for provider in Provider.objects.all()}
    known = [
        Subject("provider", id_, provider.name, provider_by_code[id_].pk, _zone(setup, provider, location), at=location)
        for id_, provider in setup.providers.items()
        if id_ in provider_by_code and (not location or location in provider.locations)
    ]
    # Somebody whom the file no longer has may have appointments still: they are not lost from sight.
    left = Appointment.objects.filter(provider__active=False, start__gte=now() - LOOK_BACK).values("provider")
    for row in Provider.objects.filter(active=False, pk__in=left).order_by("name"):
        known.append(Subject("provider", row.code, row.name, row.pk, setup.zone, at=location))
    everybody = may_any(actor, "calendar.view")
    return [subject for subject in known if everybody or subject.key == actor.provider]


def columns(actor: Actor, wanted: list[tuple[Subject, dt.date]]) -> list[Column]:
    """A column for each subject and date, with hours, closures, appointments, holds and buffers.  Two queries for all of them."""
    require_open(actor, "calendar.view")
    if not wanted:
        return []
    setup = policies.current().setup
    dates = [date for _, date in wanted]
    rows = _appointments(actor, setup, min(dates), max(dates), {subject for subject, _ in wanted})
    all_columns = []
    for subject, date in wanted:
        column = _empty(setup, subject, date)
        for row in rows:
            column.pieces += _pieces(row, subject, date)
        all_columns.append(column)
    moving, waiting = must_move(rows), here_for_nobody(rows)
    for piece in (piece for column in all_columns for piece in column.pieces if piece.kind in ("appointment", "part")):
        piece.must_move = piece.thing.pk in moving
        piece.here_for_nobody = piece.thing.pk in waiting
    return all_columns


def busy_on(date: dt.date, zone: ZoneInfo, location: str = "") -> frozenset[UUID]:
    """The keys of all providers who have an appointment on a date (at a location), hours or not."""
    begin = dt.datetime.combine(date, dt.time(), zone)
    rows = Appointment.objects.filter(start__gte=begin, start__lt=begin + dt.timedelta(days=1)).exclude(state__in=GONE)
    rows = rows.filter(location__code=location) if location else rows
    return frozenset(rows.order_by().values_list("provider_id", flat=True).distinct())


def has_hours_on(setup: Setup, subject: Subject, date: dt.date) -> bool:
    """Whether a provider has hours on a date, or a place is used by somebody who has."""
    return bool(_blocks(setup, subject, date))


def _rooms(setup: Setup, location: str) -> list[Subject]:
    rows = {resource.code: resource for resource in Resource.objects.filter(active=True)}
    return [
        Subject("room", f"{place.id}/{room.id}", room.id, rows[f"{place.id}/{room.id}"].pk, place.zone, place.name)
        for place in setup.locations.values()
        for room in place.resources
        if f"{place.id}/{room.id}" in rows and location in ("", place.id)
    ]


def _zone(setup: Setup, provider: File, location: str) -> ZoneInfo:
    if location in setup.locations:
        return setup.locations[location].zone
    return setup.locations[provider.locations[0]].zone if provider.locations else setup.zone


def _appointments(actor: Actor, setup: Setup, first: dt.date, last: dt.date, wanted: set[Subject]) -> list[Appointment]:
    """Those that begin on the dates.  Only where visits are handed on, or a room is asked about, is it looked up who has a part."""
    zones = {subject.zone for subject in wanted} | {place.zone for place in setup.locations.values()}
    begin = min(dt.datetime.combine(first, dt.time(), zone) for zone in zones)
    end = max(dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone) for zone in zones)
    keys = {subject.key for subject in wanted}
    kinds = {subject.kind for subject in wanted}
    of_these = Q(location_id__in=keys) if kinds == {"location"} else Q(provider_id__in=keys)
    if "room" in kinds or ("provider" in kinds and any(isinstance(e.rule, Steps) for e in setup.book.entries)):
        of_these |= Q(Exists(Reservation.objects.filter(appointment=OuterRef("pk"), subject__in=keys)))
    return list(
        visible(actor)
        .filter(of_these, start__gte=begin, start__lt=end)
        .exclude(state__in=GONE)
        .exclude(state="held", hold_expires_at__lt=now())
        .prefetch_related(
            Prefetch("reservations", Reservation.objects.exclude(kind="patient").order_by("during", "pk"))
        )
        .order_by("start")
    )


def _blocks(setup: Setup, subject: Subject, date: dt.date) -> list[tuple[int, int, str]]:
    """(from, to, location) of hours on that date, for a provider; for a place, of anybody there, joined."""
    if subject.kind == "provider":
        provider = setup.providers.get(subject.code)
        there = hours_on(provider, date) if provider else []
        return [(piece.from_, piece.to, piece.block.at) for piece in there if subject.at in ("", piece.block.at)]
    place = subject.code.partition("/")[0]
    everybody = [piece for provider in setup.providers.values() for piece in hours_on(provider, date)]
    spans = sorted((piece.from_, piece.to) for piece in everybody if piece.block.at == place)
    return [(begin, end, place) for begin, end in _joined(spans)]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for begin, end in spans:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((begin, end))
    return joined


def _empty(setup: Setup, subject: Subject, date: dt.date) -> Column:
    """Hours and closures alone."""
    blocks = _blocks(setup, subject, date)
    places = dict.fromkeys(setup.locations[at].name for _, _, at in blocks)
    note = ", ".join(places) if subject.kind == "provider" else subject.place
    zone = setup.locations[blocks[0][2]].zone if blocks else subject.zone
    column = Column(subject.code, subject.name, date, note, [(begin, end) for begin, end, _ in blocks], zone=zone)
    for begin, end, at in blocks:
        there = setup.locations[at].zone
        column.pieces.append(Piece("hours", begin, end, at, zone=there))
        visit = Visit("", subject.code if subject.kind == "provider" else "", at)
        for entry in setup.book.holding(Closure, visit):
            assert isinstance(entry.rule, Closure)
            shut = entry.rule.on(date)
            if shut and shut[0] < end and begin < shut[1]:
                column.pieces.append(Piece("closure", max(begin, shut[0]), min(end, shut[1]), entry.text, zone=there))
    column.out = _joined(sorted((piece.begin, piece.end) for piece in column.pieces if piece.kind == "closure"))
    return column


def _pieces(row: Appointment, subject: Subject, date: dt.date) -> list[Piece]:
    """What of an appointment lies in that column: itself, somebody's step of it, and the time kept free around it."""
    zone = ZoneInfo(row.location.timezone)
    local = day(date, zone)

    def minute(moment: dt.datetime) -> int:
        offset = int(moment.timestamp() // 60) - local.begin
        if local.regular:
            return offset
        at = moment.astimezone(zone)
        return at.hour * 60 + at.minute + (24 * 60 if at.date() > date else 0)

    if row.start.astimezone(zone).date() != date or subject.at not in ("", row.location.code):
        return []
    begin, end = minute(row.start), minute(row.end)
    if subject.kind == "location":
        return [Piece("appointment", begin, end, thing=row, zone=zone)] if row.location_id == subject.key else []
    spans = [
        (minute(r.during.lower), minute(r.during.upper)) for r in row.reservations.all() if r.subject == subject.key
    ]
    if not spans:
        return []
    pieces = []
    for low, high in spans:
        inside = (max(low, begin), min(high, end))
        own = subject.kind == "room" or row.provider_id == subject.key
        pieces.append(Piece("appointment" if own else "part", *inside, thing=row, whole=(begin, end), zone=zone))
        if low < inside[0]:
            pieces.append(Piece("buffer", low, inside[0], zone=zone))
        if high > inside[1]:
            pieces.append(Piece("buffer", inside[1], high, zone=zone))
    return pieces
