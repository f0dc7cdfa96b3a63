"""Called inside what gives requests to another record, and takes them back."""

from __future__ import annotations

from collections.abc import Iterable

from ...access.may import may_for_patient
from ...people.models import Patient
from ...practice.actors import patient_actor
from ..models import Request


def keep(made: Patient) -> list[str]:
    """Called before the requests of `made` go to another record: where each was asked from, as far as it is seen from there.

    The keys of those of which this is new: who follows a request already goes on following it.
    """
    began = []
    for request in Request.objects.filter(patient=made, followed_by="").select_related("visit_type"):
        contact = request.asked_by or made.contact
        if contact and may_for_patient(patient_actor(contact), "request.view", made.pk, request.visit_type.code):
            Request.objects.filter(pk=request.pk).update(followed_by=contact)
            began.append(str(request.pk))
    return began


def end(began: Iterable[str]) -> None:
    """They are of the record again where `keep` found them: who asked sees them as before.  `began`: what it returned then."""
    Request.objects.filter(pk__in=began).update(followed_by="")
