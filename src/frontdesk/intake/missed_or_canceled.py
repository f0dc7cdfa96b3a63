"""What a patient missed or canceled, as the rules see it: each by its own version, and by what was known when it was booked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from ..audit.models import Entry
from ..availability.not_kept import Ended
from ..people.models import Patient
from ..practice import policies
from ..practice.file.model import BY_PATIENT
from ..rules.facts import NO_INSURANCE, Channel, Facts
from ..rules.history import COUNTED, KEPT
from ..tenancy.context import read_once_on_a_page
from .models import Answer

BY_THEM = Q(
    state="cancelled", means=BY_PATIENT, hold_expires_at=None
)  # not what the practice canceled, nor a hold that nobody confirmed


class NotKeptRow(NamedTuple):
    key: UUID
    patient: UUID
    visit: str
    provider: str
    location: str
    start: dt.datetime
    policy: UUID
    state: str
    canceled: dt.datetime | None
    request: UUID | None
    channel: str | None
    payer: str | None
    self_pay: bool
    new: bool
    excused: str
    seen_by_then: bool


Read = tuple[list[NotKeptRow], dict[UUID | None, dict[str, str]]]


def ended_by(patient: Patient, known: Facts, seen: frozenset[str] | None) -> list[Ended]:
    """As far as whoever is answered may know of it: asked only where a rule turns on it.

    `known`: the patient's record alone, without what is said for the visit that is judged now.
    """
    rows, said = read_once_on_a_page(f"not kept by {patient.pk}", lambda: read_not_kept(patient.appointments.all()))
    return [as_ended(row, known, said) for row in rows if seen is None or row.visit in seen]


def read_not_kept(visits: QuerySet[Any]) -> Read:
    """Of these appointments, whoever's they are, what was missed or canceled by its patient, for `as_ended`."""
    return _read(visits.filter(Q(state="no_show") | BY_THEM))


def kept_by(patient: Patient, by: dt.datetime, seen: frozenset[str] | None) -> dict[str, dt.datetime]:
    """When the last visit of each type began that the patient kept by that moment, as far as whoever is answered may know of it."""
    last = last_kept(patient.appointments.filter(start__lte=by)).get(patient.pk, {})
    return {visit: start for visit, start in last.items() if seen is None or visit in seen}


def last_kept(visits: QuerySet[Any]) -> dict[UUID, dict[str, dt.datetime]]:
    """The same of these appointments, by whose they are."""
    last = visits.filter(state__in=KEPT).order_by().values_list("patient", "visit_type__code")
    by_patient: dict[UUID, dict[str, dt.datetime]] = defaultdict(dict)
    for patient, visit, start in last.annotate(last=Max("start")):
        by_patient[patient][visit] = start
    return by_patient


def canceled_among(visits: QuerySet[Any], known: Callable[[UUID], Facts]) -> Iterator[tuple[UUID, UUID, str, Ended]]:
    """Of these appointments, whoever's they are, what its patient canceled: its key, theirs, why it is excused if it is, and how it ended."""
    rows, said = _read(visits.filter(BY_THEM))
    for row in rows:
        yield row.key, row.patient, row.excused, as_ended(row, known(row.patient), said)


def as_ended(row: NotKeptRow, known: Facts, said: dict[UUID | None, dict[str, str]]) -> Ended:
    """As the rules see it; `known`: of its patient."""
    return Ended(
        *(row.visit, row.provider, row.location, row.start, row.canceled),
        agreed=policies.file_by_id(row.policy).setup,
        booked_with=_booked_with(row, known, said.get(row.request, {})),
        excused=bool(row.excused),
    )


def _booked_with(row: NotKeptRow, known: Facts, said: dict[str, str]) -> Facts:
    """One that nobody asked for counts as asked for online, as where the patient reads until when it can be changed."""
    return replace(
        known,
        patient="new" if row.new and not row.seen_by_then else "established",
        channel=cast(Channel, row.channel or "online"),
        payer=NO_INSURANCE if row.self_pay else row.payer or known.payer,
        answers={**known.answers, **said},
    )


def _read(visits: QuerySet[Any]) -> Read:
    """Each in order of its start, and what was answered for it; of what was canceled only that of which it is known when."""
    when = Entry.objects.filter(thing_kind="appointment", thing_id=OuterRef("pk"), action="appointment.cancel")
    theirs = visits.model._default_manager.filter(patient=OuterRef("patient"))
    before = theirs.filter(start__lt=OuterRef("start"), state__in=COUNTED).exclude(state="held")
    annotated = visits.annotate(
        canceled=Subquery(when.order_by("-number").values("at")[:1]), seen_by_then=Exists(before)
    )
    codes = (
        "pk",
        "patient_id",
        "visit_type__code",
        "provider__code",
        "location__code",
        "start",
        "policy_id",
        "state",
        "canceled",
    )
    booked_with = (
        "request_id",
        "request__channel",
        "payer__code",
        "self_pay",
        "new_patient",
        "excused",
        "seen_by_then",
    )
    every = (NotKeptRow(*values) for values in annotated.order_by("start").values_list(*codes, *booked_with))
    rows = [row for row in every if row.state == "no_show" or row.canceled is not None]
    return rows, _said({row.request for row in rows if row.request is not None})


def _said(requests: set[UUID]) -> dict[UUID | None, dict[str, str]]:
    said: dict[UUID | None, dict[str, str]] = defaultdict(dict)
    for request, field, value in Answer.objects.filter(request__in=requests).values_list("request", "field", "value"):
        said[request][field] = value
    return said
