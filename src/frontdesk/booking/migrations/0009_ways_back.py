"""Ways back between states; a no-show only from its time on; a death that can be taken back, and nothing new for the dead."""

from django.db import migrations, models

import frontdesk.tenancy.models
from frontdesk.booking.states import AWAY_MOVES, FIRST, MOVES, RECALL_MOVES, WAITLIST_MOVES
from frontdesk.tenancy.sql import new_states, secure

TIMELY = """
CREATE FUNCTION booking_appointment_check_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = 'no_show' AND OLD.state <> 'no_show' AND NEW.start > now() THEN
        RAISE EXCEPTION 'the time has not come' USING ERRCODE = 'check_violation', CONSTRAINT = 'no_show_has_begun';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER timely BEFORE UPDATE ON booking_appointment FOR EACH ROW EXECUTE FUNCTION booking_appointment_check_time();
"""
ALIVE = """
CREATE FUNCTION {table}_check_alive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ({states}) AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER alive BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_check_alive();
"""
STATEMENTS = [
    new_states("booking_appointment", MOVES, FIRST),
    new_states("booking_waitlistentry", WAITLIST_MOVES, ("waiting",)),
    new_states("booking_recall", RECALL_MOVES, ("planned",)),
    new_states("booking_timeaway", AWAY_MOVES, ("draft",)),
    TIMELY,
    ALIVE.format(table="booking_appointment", states="'held', 'booked'"),
    ALIVE.format(table="booking_waitlistentry", states="'waiting', 'offered'"),
    ALIVE.format(table="booking_recall", states="'planned', 'invited', 'booked'"),
]


class Migration(migrations.Migration):
    dependencies = [("booking", "0008_one_thing_open"), ("people", "0011_normal_contacts")]
    operations = [
        migrations.CreateModel(
            name="Death",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("ended", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("written", "written"), ("taken back", "taken back")],
                        default="written",
                        max_length=10,
                    ),
                ),
                ("by", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField()),
                ("patient", frontdesk.tenancy.models.inside("people.Patient", related_name="+")),
                (
                    "practice",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="tenancy.practice"),
                ),
            ],
        ),
        migrations.AddIndex(
            "death", models.Index(fields=["practice", "patient"], name="booking_dea_practic_ec3588_idx")
        ),
        secure("booking", "Death"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
