"""No record takes the address of somebody whose access staff have ended, either."""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION people_patient_not_a_proxys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_proxy p WHERE p.practice_id = NEW.practice_id AND p.patient_id = NEW.id
        AND (p.state <> 'ended' OR p.ended_by_staff) AND (
        p.contact = NEW.email AND NEW.email <> OLD.email
        OR p.contact = NEW.phone AND NEW.phone <> OLD.phone
        OR p.contact = NEW.confidential_contact AND NEW.confidential_contact <> OLD.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0020_ended_by_staff")]
    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
