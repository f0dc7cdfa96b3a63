"""The record that accepting a referral made goes with it when that is taken back, where nothing else has come to hang on it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import ProtectedError

from ....access.may import Actor
from ....audit.action import action
from ....audit.models import Entry
from ....audit.queries import entries_about
from ....messaging.models import Message
from ....people.models import Patient
from ...models import Document, Referral, Request, Task
from ...queries import FROM_A_REFERRAL

OF_THE_PROGRAM = (
    "message",
    "duplicate",
)  # what it finds by itself, every minute: nobody has begun to use the record by that


def made_with(patient: Patient, created: Entry) -> bool:
    """Whether the press of that entry made the patient's record too: in the trail it stands before the request, and no other between."""
    made = entries_about("patient", patient.pk).filter(action="patient.create").last()
    if created.action != FROM_A_REFERRAL or made is None or made.number > created.number:
        return False
    return not Entry.objects.filter(number__gt=made.number, number__lt=created.number, thing_kind="request").exists()


def would_go(request: Request, created: Entry) -> bool:
    """Whether it goes: nothing was done to it since, and no row of another table names it but what goes as well."""
    if (
        not made_with(request.patient, created)
        or entries_about("patient", request.patient_id).filter(number__gt=created.number).exists()
    ):
        return False
    with transaction.atomic():
        try:
            _remove(request)
        except ProtectedError:
            return False
        finally:
            transaction.set_rollback(True)
    return True


@action("patient.unmade", permission="referral.accept")
def unmade(actor: Actor, patient: Patient, *, request: Request) -> Patient:
    """The record is there no longer, and the request that it was made for; both stay in the trail.  Called where it `would_go`."""
    _remove(request)
    return patient


def _remove(request: Request) -> None:
    Referral.objects.filter(request=request, state="accepted").update(state="open", request=None)
    Document.objects.filter(request=request, referral__isnull=False).update(request=None, patient=None)
    Message.objects.filter(patient=request.patient_id, thing_id=request.pk).update(patient=None)
    Task.objects.filter(kind__in=OF_THE_PROGRAM, patient=request.patient_id, state="open").delete()
    Request.objects.filter(pk=request.pk).delete()
    Patient.objects.filter(pk=request.patient_id).delete()
