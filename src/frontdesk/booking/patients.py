"""What kept and missed visits say about a patient: established since when, seen last, how often not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import F

from ..people.models import Patient
from .events import Completed, NoShow, SetBack
from .models import Appointment


def completed(event: Completed) -> None:
    patient = _patient(event.appointment)
    day = event.appointment.start.astimezone(patient.practice.zone).date()
    patient.established = True
    patient.last_visit_on = max(day, patient.last_visit_on or day)
    patient.save(update_fields=["established", "last_visit_on"])


def missed(event: NoShow) -> None:
    Patient.objects.filter(pk=event.appointment.patient_id).update(no_shows=F("no_shows") + 1)


def set_back(event: SetBack) -> None:
    """It did not happen: as the record was before."""
    one = event.appointment
    if event.state == "no_show":
        Patient.objects.filter(pk=one.patient_id, no_shows__gt=0).update(no_shows=F("no_shows") - 1)
    if event.state != "completed":
        return
    patient = _patient(one)
    others = Appointment.objects.filter(patient=patient, state="completed").exclude(pk=one.pk)
    day = one.start.astimezone(patient.practice.zone).date()
    last = others.order_by("-start").values_list("start", flat=True).first()
    if patient.last_visit_on == day:
        there = last.astimezone(patient.practice.zone).date() if last else None
        patient.last_visit_on = latest(there, patient.last_visit_said)
    if one.new_patient and last is None and not patient.known_before:
        patient.established = False
    patient.save(update_fields=["established", "last_visit_on"])


def apart(kept: Patient, gone: Patient, established: Iterable[bool]) -> None:
    """Two records again, and each has its own visits: what they say is of that record; `established`: what each was before."""
    kept.refresh_from_db(fields=["last_visit_on", "last_visit_said"])  # days, as what was put back was written down
    last = {}
    for one, before in zip((kept, gone), established, strict=True):
        seen = Appointment.objects.filter(patient=one, state="completed").order_by("start")
        last[one.pk] = days = [
            start.astimezone(one.practice.zone).date() for start in seen.values_list("start", flat=True)
        ]
        one.established = before or bool(days)
        if days:
            one.last_visit_on = max(days[-1], one.last_visit_on or days[-1])
    if kept.last_visit_on in last[gone.pk] and kept.last_visit_on not in last[kept.pk]:
        kept.last_visit_on = latest(*last[kept.pk], kept.last_visit_said)
    for one in (kept, gone):
        one.save(update_fields=["established", "last_visit_on"])


def latest(*days: dt.date | None) -> dt.date | None:
    return max((day for day in days if day is not None), default=None)


def known_otherwise(patient: Patient) -> bool:
    """Whether they are established whatever becomes of, or may be read of, the visits that are kept here."""
    first = Appointment.objects.filter(patient=patient, state="completed", new_patient=True)
    return patient.known_before or (patient.established and not first.exists())


def _patient(appointment: Appointment) -> Patient:
    return Patient.objects.select_related("practice").get(pk=appointment.patient_id)
