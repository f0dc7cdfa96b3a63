"""The appointments that the page of a request tells of, by one question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from ..access.may import Actor, may_open
from ..intake.models import Request
from ..intake.queries import KEPT
from ..intake.states import OPEN
from .models import Appointment
from .queries import upcoming


@dataclass(frozen=True)
class Beside:
    """`kept`: it has its time.  `unkept`: why it is open again.  `booked`: the patient has such a visit to come beside it.

    `usual`: what the patient had last, or is going to have.
    """

    kept: Appointment | None = None
    unkept: Appointment | None = None
    usual: Appointment | None = None
    booked: list[Appointment] = field(default_factory=list)


def beside(actor: Actor, asked: Request) -> Beside:
    """As `asked.appointments`, `looks_again`, `usual_for` and `already` say it, each for itself."""
    theirs = Appointment.objects.filter(patient=asked.patient_id, state__in=KEPT).order_by("-start")
    rows = Appointment.objects.filter(Q(patient=asked.patient_id) | Q(request=asked)).annotate(
        usual=ExpressionWrapper(Q(pk=Subquery(theirs.values("pk")[:1])), BooleanField()),
        other=Exists(_other(actor, asked)),
    )
    rows = rows.filter(Q(request=asked) | Q(usual=True) | Q(other=True))
    appointments = list(rows.select_related("provider", "location", "visit_type").order_by("pk"))
    its = [appointment for appointment in appointments if appointment.request_id == asked.pk]
    kept = next((appointment for appointment in its if appointment.state in KEPT), None)
    return Beside(
        kept,
        _unkept(its) if kept is None and asked.state in OPEN else None,
        next((appointment for appointment in appointments if appointment.usual), None),  # type: ignore[attr-defined]
        sorted((appointment for appointment in appointments if appointment.other), key=lambda visit: visit.start),  # type: ignore[attr-defined]
    )


def _other(actor: Actor, asked: Request) -> QuerySet[Appointment]:
    if not may_open(actor, "appointment.view"):
        return Appointment.objects.none()
    there = upcoming(actor).filter(patient=asked.patient_id, visit_type=asked.visit_type_id, state="booked")
    return there.exclude(request=asked).filter(pk=OuterRef("pk")).order_by()


def _unkept(its: Iterable[Appointment]) -> Appointment | None:
    ended = (
        appointment
        for appointment in its
        if appointment.state in ("cancelled", "no_show") and appointment.hold_expires_at is None
    )
    return max(ended, key=lambda appointment: appointment.created_at, default=None)
