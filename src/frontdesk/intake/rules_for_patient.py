"""What the rules say of one patient's visit, and from when on: their own visits to come and the dates to come change it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from ..availability.engine import Engine
from ..availability.impossible import against_each_start
from ..availability.model import Booked, Minute, Needs, Reason, Setup, Wanted, minute_of
from ..availability.terms import Terms
from ..people.models import Patient
from ..rules.facts import Facts
from ..rules.history import COUNTED
from ..tenancy.context import read_until_written

Row = tuple[UUID, str, str, str, dt.datetime, dt.datetime, str]


def engine_for(patient: Patient | None, setup: Setup, known: Facts, without: Collection[UUID] = ()) -> Engine:
    """Over the patient's own visits, `without` these: what others have booked is nothing to what the rules say of them.

    Of whom is known as an established patient none is read, unless a rule looks at them: they are so whatever is booked.
    """
    if patient is None or (known.patient == "established" and not setup.book.by_start):
        return Engine(setup)
    return Engine(setup, _own_visits(patient, setup, without))


def _own_visits(patient: Patient, setup: Setup, without: Collection[UUID]) -> list[Booked]:
    rows = read_until_written(("own visits", patient.pk), ("booking_appointment",), lambda: _rows(patient))
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
    return next(
        (
            at
            for at in engine.moments(wanted)
            if any(not against_it(engine, wanted, agreed, at) for agreed in _agreed(engine, wanted, at))
        ),
        None,
    )


def needs_of(engine: Engine, wanted: Wanted) -> Needs:
    """What the rules ask for, as it is when the visit is possible at first."""
    return engine.needs(wanted, possible_from(engine, wanted))


def books_alone(engine: Engine, wanted: Wanted) -> bool:
    """Whether the patient may book it online without staff, with somebody who can do it for them, now or at any later start."""
    # Online, that patients may not book it is one among the other obstacles.
    return any(
        not terms.obstacles and not against_each_start(engine, wanted, terms, at)
        for at in engine.moments(wanted)
        for terms in _agreed(engine, wanted, at)
    )


def against_it(engine: Engine, wanted: Wanted, agreed: Terms, since: Minute) -> list[Reason]:
    """What keeps it from that provider and place whenever it is, from then on; who may book it matters not.

    What is booked takes place: what has to come first, and is to come, is not in the way of what is after it.
    """
    hard = [reason for reason in agreed.obstacles if reason.kind != "self-scheduling"]
    return hard or list(against_each_start(engine, wanted, agreed, since, once_kept=True))


def _agreed(engine: Engine, wanted: Wanted, at: Minute) -> list[Terms]:
    return [agreed for _, agreed in engine.pairs(wanted, at)]
