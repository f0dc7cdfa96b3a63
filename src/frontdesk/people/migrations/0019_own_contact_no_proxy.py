"""Nobody acts for a record with the record's own address; whoever was kept out of their own record by it gets in again."""

from django.db import migrations
from django.db.models import F, Q

from frontdesk.tenancy.sql import in_each_practice

OWN = Q(contact=F("patient__email")) | Q(contact=F("patient__phone")) | Q(contact=F("patient__confidential_contact"))


def ended(apps, practice):
    """Whom staff had confirmed sees no more than before: the address is then written down as theirs in the record."""
    entries = apps.get_model("audit", "Entry").objects.filter(practice=practice, action="patient.let_act")
    rows = apps.get_model("people", "Proxy").objects.filter(OWN, practice=practice).exclude(state="ended")
    for proxy in rows.select_related("patient"):
        patient = proxy.patient
        by_themselves = entries.filter(thing_id=proxy.pk, actor_kind="patient").exists()
        if proxy.state == "confirmed" and not by_themselves:
            if proxy.contact == patient.confidential_contact or patient.self_registered:
                continue  # such an address is always the patient's: as long as the proxy stands, it is not
            for name in ("email", "phone"):
                if getattr(patient, name) == proxy.contact:
                    setattr(patient, f"{name}_of", proxy.who)
            patient.save(update_fields=["email_of", "phone_of"])
        proxy.state = "ended"
        proxy.save(update_fields=["state"])


KEEP = """
CREATE FUNCTION people_proxy_not_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'ended' AND (TG_OP = 'INSERT' OR NEW.contact <> OLD.contact OR NEW.patient_id <> OLD.patient_id OR OLD.state = 'ended')
        AND EXISTS (SELECT 1 FROM people_patient p WHERE p.practice_id = NEW.practice_id AND p.id = NEW.patient_id
            AND NEW.contact IN (p.email, p.phone, p.confidential_contact))
    THEN
        RAISE EXCEPTION 'nobody acts for a record with its own address' USING ERRCODE = 'check_violation', CONSTRAINT = 'proxy_not_own';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_own BEFORE INSERT OR UPDATE ON people_proxy FOR EACH ROW EXECUTE FUNCTION people_proxy_not_own();
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0018_first_password"), ("audit", "0001_initial")]
    operations = [in_each_practice(ended), migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
