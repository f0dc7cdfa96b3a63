"""In which language we write to a patient: asked once, at a booking, where the page is in another than the record says."""

from __future__ import annotations

from django.utils.translation import get_language

from ...intake import patients
from ...people.may import may
from ...people.models import Patient
from ..language import KNOWN
from ..request import PageRequest

ASKED = "asked_which_language"


def asks_language(request: PageRequest, patient: Patient | None) -> bool:
    """Whether to ask: not twice in a session, and only who may say so for that patient."""
    return (
        patient is not None
        and request.actor.kind == "patient"
        and patient.language != get_language()
        and not request.session.get(ASKED)
        and may(request.actor, "patient.preferences", patient)
    )


def keep_language(request: PageRequest, patient: Patient | None) -> None:
    """What was chosen beside the button, before anything is written to them."""
    chosen = request.POST.get("write_in", "")
    if patient is None or chosen not in KNOWN or not asks_language(request, patient):
        return
    request.session[ASKED] = True
    if chosen != patient.language:
        patients.write_in(request.actor, patient, language=chosen)
