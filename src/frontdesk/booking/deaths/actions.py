"""What a death ends, and taking it back."""

from __future__ import annotations

import datetime as dt

from ...audit.action import action
from ...core.events import raise_event
from ...intake.events import PatientDied
from ...people.may import SYSTEM, Actor
from ...people.models import Patient
from .. import locks
from ..actions import cancel
from ..models import Appointment

DIED = "the patient has died"


@action("patient.deceased")
def deceased(actor: Actor, patient: Patient, *, on: dt.date) -> Patient:
    """A patient has died: nothing is due, nobody waits, nothing more is written; what was booked is given back."""
    locks.line_up(patients=[patient.pk])
    patient.deceased_on = on
    patient.save(update_fields=["deceased_on"])
    raise_event(PatientDied(actor, patient))
    return patient


def give_back(event: PatientDied) -> None:
    """What they kept or had booked and has not begun."""
    for one in Appointment.objects.filter(patient=event.patient, state__in=["held", "booked"]):
        cancel(SYSTEM, one, reason=DIED)
