"""What really happened, as plain values: the requests and appointments of the last days, without names or anything that was written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.utils.timezone import now

from ...availability.model import Setup, minute_of
from ...booking.models import Appointment
from ...intake import evaluation
from ...intake.models import Request
from ...rules.facts import Facts

MOST = 5000
CAME = ("booked", "arrived", "completed", "no_show")


@dataclass(frozen=True)
class Case:
    """Somebody asked for a visit, or booked one themselves.  `kind` is 'request' or 'appointment', `number` what staff say."""

    kind: str
    id: str
    number: int
    visit: str
    at: dt.datetime
    facts: Facts


@dataclass(frozen=True)
class Held:
    """An appointment that was kept or is to come: what it was, and when it was booked.  Instants in UTC minutes."""

    number: int
    visit: str
    provider: str
    location: str
    start: int
    minutes: int
    booked_at: dt.datetime
    patient: str
    facts: Facts


def asked(days: int, under: Setup) -> list[Case]:
    """Every request of the last days, and every appointment that a patient booked without one; the oldest first.

    The facts are those of the time: who was new then is new here.  Answers are all that were given in the end.  What was not
    kept is counted by the rules `under` which it is tried.
    """
    since = now() - dt.timedelta(days=days)
    cases = [*_requests(since, under), *_alone(since, under)]
    return sorted(cases, key=lambda case: case.at)[-MOST:]


def how_many(days: int) -> tuple[int, int]:
    """How many cases and appointments there are in these days; `asked` and `held` take the latest MOST of each."""
    since = now() - dt.timedelta(days=days)
    return _request_rows(since).count() + _alone_rows(since).count(), _held_rows(days).count()


def held(days: int) -> list[Held]:
    """The appointments whose time lay in the last days and that were not cancelled, in the order in which they were booked."""
    latest = _held_rows(days).select_related("visit_type", "provider", "location", "payer")
    rows = latest.order_by("-created_at", "-number")[:MOST]
    return [
        Held(
            row.number,
            row.visit_type.code,
            row.provider.code,
            row.location.code,
            minute_of(row.start),
            minute_of(row.end) - minute_of(row.start),
            min(row.created_at, row.start),
            str(row.patient_id),
            Facts(
                patient="new" if row.new_patient else "established",
                payer=row.payer.code if row.payer else None,
                channel="staff",
            ),
        )
        for row in reversed(rows)
    ]


def _held_rows(days: int) -> QuerySet[Appointment]:
    moment = now()
    begin = moment - dt.timedelta(days=days)
    return Appointment.objects.filter(start__gte=begin, start__lt=moment, state__in=CAME, hold_expires_at=None)


def _request_rows(since: dt.datetime) -> QuerySet[Request]:
    return Request.objects.filter(created_at__gte=since)


def _alone_rows(since: dt.datetime) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(created_at__gte=since, channel="online", request=None, hold_expires_at=None)
    return rows.exclude(state="held")


def _requests(since: dt.datetime, under: Setup) -> Iterator[Case]:
    rows = (
        _request_rows(since)
        .select_related("patient__practice", "patient__payer", "visit_type")
        .prefetch_related("answers", "documents", "appointments")
        .order_by("-created_at")
    )
    for row in rows[:MOST]:
        known = evaluation.facts_of(row, under=under)
        if any(appointment.new_patient for appointment in row.appointments.all()):
            known = replace(known, patient="new")
        yield Case(
            "request", str(row.pk), row.number, row.visit_type.code, row.created_at, _then(known, row.created_at)
        )


def _alone(since: dt.datetime, under: Setup) -> Iterator[Case]:
    rows = (
        _alone_rows(since).select_related("patient__practice", "patient__payer", "visit_type").order_by("-created_at")
    )
    for row in rows[:MOST]:
        known = evaluation.facts(row.patient, {}, "online", self_pay=row.self_pay, under=under)
        known = replace(known, patient="new" if row.new_patient else "established")
        yield Case(
            "appointment", str(row.pk), row.number, row.visit_type.code, row.created_at, _then(known, row.created_at)
        )


def _then(known: Facts, at: dt.datetime) -> Facts:
    """A last visit that came later was not known then, nor was one that had not been missed yet."""
    if known.not_kept is not None:
        missed = tuple(not_kept for not_kept in known.not_kept if not_kept.date <= at.date())
        known = replace(known, not_kept=missed, today=at.date())
    if known.last_visit is not None and known.last_visit >= at.date():
        return replace(known, last_visit=None)
    return known
