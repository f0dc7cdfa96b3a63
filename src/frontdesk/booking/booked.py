"""Appointments and holds as the engine sees them: rows that are there, for files of facts, try-outs and who looks at all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple, cast
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.timezone import now

from ..availability.model import Booked, Setup, Taking, minute_of
from ..practice.models import Provider, Resource
from ..rules.facts import Channel, Facts
from .models import Appointment, Reservation
from .seen import seen_before
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
    return list(booked_by_id(setup, begin, end, patient, without).values())


def booked_by_id(
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
    return rows(setup, when, without)


Subjects = Mapping[UUID, tuple[str, str]]  # what a reservation's subject is: key → (kind, code)


def rows(setup: Setup, when: Q, without: tuple[UUID, ...] = (), subjects: Subjects | None = None) -> dict[UUID, Booked]:
    """What is taken of these, each under the key of its appointment; `subjects`, where they are known."""
    alive = Q(state__in=[state for state in TAKING if state != "held"]) | Q(state="held", hold_expires_at__gt=now())
    found = Appointment.objects.filter(when & alive)
    return _read(setup, found.exclude(pk__in=without) if without else found, subjects)


def given_up(setup: Setup, patient: UUID, subjects: Subjects) -> dict[UUID, Booked]:
    """What of a patient was booked and does not take place: canceled, moved or missed."""
    gone = Appointment.objects.filter(patient=patient, state__in=[*GIVEN_BACK, "no_show"], hold_expires_at=None)
    return _read(setup, gone, subjects)


def _read(setup: Setup, found: QuerySet[Appointment], subjects: Subjects | None) -> dict[UUID, Booked]:
    new_then = ExpressionWrapper(Q(new_patient=True) & ~seen_before(), BooleanField())
    found = found.annotate(new_then=new_then)
    if subjects is None:
        read = [_Row(*values) for values in found.values_list(*FIELDS)]
        taken = _taken_by(found) if read else {}
    else:
        both = list(found.annotate(parts=_parts()).values_list(*FIELDS, "parts"))
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


def subject_codes() -> dict[UUID, tuple[str, str]]:
    """What a reservation's subject is: key → (kind, code), rooms as 'location/id'."""
    return {
        **{key: ("resource", code) for key, code in Resource.objects.values_list("pk", "code")},
        **{key: ("provider", code) for key, code in Provider.objects.values_list("pk", "code")},
    }


Parts = dict[UUID, list[tuple[str, str, dt.datetime, dt.datetime]]]


def _taken_by(rows: QuerySet[Appointment]) -> Parts:
    """Who and what each appointment takes besides its own provider for all of it: rooms, and the parts of a visit that is handed on."""
    names = subject_codes()
    found: Parts = {}
    others = _others().filter(appointment__in=rows)
    for key, subject, during in others.values_list("appointment_id", "subject", "during"):
        if subject in names:
            found.setdefault(key, []).append((*names[subject], during.lower, during.upper))
    return found


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
    parts = [(key, UUID(one["subject"]), one) for key, some in read.items() for one in some]
    if any(subject not in names for _, subject, _ in parts):
        names = subject_codes()  # known under a version that has come into force since
    found: Parts = {}
    for key, subject, one in parts:
        if subject in names:
            times = (dt.datetime.fromisoformat(one["begins"]), dt.datetime.fromisoformat(one["ends"]))
            found.setdefault(key, []).append((*names[subject], *times))
    return found


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
