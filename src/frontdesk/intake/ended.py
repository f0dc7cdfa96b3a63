"""What a patient missed or canceled, as the rules see it: each by its own version, and by what was known when it was booked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import replace
from typing import NamedTuple, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from ..audit.models import Entry
from ..availability.not_kept import Ended
from ..people.models import Patient
from ..practice import policies
from ..practice.file.model import BY_PATIENT
from ..rules.facts import NO_INSURANCE, Channel, Facts
from ..rules.history import COUNTED
from ..tenancy.context import read_once_on_a_page
from .models import Answer


class _Row(NamedTuple):
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
    seen_by_then: bool


def ended_by(patient: Patient, known: Facts, seen: frozenset[str] | None) -> list[Ended]:
    """As far as whoever is answered may know of it: asked only where a rule turns on it.

    `known`: the patient's record alone, without what is said for the visit that is judged now.
    """
    rows, said = read_once_on_a_page(f"not kept by {patient.pk}", lambda: _read(patient))
    return [
        Ended(
            *(row.visit, row.provider, row.location, row.start, row.canceled),
            agreed=policies.file_by_id(row.policy).setup,
            booked_with=_booked_with(row, known, said.get(row.request, {})),
        )
        for row in rows
        if (seen is None or row.visit in seen) and (row.state == "no_show" or row.canceled is not None)
    ]


def _booked_with(row: _Row, known: Facts, said: dict[str, str]) -> Facts:
    """One that nobody asked for counts as asked for online, as where the patient reads until when it can be changed."""
    return replace(
        known,
        patient="new" if row.new and not row.seen_by_then else "established",
        channel=cast(Channel, row.channel or "online"),
        payer=NO_INSURANCE if row.self_pay else row.payer or known.payer,
        answers={**known.answers, **said},
    )


def _read(patient: Patient) -> tuple[list[_Row], dict[UUID | None, dict[str, str]]]:
    """Each in order of its start, and what was answered for it.

    What the practice canceled is none of theirs, nor is a hold that nobody confirmed.
    """
    theirs = Q(state="no_show") | Q(state="cancelled", means=BY_PATIENT, hold_expires_at=None)
    when = Entry.objects.filter(thing_kind="appointment", thing_id=OuterRef("pk"), action="appointment.cancel")
    before = patient.appointments.filter(start__lt=OuterRef("start"), state__in=COUNTED).exclude(state="held")
    found = patient.appointments.filter(theirs).annotate(
        canceled=Subquery(when.order_by("-number").values("at")[:1]), seen_by_then=Exists(before)
    )
    codes = ("visit_type__code", "provider__code", "location__code", "start", "policy_id", "state", "canceled")
    booked_with = ("request_id", "request__channel", "payer__code", "self_pay", "new_patient", "seen_by_then")
    rows = [_Row(*values) for values in found.order_by("start").values_list(*codes, *booked_with)]
    return rows, _said({row.request for row in rows if row.request is not None})


def _said(requests: set[UUID]) -> dict[UUID | None, dict[str, str]]:
    said: dict[UUID | None, dict[str, str]] = defaultdict(dict)
    for request, field, value in Answer.objects.filter(request__in=requests).values_list("request", "field", "value"):
        said[request][field] = value
    return said
