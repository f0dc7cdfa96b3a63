"""The staff console at 200 providers, two years of history and 400 open requests: how long the server takes for each page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from . import set_up
from .apart import measured
from .clock import median_ms, ms
from .filling import Size, fill, practice_file
from .signed_in import signed_in

SIZE = Size(providers=200, patients=60_000, back=500, ahead=60, a_day=8, requests=400)


def measures() -> Iterator[tuple[str, str]]:
    yield from measured("bench.console")


def main() -> None:
    import django

    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from frontdesk.people.models import Staff
    from frontdesk.practice.actions import load
    from frontdesk.practice.file import read
    from frontdesk.practice.policies import published
    from frontdesk.tenancy.context import inside_practice

    with transaction.atomic():
        practice = load(read(practice_file(SIZE)), "large")
        policy = published()
        maria = Staff.objects.create(
            practice=practice, email="m@large.example", name="Maria", role="scheduler", password="!"
        )
        boss = Staff.objects.create(
            practice=practice, email="b@large.example", name="Boss", role="manager", password="!"
        )
    fill(practice, policy, SIZE)
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("SELECT set_config('frontdesk.practice', %s, true)", [str(practice.pk)])
        cursor.execute("SELECT count(*) FROM booking_appointment")
        count = cursor.fetchone()[0]
    print(f"appointments in the database\t{count:9,}")
    clients = {}
    for who in (maria, boss):
        clients[who.role] = Client(headers={"host": "127.0.0.1"})
        with inside_practice(practice):
            signed_in(clients[who.role], who)
    day = dt.datetime.now(practice.zone).date() + dt.timedelta(days=1)
    while day.weekday() > 4:
        day += dt.timedelta(days=1)
    with inside_practice(practice):
        from frontdesk.booking.models import Appointment

        moved = Appointment.objects.filter(state="booked", start__date=day).first()
    pages = (
        ("scheduler", "queue/?state=awaiting_approval"),
        ("scheduler", "queue/?state=awaiting_approval&provider=p7"),
        ("scheduler", f"calendar/?date={day}"),
        ("scheduler", f"calendar/?date={day}&location=place-3"),
        ("scheduler", "calendar/?view=week&subject=p7"),
        ("scheduler", "calendar/?view=month"),
        ("scheduler", f"calendar/?date={day}&location=place-3&move={moved.pk if moved else ''}"),
        ("scheduler", "patients/?q=diaz rosa"),
        ("scheduler", "patients/?q=1312555"),
        ("scheduler", "patients/?q=3/8/1951"),
        ("scheduler", "patients/?q=kowalsky omer"),
        ("scheduler", "exceptions/"),
        ("manager", "reports/pipeline/"),
        ("manager", "reports/exceptions/"),
        ("manager", "reports/access/?visit=v1&location=place-1"),
    )
    for role, path in pages:
        url = f"/large/console/{path}"
        assert clients[role].get(url).status_code == 200, path
        took = median_ms(lambda role=role, url=url: clients[role].get(url), 9)  # type: ignore[misc]
        print(f"GET /console/{path[:60]}\t{ms(took)}")
    from frontdesk.people.queries import staff_actor

    with inside_practice(practice):
        manager = staff_actor(boss)
    set_up.report(practice, clients["manager"], manager, day)


if __name__ == "__main__":
    main()
