"""A large practice's rows, written by the database itself: patients, a history, what is booked ahead, requests."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

PLACES = 10


@dataclass(frozen=True)
class Size:
    """`back` and `ahead`: weekdays of history and of what is booked; `a_day`: visits of a provider a day, of 16 that there is time for.

    `guarded`: whether the database refuses to take time twice; what only searches needs no hour of building that index.
    """

    providers: int
    patients: int
    back: int
    ahead: int
    a_day: int
    requests: int = 0
    guarded: bool = True


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


def practice_file(size: Size) -> str:
    """Providers at ten locations with a room for each, seven visit types, rules as a large clinic has them: a hundred at 1,000 providers."""
    places = "\n".join(
        f"  - {{id: place-{n}, name: Place {n}, rooms: [{', '.join(f'{{id: exam-{r}, kind: exam room}}' for r in range(max(25, -(-size.providers // PLACES))))}]}}"
        for n in range(PLACES)
    )
    people = "\n".join(
        f'  - {{id: p{n}, name: Dr. Number{n}, hours: [{{at: place-{n % PLACES}, days: [mon, tue, wed, thu, fri], from: "08:00", to: "12:00"}},'
        f' {{at: place-{n % PLACES}, days: [mon, tue, wed, thu, fri], from: "13:00", to: "17:00"}}]}}'
        for n in range(size.providers)
    )
    visits = "\n".join(f"  - {{id: v{n}, name: Visit kind {n}}}" for n in range(7))
    visits += "\n  - {id: special, name: Special visit}"  # nobody has had one
    rules = "\n".join(f"  At most 14 visits per day with Dr. Number{n}." for n in range(0, size.providers, 10))
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
  Visits need an exam room.
  At most 16 visits per day with each provider.
  Visits need approval when the insurance is Medicaid.
  Requests wait at most 2 business days for approval.
  Only Dr. Number{min(7, size.providers - 1)} offers special visits.
{rules}
"""


