"""Nobody is booked, invited or asked who has died: the record says so, and that is where these pages lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_noop

from ...people.alive import HasDied
from ...people.models import Patient
from .. import posted
from ..request import PageRequest

NOT_LOOKED_AT = gettext_noop(
    "A record with this name and birth date says that they have died. Look at it, and select below that this is somebody else."
)


def unsure(request: PageRequest, dead: list[Patient]) -> bool:
    """Whether there is one, and nobody has said that this is somebody else."""
    return bool(dead) and not posted.text(request, "sure")


def led_to_record(request: PageRequest, patient: Patient) -> HttpResponse | None:
    """Where a page about what is to come leads when its patient has died; None where they are alive."""
    if patient.deceased_on is None:
        return None
    messages.error(request, str(HasDied(patient.name)))
    return redirect("console:patient", patient.pk)
