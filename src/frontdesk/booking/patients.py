"""What kept and missed visits say about a patient: established since when, seen last, how often not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import F
from django.utils.timezone import now

from ..people.models import Patient
from .events import Completed, NoShow, SetBack
from .models import Appointment
from .states import SEEN


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
    appointment = event.appointment
    if event.state == "no_show":
        Patient.objects.filter(pk=appointment.patient_id, no_shows__gt=0).update(no_shows=F("no_shows") - 1)
    if event.state != "completed":
        return
    patient = _patient(appointment)
    others = Appointment.objects.filter(patient=patient, state="completed").exclude(pk=appointment.pk)
    day = appointment.start.astimezone(patient.practice.zone).date()
    last = others.order_by("-start").values_list("start", flat=True).first()
    if patient.last_visit_on == day:
        there = last.astimezone(patient.practice.zone).date() if last else None
        patient.last_visit_on = latest(there, patient.last_visit_said)
    if appointment.new_patient and last is None and not patient.known_before:
        patient.established = False
    patient.save(update_fields=["established", "last_visit_on"])


def set_apart(kept: Patient, gone: Patient, established: Iterable[bool]) -> None:
    """Two records again, and each has its own visits: what they say is of that record; `established`: what each was before."""
    kept.refresh_from_db(fields=["last_visit_on", "last_visit_said"])  # days, as what was put back was written down
    last = {}
    for patient, before in zip((kept, gone), established, strict=True):
        seen = Appointment.objects.filter(patient=patient, state="completed").order_by("start")
        last[patient.pk] = days = [
            start.astimezone(patient.practice.zone).date() for start in seen.values_list("start", flat=True)
        ]
        patient.established = before or bool(days)
        if days:
            patient.last_visit_on = max(days[-1], patient.last_visit_on or days[-1])
    if kept.last_visit_on in last[gone.pk] and kept.last_visit_on not in last[kept.pk]:
        kept.last_visit_on = latest(*last[kept.pk], kept.last_visit_said)
    for patient in (kept, gone):
        patient.save(update_fields=["established", "last_visit_on"])


def new_or_not(patient: Patient) -> None:
    """The visits to come are a new patient's, or not, by what is known of the record now."""
    seen_here = Appointment.objects.filter(patient=patient, state__in=SEEN, start__lte=now()).exists()
    to_come = Appointment.objects.filter(patient=patient, state__in=("held", "booked"), start__gt=now())
    to_come.update(new_patient=not patient.known_before and not seen_here)


def latest(*days: dt.date | None) -> dt.date | None:
    return max((day for day in days if day is not None), default=None)


def known_otherwise(patient: Patient) -> bool:
    """Whether they are established whatever becomes of, or may be read of, the visits that are kept here."""
    first = Appointment.objects.filter(patient=patient, state="completed", new_patient=True)
    return patient.known_before or (patient.established and not first.exists())


def _patient(appointment: Appointment) -> Patient:
    return Patient.objects.select_related("practice").get(pk=appointment.patient_id)