UNCHECKED = "SET session_replication_role = replica"
# Who is there, and when, numbered.
NUMBERED = """
CREATE TEMP TABLE who AS SELECT id, row_number() OVER () - 1 AS n FROM people_patient;
CREATE INDEX ON who (n);
CREATE TEMP TABLE doctors AS SELECT p.id, row_number() OVER (ORDER BY length(p.code), p.code) - 1 AS n, l.id AS location, r.id AS room
    FROM practice_provider p JOIN practice_location l ON l.code = 'place-' || (substr(p.code, 2)::int %% %(places)s)
    LEFT JOIN practice_resource r ON r.code = l.code || '/exam-' || (substr(p.code, 2)::int / %(places)s);
CREATE TEMP TABLE kinds AS SELECT id, row_number() OVER (ORDER BY code) - 1 AS n FROM practice_visittype WHERE code <> 'special';
CREATE TEMP TABLE days AS SELECT d::date AS day, row_number() OVER (ORDER BY d) AS n FROM
    generate_series(current_date - %(back)s * 7 / 5, current_date + %(ahead)s * 7 / 5, interval '1 day') d WHERE extract(isodow FROM d) < 6;
ANALYZE who, doctors, kinds, days;
"""
FILL = f"""
{UNCHECKED};
ALTER TABLE booking_reservation DROP CONSTRAINT never_twice;
INSERT INTO people_patient (id, practice_id, first_name, last_name, birth_date, email, phone, payer_id, uninsured, established, language, created_at)
SELECT gen_random_uuid(), %(practice)s, (%(first)s::text[])[1 + n %% 20], (%(last)s::text[])[1 + (n / 20) %% 20] || CASE WHEN n >= 400 THEN chr(97 + n / 400 %% 26) ELSE '' END,
    date '1940-01-01' + (n * 7) %% 28000, 'p' || n || '@patients.example', '+1312' || lpad((5550000 + n)::text, 7, '0'), NULL, true, true,
    'en', now() - interval '2 years' FROM generate_series(0, %(patients)s - 1) n;
{NUMBERED}
INSERT INTO booking_appointment (id, practice_id, number, patient_id, visit_type_id, provider_id, location_id, policy_id, start, "end", state, channel, created_at)
SELECT gen_random_uuid(), %(practice)s, nextval('frontdesk_number'), w.id, k.id, d.id, d.location, %(policy)s,
    (t.day + time '08:00' + s * interval '30 minutes' + CASE WHEN s >= 8 THEN interval '1 hour' ELSE interval '0' END) AT TIME ZONE 'America/Chicago',
    (t.day + time '08:30' + s * interval '30 minutes' + CASE WHEN s >= 8 THEN interval '1 hour' ELSE interval '0' END) AT TIME ZONE 'America/Chicago',
    CASE WHEN t.day >= current_date THEN 'booked' WHEN (d.n + t.n + s) %% 14 = 0 THEN 'no_show' ELSE 'completed' END, 'phone', now()
FROM doctors d CROSS JOIN days t CROSS JOIN generate_series(0, 15) s
JOIN who w ON w.n = (d.n * 331 + t.n * 17 + s * 7919) %% %(patients)s JOIN kinds k ON k.n = (d.n + t.n + s) %% 7
WHERE (s * 7 + d.n * 5 + t.n * 3) %% 16 < %(a_day)s;
INSERT INTO booking_reservation (id, practice_id, appointment_id, kind, subject, during)
SELECT gen_random_uuid(), a.practice_id, a.id, of.kind, of.subject, tstzrange(a.start, a."end") FROM booking_appointment a JOIN doctors d ON d.id = a.provider_id
CROSS JOIN LATERAL (VALUES ('provider', a.provider_id), ('patient', a.patient_id), ('resource', d.room)) of (kind, subject) WHERE of.subject IS NOT NULL;
INSERT INTO intake_request (id, practice_id, number, patient_id, visit_type_id, policy_id, state, channel, deciding, created_at, state_since, due_at, due_policy_id, reply_by)
SELECT gen_random_uuid(), %(practice)s, nextval('frontdesk_number'), w.id, k.id, %(policy)s, CASE WHEN w.n %% 3 = 0 THEN 'awaiting_approval' WHEN w.n %% 3 = 1 THEN 'awaiting_info'
    ELSE 'approved' END, 'online', '["Visits need approval when the insurance is Medicaid."]', now(),
    now() - w.n * interval '1 hour', now() + (w.n - 100) * interval '1 hour', %(policy)s, current_date
FROM who w JOIN kinds k ON k.n = w.n %% 7 WHERE w.n < %(requests)s;
"""
# What fills the first weekdays: each time that is left.
FILL_UP = f"""
{UNCHECKED};
{NUMBERED}
CREATE TEMP TABLE added AS SELECT gen_random_uuid() AS id, d.id AS provider, d.location, d.room, w.id AS patient, k.id AS kind,
    (t.day + time '08:00' + s * interval '30 minutes' + CASE WHEN s >= 8 THEN interval '1 hour' ELSE interval '0' END) AT TIME ZONE 'America/Chicago' AS start
FROM doctors d CROSS JOIN days t CROSS JOIN generate_series(0, 15) s
JOIN who w ON w.n = (d.n * 331 + t.n * 17 + s * 7919) %% %(patients)s JOIN kinds k ON k.n = (d.n + t.n + s) %% 7
WHERE (s * 7 + d.n * 5 + t.n * 3) %% 16 >= %(a_day)s AND t.day <= current_date + %(days)s;
INSERT INTO booking_appointment (id, practice_id, number, patient_id, visit_type_id, provider_id, location_id, policy_id, start, "end", state, channel, created_at)
SELECT id, %(practice)s, nextval('frontdesk_number'), patient, kind, provider, location, %(policy)s, start, start + interval '30 minutes', 'booked', 'phone', now() FROM added;
INSERT INTO booking_reservation (id, practice_id, appointment_id, kind, subject, during)
SELECT gen_random_uuid(), %(practice)s, a.id, of.kind, of.subject, tstzrange(a.start, a.start + interval '30 minutes') FROM added a
CROSS JOIN LATERAL (VALUES ('provider', a.provider), ('patient', a.patient), ('resource', a.room)) of (kind, subject) WHERE of.subject IS NOT NULL;
INSERT INTO booking_changedday (id, practice_id, subject, day)
SELECT gen_random_uuid(), %(practice)s, of.subject, booking_days_of(a.start, a.start + interval '30 minutes') FROM added a
CROSS JOIN LATERAL (VALUES (a.provider), (a.room)) of (subject) WHERE of.subject IS NOT NULL;
VACUUM ANALYZE;
"""
GUARD = "ALTER TABLE booking_reservation ADD CONSTRAINT never_twice EXCLUDE USING gist (practice_id WITH =, subject WITH =, lane WITH =, during WITH &&)"
# Built after the rows are there, which is many times quicker.
INDEXES = """
SELECT i.indexname, i.indexdef FROM pg_indexes i WHERE i.tablename IN ('booking_appointment', 'booking_reservation', 'booking_takenday')
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conname = i.indexname)
"""


