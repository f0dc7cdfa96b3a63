"""Appointments and holds as the engine sees them: rows that are there, for files of facts, try-outs and who looks at all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.timezone import now

from ..audit.models import Entry
from ..availability.model import Booked, Minute, Setup, Taking, minute_of
from ..practice.models import Provider, Resource
from ..practice.policies import published
from ..rules.facts import Channel, Facts
from ..tenancy.context import keeps
from .established import seen_before
from .models import Appointment, Reservation
from .states import GIVEN_BACK, SEEN, TAKING

LONGEST = dt.timedelta(days=1)  # no appointment lasts longer
FIELDS = (
    "id",
    "visit_type__code",
    "provider__code",
    "location__code",
    "start",
    "end",
    "before",
    "after",
    "patient_id",
    "new_then",
    "payer__code",
    "channel",
    "state",
    "replaces_id",
)


def booked(
    setup: Setup, begin: dt.datetime, end: dt.datetime, patient: UUID | None, without: tuple[UUID, ...]
) -> list[Booked]:
    """What is taken from `begin` up to `end`, and everything of the patient."""
    return list(taken_by_id(setup, begin, end, patient, without).values())


def taken_by_id(
    setup: Setup,
    begin: dt.datetime,
    end: dt.datetime,
    patient: UUID | None = None,
    without: tuple[UUID, ...] = (),
) -> dict[UUID, Booked]:
    """The same, each under the key of its appointment."""
    when = Q(start__lt=end, start__gte=begin - LONGEST, end__gt=begin)
    if patient is not None:
        when |= Q(patient_id=patient)  # what is over says that they have been seen
    return taken_rows(setup, when, without)


Subjects = Mapping[UUID, tuple[str, str]]  # what a reservation's subject is: key → (kind, code)


def taken_rows(
    setup: Setup, when: Q, without: tuple[UUID, ...] = (), subjects: Subjects | None = None
) -> dict[UUID, Booked]:
    """What is taken of these, each under the key of its appointment; `subjects`, where they are known."""
    alive = Q(state__in=[state for state in TAKING if state != "held"]) | Q(state="held", hold_expires_at__gt=now())
    rows = Appointment.objects.filter(when & alive)
    return _read(setup, rows.exclude(pk__in=without) if without else rows, subjects)


def not_taking_place(setup: Setup, patient: UUID, subjects: Subjects) -> dict[UUID, Booked]:
    """What of a patient was booked and does not take place: canceled, moved or missed."""
    gone = Appointment.objects.filter(patient=patient, state__in=[*GIVEN_BACK, "no_show"], hold_expires_at=None)
    return _read(setup, gone, subjects)


def missed_by(keys: Collection[UUID], moment: dt.datetime) -> set[UUID]:
    """Those of these appointments that had been found to be missed by that moment.

    Of the others it was not known then: until somebody says so, they might have taken place.  (What is being said in this very
    action stands in no trail yet, so it is never asked who was found to be missed afterwards.)
    """
    if not keys:
        return set()
    said = Entry.objects.filter(
        thing_kind="appointment", thing_id__in=keys, action="appointment.no_show", at__lte=moment
    )
    return {key for key in said.values_list("thing_id", flat=True) if key is not None}


def _read(setup: Setup, rows: QuerySet[Appointment], subjects: Subjects | None) -> dict[UUID, Booked]:
    new_then = ExpressionWrapper(Q(new_patient=True) & ~seen_before(), BooleanField())
    rows = rows.annotate(new_then=new_then)
    if subjects is None:
        read = [_Row(*values) for values in rows.values_list(*FIELDS)]
        taken = _taken_by(rows) if read else {}
    else:
        both = list(rows.annotate(parts=_parts()).values_list(*FIELDS, "parts"))
        read, taken = (
            [_Row(*values[:-1]) for values in both],
            _named({values[0]: values[-1] for values in both}, subjects),
        )
    return {row.id: _booked(row, taken.get(row.id, ())) for row in read if row.location in setup.locations}


class _Row(NamedTuple):
    """What of an appointment the engine looks at: plain values, since there may be a hundred thousand."""

    id: UUID
    visit: str
    provider: str
    location: str
    start: dt.datetime
    end: dt.datetime
    before: int
    after: int
    patient: UUID
    new_then: bool
    payer: str | None
    channel: str
    state: str
    replaces: UUID | None


def known_codes() -> Subjects:
    """The same, asked for once for a version that stands: a row keeps its code.  What has come since is not among them."""
    return _codes_of(published().pk) if keeps() else subject_codes()


@lru_cache(maxsize=256)
def _codes_of(_policy: UUID) -> Subjects:
    return subject_codes()


def subject_codes() -> dict[UUID, tuple[str, str]]:
    """What a reservation's subject is: key → (kind, code), rooms as 'location/id'."""
    return {
        **{key: ("resource", code) for key, code in Resource.objects.values_list("pk", "code")},
        **{key: ("provider", code) for key, code in Provider.objects.values_list("pk", "code")},
    }


