"""In which language we write to a patient: asked once, at a booking, where the page is in another than the record says."""

from __future__ import annotations

from django.utils.translation import get_language

from ...access.may import SYSTEM
from ...intake.preferences import actions as preferences
from ...people.models import Patient
from .. import posted
from ..other_language import KNOWN
from ..request import PageRequest

ASKED = "asked_which_language"


def asks_language(request: PageRequest, patient: Patient | None, *, by_link: bool = False) -> bool:
    """Whether to ask: not twice in a session, and only who may say so for that patient, or follows a link that was written to them."""
    return (
        patient is not None
        and patient.language != get_language()
        and not request.session.get(ASKED)
        and (by_link or (request.actor.kind == "patient" and preferences.may_say_language(request.actor, patient)))
    )


def keep_language(request: PageRequest, patient: Patient | None, *, by_link: bool = False) -> None:
    """What was chosen beside the button, before anything is written to them."""
    chosen = posted.text(request, "write_in")
    if patient is None or chosen not in KNOWN or not asks_language(request, patient, by_link=by_link):
        return
    request.session[ASKED] = True
    if chosen != patient.language:
        preferences.write_in(SYSTEM if by_link else request.actor, patient, language=chosen)
