"""The staff console at 200 providers, two years of history and 400 open requests: how long the server takes for each page."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import set_up
from .clock import median_ms, ms
from .signed_in import signed_in

PROVIDERS, LOCATIONS, PATIENTS, REQUESTS = 200, 10, 60_000, 400
DAYS, AHEAD, A_DAY = 500, 60, 8  # weekdays of history, weekdays ahead, visits of a provider a day
FIRST = [
    "Rosa",
    "Ada",
    "Omar",
    "Linh",
    "Grace",
    "Peter",
    "Sofia",
    "Marcus",
    "Hannah",
    "Julia",
    "Samuel",
    "Priya",
    "Elena",
    "George",
    "Maya",
    "Thomas",
    "Keisha",
    "Victor",
    "Nora",
    "Isaac",
]
LAST = [
    "Diaz",
    "Kowalski",
    "Tran",
    "Adeyemi",
    "Lindqvist",
    "Rossi",
    "Johnson",
    "Weiss",
    "Haddad",
    "Novak",
    "Green",
    "Nair",
    "Petrova",
    "Whitman",
    "Cohen",
    "Doyle",
    "Brown",
    "Alvarez",
    "Lind",
    "Stone",
]


def measures() -> Iterator[tuple[str, str]]:
    from frontdesk.server.embedded import Embedded

    with tempfile.TemporaryDirectory() as home, Embedded(Path(home)) as database:
        env = {
            "DATABASE_URL": database.url("owner"),
            "FRONTDESK_APP_DATABASE_URL": database.url("app"),
            "FRONTDESK_SECRET_KEY": "bench-only-0123456789-0123456789-0123456789-0123456789",
            "DJANGO_SETTINGS_MODULE": "frontdesk.server.settings",
            "SUPERUSER": database.url("superuser", "frontdesk"),
        }
        subprocess.run([sys.executable, "-m", "frontdesk.server.cli", "migrate"], env={**os.environ, **env}, check=True)
        done = subprocess.run(
            [sys.executable, "-m", "bench.console"],  # stderr is shown
            env={**os.environ, **env},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        for line in done.stdout.splitlines():
            what, _, found = line.partition("\t")
            yield what, found


def practice_file() -> str:
    """200 providers at ten locations, seven visit types, rules as a large clinic has them."""
    places = "\n".join(
        f"  - {{id: place-{n}, name: Place {n}, rooms: [{', '.join(f'{{id: exam-{r}, kind: exam room}}' for r in range(25))}]}}"
        for n in range(LOCATIONS)
    )
    people = "\n".join(
        f'  - {{id: p{n}, name: Dr. Number{n}, hours: [{{at: place-{n % LOCATIONS}, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}},'
        f' {{at: place-{n % LOCATIONS}, days: [mon, tue, wed, thu, fri], from: "13:00", to: "17:00"}}]}}'
        for n in range(PROVIDERS)
    )
    visits = "\n".join(f"  - {{id: v{n}, name: Visit kind {n}}}" for n in range(7))
    rules = "\n".join(f"  At most 14 visits per day with Dr. Number{n}." for n in range(0, PROVIDERS, 10))
    return f"""practice: {{name: Large Clinic, timezone: America/Chicago}}
locations:
{places}
payers: [{{id: medicaid, name: Medicaid}}, {{id: aetna, name: Aetna}}]
visit types:
{visits}
providers:
{people}
intake:
  - {{id: reason, ask: Why?, kind: text}}
rules: |
  Visits start every 30 minutes.
  Visits take 30 minutes.
  Keep 5 minutes free after v3 visits.
  Visits need approval when the insurance is Medicaid.
  Requests wait at most 2 business days for approval.
{rules}
"""


FILL = """
SET session_replication_role = replica;
ALTER TABLE booking_reservation DROP CONSTRAINT never_twice;
INSERT INTO people_patient (id, practice_id, first_name, last_name, birth_date, email, phone, payer_id, uninsured, member_id, established,
    no_shows, language, time_zone, confidential_contact, self_registered, created_at)
SELECT gen_random_uuid(), %(practice)s, (%(first)s::text[])[1 + n %% 20], (%(last)s::text[])[1 + (n / 20) %% 20] || CASE WHEN n >= 400 THEN chr(97 + n / 400 %% 26) ELSE '' END,
    date '1940-01-01' + (n * 7) %% 28000, 'p' || n || '@patients.example', '+1312' || lpad((5550000 + n)::text, 7, '0'), NULL, true, '', true,
    0, 'en', '', '', false, now() - interval '2 years' FROM generate_series(0, %(patients)s - 1) n;
