"""What the rules say of one patient's visit, and from when on: their own visits to come and the dates to come change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from ..availability.engine import Engine
from ..availability.model import Booked, Minute, Needs, Setup, Wanted, minute_of
from ..availability.terms import Terms
from ..people.models import Patient
from ..rules.facts import Facts
from ..rules.history import COUNTED
from ..tenancy.context import read_once_on_a_page

Row = tuple[UUID, str, str, str, dt.datetime, dt.datetime, str]


def engine_for(patient: Patient | None, setup: Setup, known: Facts, without: Collection[UUID] = ()) -> Engine:
    """Over the patient's own visits, `without` these: what others have booked is nothing to what the rules say of them.

    Of whom is known as an established patient none is read: they are so whatever is booked.
    """
    if patient is None or known.patient == "established":
        return Engine(setup)
    return Engine(setup, _own_visits(patient, setup, without))


def _own_visits(patient: Patient, setup: Setup, without: Collection[UUID]) -> list[Booked]:
    rows = read_once_on_a_page(f"own visits of {patient.pk}", lambda: _rows(patient))
    return [
        Booked(
            *(visit, provider, location, minute_of(start), minute_of(end) - minute_of(start), str(patient.pk)),
            before=0,
            after=0,
            taking=(),
            counts_as_seen=state != "held",
            state=state,
        )
        for key, visit, provider, location, start, end, state in rows
        if key not in without and location in setup.locations
    ]


def _rows(patient: Patient) -> list[Row]:
    codes = ("visit_type__code", "provider__code", "location__code")
    there = patient.appointments.filter(state__in=COUNTED).exclude(state="held")
    return list(there.values_list("pk", *codes, "start", "end", "state"))


def possible_from(engine: Engine, wanted: Wanted) -> Minute | None:
    """The first moment from which somebody can have the visit with them; None: never.  Who may book it matters not."""
    return next((at for at in engine.moments(wanted) if any(map(_possible, _agreed(engine, wanted, at)))), None)


def needs_of(engine: Engine, wanted: Wanted) -> Needs:
    """What the rules ask for, as it is when the visit is possible at first."""
    return engine.needs(wanted, possible_from(engine, wanted))


def books_alone(engine: Engine, wanted: Wanted) -> bool:
    """Whether the patient may book it online without staff, with somebody who can do it for them, now or at any later start."""
    agreed = (one for at in engine.moments(wanted) for one in _agreed(engine, wanted, at))
    return any(not one.obstacles for one in agreed)  # online, that patients may not book it is one among the others


def _agreed(engine: Engine, wanted: Wanted, at: Minute) -> list[Terms]:
    return [agreed for _, agreed in engine.pairs(wanted, at)]


def _possible(agreed: Terms) -> bool:
    return all(reason.kind == "self-scheduling" for reason in agreed.obstacles)
