"""Which appointments rules no longer allow: those in force, or those of a draft before it is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.timezone import now

from ...availability.engine import Engine
from ...availability.explain import explain
from ...availability.model import Booked, Reason, Setup, Wanted, minute_of
from ...intake import evaluation
from ...practice import policies
from .. import offers
from ..models import Appointment

STANDING = ("hours", "closure", "offers", "resource")  # what a new rule can break; what was agreed once stays agreed
MOST = 5000


def against(appointment: Appointment) -> list[Reason]:
    """What of the rules in force stands in the way of an appointment that exists."""
    setup = policies.file_of(policies.published()).setup
    return _standing(setup, appointment, lambda: _others(setup, appointment))


def broken_by(setup: Setup) -> list[tuple[Appointment, list[Reason]]]:
    """Of the appointments to come, those that a set-up would break, with the reasons; those that are broken already are left out."""
    published = policies.file_of(policies.published()).setup
    found = []
    for one in _to_come()[:MOST]:
        reasons = _standing(setup, one, lambda one=one: _others(setup, one))  # type: ignore[misc]
        if reasons and not _standing(published, one, lambda one=one: _others(published, one)):  # type: ignore[misc]
            found.append((one, reasons))
    return found


def _to_come() -> QuerySet[Appointment]:
    return (
        Appointment.objects.filter(state="booked", start__gt=now(), override_reason="")
        .select_related("patient__practice", "patient__payer", "provider", "location", "visit_type", "request__patient")
        .prefetch_related("request__answers", "request__documents")
        .order_by("start")
    )


def _others(setup: Setup, appointment: Appointment) -> list[Booked]:
    """What is taken around an appointment by everybody else."""
    day = dt.timedelta(days=1)
    return offers.booked(setup, appointment.start - day, appointment.end + day, None, (appointment.pk,))


def _standing(setup: Setup, appointment: Appointment, others) -> list[Reason]:  # type: ignore[no-untyped-def]
    """What else is taken is only asked for where the visit needs a room or a second person: most need neither."""
    provider, location, visit = (getattr(appointment, name).code for name in ("provider", "location", "visit_type"))
    if provider not in setup.providers or location not in setup.locations:
        return [Reason("offers", None, f"{appointment.provider.name} is no longer at {appointment.location.name}")]
    if visit not in setup.visit_types:
        return [Reason("offers", None, f"{appointment.visit_type.name} is no longer offered")]
    known = (
        evaluation.facts_of(appointment.request)
        if appointment.request is not None
        else evaluation.facts(appointment.patient, {}, "staff")
    )
    minutes = minute_of(appointment.end) - minute_of(appointment.start)
    wanted = Wanted(visit, now(), known, patient=str(appointment.patient_id), minutes=minutes)
    agreed = Engine(setup).terms(visit, provider, location, known, minutes)
    taken: Iterable[Booked] = others() if agreed.kinds or agreed.parts else ()
    found = explain(Engine(setup, taken), wanted, provider, location, minute_of(appointment.start))
    return [reason for reason in found if reason.kind in STANDING]
