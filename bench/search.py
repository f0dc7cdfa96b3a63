"""First available over the real database, for 10, 100 and 1,000 providers with 15 of 16 times of each day booked 120 days ahead.

`SIZES=10,5000` measures others.  CPU time of this process stands beside wall time, since machines are noisy.  The limit
beside a search is the same over bitmaps that are in memory already, with no rules; beside the judgement of one time, four times `select 1`.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from .apart import measured
from .filling import Size, fill, fill_up, practice_file

SIZES = (10, 100, 1000)
AHEAD = 86  # weekdays: 120 days
AHEAD_OF_MANY = 22  # above 1,000 providers
FULL = 45  # days for which everybody is full in the hardest case
RUNS = 7
Work = Callable[[], object]


class Measure(NamedTuple):
    """`limit`: what the same takes at the least, where that is known."""

    what: str
    work: Work
    limit: Work | None


def measures() -> Iterator[tuple[str, str]]:
    sizes = os.environ.get("SIZES")
    for providers in map(int, sizes.split(",")) if sizes else SIZES:
        yield from measured("bench.search", str(providers))


def main(providers: int) -> None:
    import django

    django.setup()
    from django.db import transaction

    from frontdesk.booking.summing import sum_up
    from frontdesk.practice.actions import load
    from frontdesk.practice.file import read
    from frontdesk.practice.policies import published
    from frontdesk.tenancy.context import inside_practice

    ahead = AHEAD if providers <= 1000 else AHEAD_OF_MANY
    size = Size(providers, patients=60_000, back=0, ahead=ahead, a_day=15, guarded=False)
    with transaction.atomic():
        practice = load(read(practice_file(size)), "large")
        policy = published()
    fill(practice, policy, size)
    with inside_practice(practice):
        for one in _searches(practice, providers):
            _say(providers, one)
    fill_up(practice, policy, size, FULL)
    with inside_practice(practice):
        hard = f"first 10 of 90 days, of which {FULL} are full"
        _say(providers, Measure(f"{hard}, not summed up yet", _first(practice, 90)[0], None), runs=1)
    with inside_practice(practice):
        sum_up()
    with inside_practice(practice):
        _say(providers, Measure(hard, *_first(practice, 90)))


def _searches(practice: Any, providers: int) -> list[Measure]:
    from frontdesk.booking import offers
    from frontdesk.booking.take import Place, Wish, judge
    from frontdesk.people.models import Patient
    from frontdesk.practice.models import VisitType

    today, some = dt.datetime.now(practice.zone).date(), [f"p{n}" for n in range(min(200, providers))]
    free = offers.times(_wanted("v1"), today, 90, limit=1)[0]
    place = Place(free.provider, free.location, free.start)
    wish = Wish(Patient.objects.order_by("pk")[0], VisitType.objects.get(code="v1"), place, "staff")
    return [
        Measure("select 1", _select_1, _select_1),
        Measure("first 10 of 14 days", *_first(practice, 14)),
        Measure("first 10 of 90 days", *_first(practice, 90)),
        Measure(
            "one provider's 30 days", lambda: offers.times(_wanted("v1", "p7"), today, 30), _bits(["p7"], 30, None)
        ),
        Measure(
            f"every time of {len(some)} providers for 30 days",
            lambda: offers.times(_wanted("v1", *some), today, 30),
            _bits(some, 30, None),
        ),
        Measure(
            f"first 10 of 90 days, one of {providers} may",
            lambda: offers.times(_wanted("special"), today, 90, limit=10),
            _bits(["p7"], 90, 10),
        ),
        Measure("judge one time", lambda: judge(wish), lambda: [_select_1() for _ in range(4)]),
    ]


def _first(practice: Any, days: int) -> tuple[Work, Work]:
    """The first 10 of anybody, and the same over bitmaps."""
    from frontdesk.booking import offers

    today = dt.datetime.now(practice.zone).date()
    everybody = list(offers.policies.current().setup.providers)
    return lambda: offers.times(_wanted("v1"), today, days, limit=10), _bits(everybody, days, 10)


def _wanted(visit: str, *providers: str) -> Any:
    from django.utils.timezone import now

    from frontdesk.booking import offers
    from frontdesk.rules.facts import Facts

    return offers.Wanted(visit, now(), Facts(channel="staff"), tuple(providers), patient=_somebody())


@cache
def _somebody() -> str:
    from frontdesk.people.models import Patient

    return str(Patient.objects.order_by("pk").values_list("pk", flat=True)[0])


def _bits(providers: list[str], days: int, limit: int | None) -> Work:
    """What is left to do where all that is taken is in memory, and no rule says anything."""
    from frontdesk.availability.bits import blocked_starts, grid
    from frontdesk.booking.reservations import TakenDay
    from frontdesk.practice.models import Provider

    first = int(time.time() // 86400)
    keys = Provider.objects.filter(code__in=providers).values_list("pk", flat=True)
    rows = TakenDay.objects.filter(subject__in=list(keys), day__gte=first, day__lt=first + days).order_by("day")
    taken = [(day, int.from_bytes(bytes(minutes), "big")) for day, minutes in rows.values_list("day", "minutes")]
    hours = grid(14 * 60, 17 * 60 + 30, 30) | grid(19 * 60, 22 * 60 + 30, 30)

    def starts() -> Iterator[int]:
        for day, busy in taken:
            free = hours & ~blocked_starts(busy, 0, 30)
            while free:
                low = free & -free
                yield day * 1440 + low.bit_length() - 1
                free ^= low

    return lambda: list(islice(starts(), limit))


def _select_1() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _say(providers: int, one: Measure, runs: int = RUNS) -> None:
    took, cpu, database = _best(one.work, runs)
    said = f"{took:8.1f} ms; CPU {cpu:6.1f} ms here, {database:5.0f} ms in the database"
    if one.limit is not None:
        limit = _best(one.limit, runs)[0]
        said += f"; limit {limit:7.2f} ms, ratio {took / limit:5.0f} x"
    print(f"{providers:5} providers: {one.what}\t{said}", flush=True)


def _best(work: Work, runs: int) -> tuple[float, float, float]:
    """Wall and CPU time of the quickest run in milliseconds, after one that is not counted; and what the database took on an average."""
    work()
    found, database = [], _database_ms()
    for _ in range(runs):
        began, cpu = time.perf_counter(), time.process_time()
        work()
        found.append(((time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000))
    there = (_database_ms() - database) / runs
    return min(wall for wall, _ in found), min(cpu for _, cpu in found), there


def _database_ms() -> float:
    """CPU time of the process that serves this connection, where the system says it; its ticks are of 10 ms."""
    from django.db import connection

    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return float("nan")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main(int(sys.argv[1]))
