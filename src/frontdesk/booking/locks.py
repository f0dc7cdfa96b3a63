"""The one order in which everybody waits for everybody: first in line for people, then for providers and caps, then rows.

Whoever changes what a patient has booked, kept or offered stands in that patient's line first, so that within one patient
nothing waits for rows in two orders.  Lines before rows: nobody asks for a place in line while holding a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from ..availability.engine import Engine
from ..availability.steps import who_might_do_a_step
from ..intake.queries import providers_of
from ..people import lines
from ..people.lines import still_of
from ..practice.policies import current
from .models import Appointment

if TYPE_CHECKING:
    from .take import Wish

Row = TypeVar("Row", bound=Model)


def line_up(*wishes: Wish, patients: Iterable[UUID] = ()) -> None:
    """Wait for one's turn with every patient, provider and cap that these wishes touch, and what those patients have."""
    people = {wish.patient.pk for wish in wishes} | set(patients)
    if not people:
        return
    lines.wait_for_patients(people)
    # From here on nobody else changes what these people have: the providers of it stay the same.
    names = providers_of(people)
    for wish in wishes:
        names |= _names(wish)
    lines.wait(names)


def appointment(row: Appointment, version: int | None = None) -> Appointment:
    """The row as it is now, in its patient's line, held until the transaction ends.

    Raises Stale where it is another version, or has gone to another record meanwhile.
    """
    if lines.stands_for(row.patient_id):
        line_up(patients=[row.patient_id])  # for nobody, save providers of what they have
        return lines.row_of(row.pk, rows(), row.patient_id, version=version)
    # Asked before the line too: what was judged until now was judged of whose it was.
    still_of(Appointment.objects.only("patient").get(pk=row.pk), row.patient_id)
    return in_line_of(row.pk, rows(), version=version)


def in_line_of(key: UUID, rows: QuerySet[Row], of: str = "patient", *, version: int | None = None) -> Row:
    """As `lines.in_line_of`, behind the lines of the providers of what its patient has, too.  Raises Busy, Stale."""
    return lines.in_line_of(key, rows, of, version=version, line=lambda patients: line_up(patients=patients))


def rows() -> QuerySet[Appointment]:
    """Appointments to change, with what is said about them; called after `line_up`."""
    return Appointment.objects.select_for_update(of=("self",)).select_related(
        "patient", "patient__practice", "provider", "location", "visit_type", "request"
    )


# Helpers ----------------------------------------------------------------------------------------------------


def _names(wish: Wish) -> set[str]:
    setup = current().setup
    engine, place = Engine(setup), wish.place
    zone = setup.locations[place.location].zone if place.location in setup.locations else setup.zone
    date = place.start.astimezone(zone).date()
    names = {f"provider {wish.place.provider}"}
    for seen in (False, True):  # which of the two it is, is known only behind the lock
        facts = wish.facts.on(date, seen=seen)
        agreed = engine.terms(wish.visit_type.code, wish.place.provider, wish.place.location, facts)
        names |= {f"provider {other}" for other in who_might_do_a_step(setup, agreed)} | {
            f"cap {text}" for text in agreed.counting
        }
    if wish.replaces is not None:
        names.add(f"provider {wish.replaces.provider.code}")
    return names
