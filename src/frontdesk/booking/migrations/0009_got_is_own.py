"""What somebody who waited has got is a visit of their own.  Asked at the end of a transaction: a merge takes both along, one after the other."""

from django.db import migrations
from django.db.models import F

from frontdesk.tenancy.sql import in_each_practice

# By whichever of the two rows it comes about; as both are by then, and not as they were when it was put off.
CHECK = """
CREATE FUNCTION {table}_check_got() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM booking_waitlistentry entry
        JOIN booking_appointment visit ON visit.practice_id = entry.practice_id AND visit.id = entry.got_id
        WHERE entry.practice_id = NEW.practice_id AND entry.{key} = NEW.id AND visit.patient_id <> entry.patient_id
    ) THEN
        RAISE EXCEPTION 'what they got is the visit of another' USING ERRCODE = 'check_violation', CONSTRAINT = 'got_is_own';
    END IF;
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE CONSTRAINT TRIGGER got AFTER {when} ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION {table}_check_got()
"""
STATEMENTS = (
    CHECK.format(table="booking_waitlistentry", key="id"),
    CHECK.format(table="booking_appointment", key="got_id"),
    TRIGGER.format(table="booking_waitlistentry", when="INSERT OR UPDATE OF got_id, patient_id"),
    TRIGGER.format(table="booking_appointment", when="UPDATE OF patient_id"),
)


def own_alone(apps, practice):
    """Whose that visit is not does not have it: nothing that becomes of it is anything to them."""
    entries = apps.get_model("booking", "WaitlistEntry").objects.filter(practice=practice).exclude(got=None)
    entries.exclude(got__patient_id=F("patient_id")).update(got=None)


class Migration(migrations.Migration):
    dependencies = [("booking", "0008_what_it_means")]
    operations = [
        in_each_practice(own_alone),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