Parts = dict[UUID, list[tuple[str, str, dt.datetime, dt.datetime]]]


def _taken_by(rows: QuerySet[Appointment]) -> Parts:
    """Who and what each appointment takes besides its own provider for all of it: rooms, and the parts of a visit that is handed on."""
    others = list(_others().filter(appointment__in=rows).values_list("appointment_id", "subject", "during"))
    names, parts = known_codes() if others else {}, Parts()
    if any(subject not in names for _, subject, _ in others):
        names = subject_codes()
    for key, subject, during in others:
        if subject in names:
            parts.setdefault(key, []).append((*names[subject], during.lower, during.upper))
    return parts


def _others() -> QuerySet[Reservation]:
    whole = Q(kind="provider", subject=F("appointment__provider_id"))
    whole &= Q(during__startswith=F("appointment__start") - F("appointment__before") * MINUTE)
    whole &= Q(during__endswith=F("appointment__end") + F("appointment__after") * MINUTE)
    return Reservation.objects.exclude(kind="patient").exclude(whole)


def _parts() -> ArraySubquery:
    """The same as a column, for a few rows: with them, by one question."""
    its = _others().filter(appointment=OuterRef("pk"))
    return ArraySubquery(its.values(part=JSONObject(subject="subject", begins="begins", ends="ends")))


def _named(read: dict[UUID, list[dict[str, str]]], names: Subjects) -> Parts:
    parts = [(key, UUID(part["subject"]), part) for key, some in read.items() for part in some]
    if any(subject not in names for _, subject, _ in parts):
        names = subject_codes()  # known under a version that has come into force since
    named: Parts = {}
    for key, subject, part in parts:
        if subject in names:
            times = (dt.datetime.fromisoformat(part["begins"]), dt.datetime.fromisoformat(part["ends"]))
            named.setdefault(key, []).append((*names[subject], *times))
    return named


MINUTE = Value(dt.timedelta(minutes=1))


def _booked(row: _Row, taken: Iterable[tuple[str, str, dt.datetime, dt.datetime]]) -> Booked:
    start = minute_of(row.start)
    whole = (row.start - dt.timedelta(minutes=row.before), row.end + dt.timedelta(minutes=row.after))
    # Exactly who and what, whatever the rules would ask for by now: against them a visit was booked without some of it.
    here = any((kind, code) == ("provider", row.provider) for kind, code, _low, _high in taken)
    own = () if here else (("provider", row.provider, *whole),)  # for all of it: left out of what was read
    parts = tuple(Taking(kind, code, minute_of(low), minute_of(high)) for kind, code, low, high in (*own, *taken))
    return Booked(
        row.visit,
        row.provider,
        row.location,
        start,
        minute_of(row.end) - start,
        str(row.patient),
        tuple(code.partition("/")[2] for kind, code, _low, _high in taken if kind == "resource"),
        row.before,
        row.after,
        Facts(
            patient="new" if row.new_then else "established",
            payer=row.payer,
            channel=cast(Channel, row.channel),
        ),
        taking=parts,
        counts_as_seen=row.state in SEEN,
        state=row.state,
        instead=row.state == "held" and row.replaces is not None,
        key=str(row.id),
    )


def begin_of(booked: Booked) -> Minute:
    """When it takes its people and rooms, with what comes before it."""
    return booked.start - (booked.before or 0)


def end_of(booked: Booked) -> Minute:
    return booked.end + (booked.after or 0)


def hours_between(begin: Minute, end: Minute) -> range:
    return range(begin // 60, (end - 1) // 60 + 1)
