"""The one order in which everybody waits for everybody: first in line for people, then for providers and caps, then rows.

Whoever changes what a patient has booked, kept or offered stands in that patient's line first, so that within one patient
nothing waits for rows in two orders.  Lines before rows: nobody asks for a place in line while holding a row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils.translation import gettext
from psycopg.errors import LockNotAvailable

from ..availability.engine import Engine
from ..availability.steps import may_do
from ..core.refusals import Refusal
from ..intake.states import Stale
from ..practice.policies import file_of, published
from .models import Appointment

if TYPE_CHECKING:
    from .take import Wish

ALIVE = ("held", "booked", "arrived")
LONGEST_WAIT = "8s"


class Busy(Refusal):
    """One's turn did not come in time; the transaction is over."""

    code, status = "busy", 503

    @property
    def sentence(self) -> str:
        return gettext("Many people are booking at this moment. Nothing was changed. Try again.")


def line_up(*wishes: Wish, patients: Iterable[UUID] = ()) -> None:
    """Wait for one's turn with every patient, provider and cap that these wishes touch, and what those patients have."""
    people = {wish.patient.pk for wish in wishes} | set(patients)
    if not people:
        return
    practice = _practice()
    _wait(f"{practice} patient {key}" for key in people)
    # From here on nobody else changes what these people have: the providers of it stay the same.
    codes = set(
        Appointment.objects.filter(patient__in=people, state__in=ALIVE).values_list("provider__code", flat=True)
    )
    names = {f"provider {code}" for code in codes}
    for wish in wishes:
        names |= _names(wish)
    _wait(f"{practice} {name}" for name in names)


def appointment(row: Appointment, version: int | None = None) -> Appointment:
    """The row as it is now, in its patient's line, held until the transaction ends.  Raises Stale where it is another version."""
    found = Appointment.objects.filter(pk=row.pk).values_list("patient", flat=True).get()
    line_up(patients=[found])
    current = rows().get(pk=row.pk)
    if version is not None and current.version != version:
        raise Stale(current)
    return current


def rows() -> QuerySet[Appointment]:
    """Appointments to change, with what is said about them; called after `line_up`."""
    return Appointment.objects.select_for_update(of=("self",)).select_related(
        "patient", "patient__practice", "provider", "location", "visit_type", "request"
    )


# Helpers ----------------------------------------------------------------------------------------------------


def _practice() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('frontdesk.practice', true)")
        return str(cursor.fetchone()[0])


def _names(wish: Wish) -> set[str]:
    setup = file_of(published()).setup
    engine, date = Engine(setup), wish.place.start.date()
    names = {f"provider {wish.place.provider}"}
    for seen in (False, True):  # which of the two it is, is known only behind the lock
        facts = wish.facts.on(date, seen=seen)
        agreed = engine.terms(wish.visit_type.code, wish.place.provider, wish.place.location, facts)
        names |= {f"provider {other}" for other in may_do(setup, agreed)} | {f"cap {text}" for _, text in agreed.caps}
    if wish.replaces is not None:
        names.add(f"provider {wish.replaces.provider.code}")
    return names


def _wait(names: Iterable[str]) -> None:
    """Longer than for a row: many may stand in line for a popular hour, and each of them is quick.  Raises Busy."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        usual = cursor.fetchone()[0]
        try:
            for key in sorted({_key(name) for name in names}):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])
        except OperationalError as error:
            if isinstance(error.__cause__, LockNotAvailable):
                raise Busy from None
            raise
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def _key(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