CREATE TEMP TABLE who AS SELECT id, row_number() OVER () - 1 AS n FROM people_patient;
CREATE INDEX ON who (n);
CREATE TEMP TABLE doctors AS SELECT p.id, row_number() OVER (ORDER BY p.code) - 1 AS n, l.id AS location FROM practice_provider p
    JOIN practice_location l ON l.code = 'place-' || (substr(p.code, 2)::int %% %(locations)s);
CREATE TEMP TABLE kinds AS SELECT id, row_number() OVER (ORDER BY code) - 1 AS n FROM practice_visittype;
CREATE TEMP TABLE days AS SELECT d::date AS day, row_number() OVER (ORDER BY d) AS n FROM
    generate_series(current_date - %(back)s * 7 / 5, current_date + %(ahead)s * 7 / 5, interval '1 day') d WHERE extract(isodow FROM d) < 6;
INSERT INTO booking_appointment (id, practice_id, number, patient_id, visit_type_id, provider_id, location_id, policy_id, start, "end", before, after,
    state, channel, new_patient, reason, override_reason, self_pay, extended, created_at, version)
SELECT gen_random_uuid(), %(practice)s, nextval('frontdesk_number'), w.id, k.id, d.id, d.location, %(policy)s,
    (t.day + time '08:00' + s * interval '30 minutes' + CASE WHEN s >= 8 THEN interval '1 hour' ELSE interval '0' END) AT TIME ZONE 'America/Chicago',
    (t.day + time '08:30' + s * interval '30 minutes' + CASE WHEN s >= 8 THEN interval '1 hour' ELSE interval '0' END) AT TIME ZONE 'America/Chicago', 0, 0,
    CASE WHEN t.day >= current_date THEN 'booked' WHEN (d.n + t.n + s) %% 14 = 0 THEN 'no_show' ELSE 'completed' END,
    'phone', false, '', '', false, 0, now(), 1
FROM doctors d CROSS JOIN days t CROSS JOIN generate_series(0, 2 * %(a_day)s - 1, 2) s
JOIN who w ON w.n = (d.n * 331 + t.n * 17 + s * 7919) %% %(patients)s JOIN kinds k ON k.n = (d.n + t.n + s) %% 7;
INSERT INTO booking_reservation (id, practice_id, appointment_id, kind, subject, lane, during)
SELECT gen_random_uuid(), practice_id, id, 'provider', provider_id, 0, tstzrange(start, "end") FROM booking_appointment;
INSERT INTO intake_request (id, practice_id, number, patient_id, visit_type_id, policy_id, state, channel, deciding, missing, waits_for_clinician, hand_over, note,
    approved_by, self_pay, asked_by, created_at, state_since, due_at, due_policy_id, reply_by, version)
SELECT gen_random_uuid(), %(practice)s, nextval('frontdesk_number'), w.id, k.id, %(policy)s, CASE WHEN w.n %% 3 = 0 THEN 'awaiting_approval' WHEN w.n %% 3 = 1 THEN 'awaiting_info'
    ELSE 'approved' END, 'online', '["Visits need approval when the insurance is Medicaid."]', '[]', false, '', '', '', false, '', now(),
    now() - w.n * interval '1 hour', now() + (w.n - 100) * interval '1 hour', %(policy)s, current_date, 1
FROM who w JOIN kinds k ON k.n = w.n %% 7 WHERE w.n < %(requests)s;
ANALYZE;
"""


def _fill(practice: Any, policy: Any) -> None:
    import psycopg

    values = {
        "practice": practice.pk,
        "policy": policy.pk,
        "first": FIRST,
        "last": LAST,
        "patients": PATIENTS,
        "locations": LOCATIONS,
        "back": DAYS,
        "ahead": AHEAD,
        "a_day": A_DAY,
        "requests": REQUESTS,
    }
    with psycopg.connect(os.environ["SUPERUSER"], autocommit=True) as root:
        for statement in FILL.strip().split(";\n"):
            client = psycopg.ClientCursor(root)
            client.execute(statement, values)
        # The index of taken time is what it is in use; that nothing overlaps is tested elsewhere.
        root.execute("CREATE INDEX ON booking_reservation USING gist (practice_id, subject, lane, during)")
        root.execute("ANALYZE")


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
        practice = load(read(practice_file()), "large")
        policy = published()
        maria = Staff.objects.create(
            practice=practice, email="m@large.example", name="Maria", role="scheduler", password="!"
        )
        boss = Staff.objects.create(
            practice=practice, email="b@large.example", name="Boss", role="manager", password="!"
        )
    _fill(practice, policy)
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
