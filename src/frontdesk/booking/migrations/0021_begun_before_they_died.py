"""Nothing to come is anybody's who has died.  What had begun stays theirs until staff say what came of it, in whichever record it is by then."""

from django.db import migrations

APPOINTMENT = """
CREATE OR REPLACE FUNCTION booking_appointment_check_alive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('held', 'booked') AND NEW.start > now() AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR NEW.patient_id <> OLD.patient_id) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$
"""

# What a visit has settled is no longer due: it goes along with that visit.
RECALL = """
CREATE OR REPLACE FUNCTION booking_recall_check_alive() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('planned', 'invited', 'booked') AND (TG_OP = 'INSERT' OR NEW.state <> OLD.state OR (NEW.patient_id <> OLD.patient_id AND NEW.state <> 'booked')) AND EXISTS (
        SELECT 1 FROM people_patient p
        WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id AND p.deceased_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the patient has died' USING ERRCODE = 'check_violation', CONSTRAINT = 'patient_is_alive';
    END IF;
    RETURN NEW;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0020_due_by_a_plan")]

    operations = [migrations.RunSQL(function, migrations.RunSQL.noop) for function in (APPOINTMENT, RECALL)]
