"""Who can be booked, invited, matched: people who live, and of two records of one person the one that is kept."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from ..core.refusals import Refusal
from ..tenancy.refused import constraint_of
from .models import Patient


class HasDied(Refusal):
    """Nothing is booked, asked or due for who has died."""

    code = "has_died"

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()

    @property
    def sentence(self) -> str:
        words = gettext("%(name)s has died. If that is a mistake, undo it on the patient's page first.")
        return words % {"name": self.name}


class MergedRecord(Refusal):
    """A record that was merged into another keeps nothing of its own."""

    code = "merged_record"

    @property
    def sentence(self) -> str:
        return gettext("This record was merged into another one. Open that one and do it there.")


def has_died(patient: UUID) -> bool:
    """As the record stands now: nothing is to be done any more for who has."""
    return Patient.objects.filter(pk=patient, deceased_on__isnull=False).exists()


def require_alive(patient: Patient) -> None:
    """As the record stands now, whatever the page showed.  Raises HasDied, MergedRecord."""
    died, same = Patient.objects.values_list("deceased_on", "same_as").get(pk=patient.pk)
    if died is not None:
        raise HasDied(patient.name)
    if same is not None:
        raise MergedRecord


def refuse_for_the_dead(error: Exception, patient: Patient) -> None:
    """The database says it too, whatever the code looked at.  Raises HasDied where that is what it says."""
    if constraint_of(error) == "patient_is_alive":
        raise HasDied(patient.name) from None
