"""The minutes of a day that are taken, summed up; and which days have changed since, which the database notes itself.

Nobody waits for anybody by it: whoever takes time adds rows of their own, and never changes one that others may want.
"""

import django.db.models.deletion
from django.db import connection, migrations, models

import frontdesk.tenancy.models
from frontdesk.tenancy.sql import in_each_practice, secure

DAYS_OF = """
CREATE FUNCTION booking_days_of(begins timestamptz, ends timestamptz) RETURNS SETOF integer
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT generate_series(floor(date_part('epoch', begins) / 86400)::int, ceil(date_part('epoch', ends) / 86400)::int - 1)
$$
"""
# Stable, and not volatile: it sees what the statement sees that it stands in.
MINUTES_TAKEN = """
CREATE FUNCTION booking_minutes_taken(practice uuid, of uuid, on_day integer, left_out uuid[]) RETURNS bytea
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT substring(bit_send(coalesce(bit_or(
        (~ 0::bit(1440) << greatest(floor(date_part('epoch', r.begins) / 60)::int - on_day * 1440, 0))
        & ~ (~ 0::bit(1440) << least(floor(date_part('epoch', r.ends) / 60)::int - on_day * 1440, 1440))
    ), 0::bit(1440))) FROM 5)
    FROM booking_reservation r
    WHERE r.practice_id = practice AND r.subject = of
        AND r.begins >= to_timestamp((on_day - 2) * 86400.0) AND r.begins < to_timestamp((on_day + 1) * 86400.0)
        AND r.ends > to_timestamp(on_day * 86400.0) AND NOT r.appointment_id = ANY(left_out)
$$
"""
NOTE_DAYS = """
CREATE FUNCTION booking_reservation_note_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.kind <> 'patient' THEN
        INSERT INTO booking_changedday (practice_id, id, subject, day)
        SELECT OLD.practice_id, gen_random_uuid(), OLD.subject, d FROM booking_days_of(lower(OLD.during), upper(OLD.during)) d;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.kind <> 'patient' THEN
        INSERT INTO booking_changedday (practice_id, id, subject, day)
        SELECT NEW.practice_id, gen_random_uuid(), NEW.subject, d FROM booking_days_of(lower(NEW.during), upper(NEW.during)) d;
    END IF;
    RETURN NULL;
END $$
"""
NOTED = (
    "CREATE TRIGGER days AFTER INSERT OR DELETE OR UPDATE ON booking_reservation"
    " FOR EACH ROW EXECUTE FUNCTION booking_reservation_note_days()"
)
SUM_UP = """
INSERT INTO booking_takenday (practice_id, id, subject, day, minutes)
SELECT practice_id, gen_random_uuid(), subject, day, booking_minutes_taken(practice_id, subject, day, '{}')
FROM (SELECT DISTINCT practice_id, subject, booking_days_of(begins, ends) AS day FROM booking_reservation
    WHERE practice_id = %s AND kind <> 'patient') AS of
ORDER BY subject, day
"""


def sum_up(apps, practice):
    with connection.cursor() as cursor:
        cursor.execute(SUM_UP, [practice.pk])


def fields(**more: models.Field) -> list[tuple[str, models.Field]]:
    key = models.UUIDField(default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False)
    practice = models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice")
    return [
        ("id", key),
        ("subject", models.UUIDField()),
        ("day", models.IntegerField()),
        *more.items(),
        ("practice", practice),
    ]


class Migration(migrations.Migration):
    dependencies = [("booking", "0015_proposed_each_by_itself"), ("tenancy", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="TakenDay",
            fields=fields(minutes=models.BinaryField()),
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "subject", "day"), name="summed_up_once")]
            },
        ),
        migrations.CreateModel(
            name="ChangedDay",
            fields=fields(),
            options={"indexes": [models.Index(fields=["practice", "subject", "day"], name="changed_since")]},
        ),
        secure("booking", "TakenDay", "ChangedDay"),
        *[
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (DAYS_OF, MINUTES_TAKEN, NOTE_DAYS, NOTED)
        ],
        in_each_practice(sum_up),
    ]
