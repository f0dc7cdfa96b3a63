"""First available over the real database, for 10, 200 and 1,000 providers with 15 of 16 times of each day booked 120 days ahead.

Beside each figure stands what the same search takes over rows that are in memory already, and one `select 1`: the limits.
CPU time of this process stands beside wall time, since machines are noisy.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from .apart import measured
from .clock import median_ms
from .filling import Size, fill, practice_file

SIZES = (10, 200, 1000)
AHEAD = 86  # weekdays: 120 days


def measures() -> Iterator[tuple[str, str]]:
    for providers in SIZES:
        yield from measured("bench.search", str(providers))


def main(providers: int) -> None:
    import django

    django.setup()
    from django.db import transaction

    from frontdesk.practice.actions import load
    from frontdesk.practice.file import read
    from frontdesk.practice.policies import published
    from frontdesk.tenancy.context import inside_practice

    size = Size(providers, patients=60_000, back=0, ahead=AHEAD, a_day=15)
    with transaction.atomic():
        practice = load(read(practice_file(size)), "large")
        policy = published()
    fill(practice, policy, size)
    with inside_practice(practice):
        for what, work in _searches(practice, providers).items():
            _say(f"{providers:5} providers: {what}", work)


def _searches(practice: Any, providers: int) -> dict[str, Callable[[], object]]:
    from django.db import connection
    from django.db.models import Q
    from django.utils.timezone import now

    from frontdesk.availability.engine import Engine
    from frontdesk.booking import offers
    from frontdesk.booking.booked import rows
    from frontdesk.people.models import Patient
    from frontdesk.rules.facts import Facts

    who = str(Patient.objects.order_by("pk").values_list("pk", flat=True)[0])
    today = now().astimezone(practice.zone).date()

    def wanted(*some: str) -> Any:
        return offers.Wanted("v1", now(), Facts(channel="staff"), tuple(some), patient=who)

    def select_1() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    found: dict[str, Callable[[], object]] = {
        "select 1": select_1,
        "first 10 of 14 days": lambda: offers.times(wanted(), today, 14, limit=10),
        "first 10 of 90 days": lambda: offers.times(wanted(), today, 90, limit=10),
        "one provider's 30 days": lambda: offers.times(wanted("p7"), today, 30),
    }
    if providers <= 200:
        found["every time of 30 days"] = lambda: offers.times(wanted(), today, 30)
        memory = Engine(offers.engine().setup, rows(offers.engine().setup, Q()).values())
        found["first 10 of 90 days, of rows in memory"] = lambda: list(islice(memory.slots(wanted(), today, 90), 10))
    return found


def _say(what: str, work: Callable[[], object]) -> None:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    first = (time.perf_counter() - began) * 1000
    runs = 3 if first > 1000 else 9
    cpu = time.process_time()
    took = median_ms(work, runs)
    print(
        f"{what}\t{took:9.1f} ms, of which {(time.process_time() - cpu) * 1000 / runs:.1f} ms here; the first {first:.0f} ms"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
