"""Reading which records were merged into which."""

from __future__ import annotations

from ...access.may import Actor
from ...access.query import query
from ...booking.models import Merge
from ...people.models import Patient
from .actions import merges_of


@query("patient.view")
def merged_into(actor: Actor, patient: Patient) -> list[Merge]:
    """The records that were merged into this one and are still, for a page that shows them."""
    return merges_of(patient)
