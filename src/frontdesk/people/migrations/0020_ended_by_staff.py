"""Whose access staff have ended gets it from nobody but staff; and no record's address becomes that of somebody who acts for it."""

from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice


def as_the_trail_says(apps, practice):
    """The last who ended it; where nobody knows who did, it was staff: they can confirm it again."""
    entries = apps.get_model("audit", "Entry").objects.filter(practice=practice)
    for proxy in apps.get_model("people", "Proxy").objects.filter(practice=practice, state="ended"):
        # What patients end themselves is done by the system for them, in an entry of its own.
        last = entries.filter(action="patient.end_proxy", thing_id=proxy.pk).order_by("-number").first()
        if last is None or last.actor_kind == "staff":
            proxy.ended_by_staff = True
            proxy.save(update_fields=["ended_by_staff"])


KEEP = """
CREATE FUNCTION people_patient_not_a_proxys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM people_proxy p WHERE p.practice_id = NEW.practice_id AND p.patient_id = NEW.id AND p.state <> 'ended' AND (
        p.contact = NEW.email AND NEW.email <> OLD.email
        OR p.contact = NEW.phone AND NEW.phone <> OLD.phone
        OR p.contact = NEW.confidential_contact AND NEW.confidential_contact <> OLD.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_a_proxys BEFORE UPDATE OF email, phone, confidential_contact ON people_patient
    FOR EACH ROW EXECUTE FUNCTION people_patient_not_a_proxys();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0019_own_contact_no_proxy"), ("audit", "0006_a_key_each")]
    operations = [
        migrations.AddField(
            "proxy",
            "ended_by_staff",
            models.BooleanField(
                default=False, help_text="staff ended it, and nobody else lets them act again, whoever names them"
            ),
        ),
        in_each_practice(as_the_trail_says),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