def fill(practice: Any, policy: Any, size: Size) -> None:
    """The rows of a practice of that size, beside nothing else of that practice's.  Needs the cluster's superuser (SUPERUSER)."""
    with _root() as root:
        indexes = root.execute(INDEXES).fetchall()
        _run(root, *(f'DROP INDEX "{name}"' for name, _ in indexes))
        _run(root, *_defaults(), *_statements(FILL), **_values(practice, policy, size))
        _run(root, *(written for _, written in indexes), *([GUARD] if size.guarded else []))
        root.execute("ANALYZE")
        root.execute(_summing_up(), [practice.pk])
        root.execute("VACUUM ANALYZE")


def fill_up(practice: Any, policy: Any, size: Size, days: int) -> None:
    """Everybody is full for so many days.  In a practice that was filled; what was taken is summed up by the product."""
    with _root() as root:
        _run(root, *_statements(FILL_UP), **_values(practice, policy, size), days=days)


def _root() -> Any:
    import psycopg

    return psycopg.connect(os.environ["SUPERUSER"], autocommit=True)


def _run(root: Any, *statements: str, **values: Any) -> None:
    import psycopg

    for statement in statements:
        psycopg.ClientCursor(root).execute(statement, values or None)


def _statements(text: str) -> list[str]:
    return [one for one in text.strip().split(";\n") if one.strip()]


def _summing_up() -> str:
    from importlib import import_module

    return str(import_module("frontdesk.booking.migrations.0016_summed_up").SUM_UP)


def _values(practice: Any, policy: Any, size: Size) -> dict[str, Any]:
    more = {"practice": practice.pk, "policy": policy.pk, "first": FIRST, "last": LAST, "places": PLACES}
    return {**vars(size), **more}


def _defaults() -> list[str]:
    """What Django would write where nothing is said, as the columns' defaults: a column that comes later needs no change here."""
    from frontdesk.booking.models import Appointment, Reservation
    from frontdesk.intake.models import Request
    from frontdesk.people.models import Patient

    return [
        f'ALTER TABLE {model._meta.db_table} ALTER COLUMN "{field.column}" SET DEFAULT {said}'
        for model in (Patient, Appointment, Reservation, Request)
        for field in model._meta.concrete_fields
        if (said := _written(field)) is not None
    ]


def _written(field: Any) -> str | None:
    from django.contrib.postgres.fields import ArrayField
    from django.db.models import CharField, JSONField, TextField

    if field.null or field.primary_key or field.remote_field is not None:
        return None
    if isinstance(field, ArrayField):
        return "'{}'"
    if isinstance(field, JSONField):
        return "'[]'"
    if isinstance(field, CharField | TextField) and not field.has_default():
        return "''"
    return repr(field.default).replace('"', "'") if isinstance(field.default, bool | int | str) else None
