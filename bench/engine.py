"""The engine on a large practice: 1,000 providers, 90 days, 15 appointments a provider and day."""

from __future__ import annotations

import datetime as dt
import random
import resource
from collections.abc import Iterator
from itertools import islice
from zoneinfo import ZoneInfo

from frontdesk.availability.engine import Engine
from frontdesk.availability.explain import explain
from frontdesk.availability.model import (
    Block,
    Booked,
    Location,
    Provider,
    Resource,
    Setup,
    VisitType,
    Wanted,
    minute_of,
)
from frontdesk.rules import book
from frontdesk.rules.facts import Facts
from frontdesk.rules.vocabulary import Vocabulary

from .clock import median_ms, ms

CHICAGO = ZoneInfo("America/Chicago")
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
RULES = """
Visits start every 15 minutes. Visits take 20 minutes. New patient visits take 40 minutes. Keep 5 minutes free after visits.
Book visits at least 24 hours ahead. Book visits at most 120 days ahead. At most 4 new patient visits per day with each provider.
The practice is closed on December 25. Follow-up visits are for established patients. Visits need approval when the insurance is Medicaid.
"""


def large(providers: int, days: int, per_day: int) -> tuple[Setup, list[Booked]]:
    chance = random.Random(1)
    locations = {f"l{n}": Location(f"l{n}", f"Place {n}", CHICAGO, (Resource("r1", "exam room"),)) for n in range(10)}
    types = {
        "new-patient": VisitType("new-patient", "New patient visit"),
        "follow-up": VisitType("follow-up", "Follow-up visit"),
    }
    week = frozenset(range(5))
    people = {
        f"p{n:04}": Provider(
            f"p{n:04}", f"Dr. {n}", (Block(f"l{n % 10}", week, 480, 720), Block(f"l{n % 10}", week, 780, 1020))
        )
        for n in range(providers)
    }
    vocabulary = Vocabulary(
        {t.id: t.name for t in types.values()},
        {p.id: p.name for p in people.values()},
        {x.id: x.name for x in locations.values()},
        {"medicaid": "Medicaid"},
    )
    rules, faults = book.read_rules(list(book.sentences(RULES)), vocabulary)
    assert not faults
    setup = Setup("Large", CHICAGO, locations, types, people, {"medicaid": "Medicaid"}, rules)
    starts = [480 + 15 * n for n in range(16)] + [780 + 15 * n for n in range(16)]
    booked = []
    for day in range(days):
        midnight = minute_of(dt.datetime.combine(NOW.date() + dt.timedelta(days=day), dt.time(), CHICAGO))
        for person in people.values():
            booked += [
                Booked("follow-up", person.id, person.blocks[0].at, midnight + start, 15)
                for start in chance.sample(starts, per_day)
            ]
    return setup, booked


def measures() -> Iterator[tuple[str, str]]:
    setup, booked = large(1000, 90, 15)
    wanted = Wanted("new-patient", NOW, Facts("new", 40, "medicaid"))
    first = NOW.date()
    building = median_ms(lambda: Engine(setup, booked), 1)
    engine = Engine(setup, booked)
    cold = median_ms(lambda: list(islice(engine.slots(wanted, first, 90), 10)), 1)
    warm = median_ms(lambda: list(islice(engine.slots(wanted, first, 90), 10)))
    everything = median_ms(lambda: sum(1 for _ in engine.slots(wanted, first, 90)), 1)
    yield f"index {len(booked):,} appointments of 1,000 providers, 90 days", ms(building)
    yield "first 10 slots of 1,000 providers x 90 days, new process", ms(cold)
    yield "first 10 slots of 1,000 providers x 90 days, warm", ms(warm)
    yield "every slot of 1,000 providers x 90 days, warm", ms(everything)
    yield "  ratio: everything / first 10 (laziness)", f"{everything / warm:9.0f} x"
    slow = median_ms(lambda: minute_by_minute(engine, wanted, first), 1)
    fast = median_ms(
        lambda: list(
            engine.slots(Wanted("new-patient", NOW, wanted.facts, ("p0500",)), first + dt.timedelta(days=7), 1)
        )
    )
    yield "  ratio: one day of one provider, explain every minute / bitmaps", f"{slow / fast:9.0f} x"
    yield "peak memory of this process", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:9,} MB"


def minute_by_minute(engine: Engine, wanted: Wanted, first: dt.date) -> list[int]:
    midnight = minute_of(dt.datetime.combine(first + dt.timedelta(days=7), dt.time(), CHICAGO))
    return [m for m in range(midnight, midnight + 1440) if not explain(engine, wanted, "p0500", "l0", m)]
