"""What kept and missed visits say about a patient: established since when, seen last, how often not come."""

from __future__ import annotations

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
        patient.last_visit_on = last.astimezone(patient.practice.zone).date() if last else None
    if one.new_patient and last is None:
        patient.established = False
    patient.save(update_fields=["established", "last_visit_on"])


def _patient(appointment: Appointment) -> Patient:
    return Patient.objects.select_related("practice").get(pk=appointment.patient_id)
