"""Every record is compared with the others once, and again when what speaks for somebody changes: however many come at once.

Those that are there were compared while they were new, as far as that went; they are not all asked about again.
"""

from django.db import migrations, models
from django.db.models import F

from frontdesk.tenancy.sql import in_each_practice

ANEW = """
CREATE FUNCTION people_compare_anew() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.compared_at := NULL;
  RETURN NEW;
END $$;
CREATE TRIGGER compare_anew BEFORE UPDATE OF first_name, last_name, birth_date, email, phone ON people_patient FOR EACH ROW
  WHEN ((NEW.first_name, NEW.last_name, NEW.birth_date, NEW.email, NEW.phone)
        IS DISTINCT FROM (OLD.first_name, OLD.last_name, OLD.birth_date, OLD.email, OLD.phone))
  EXECUTE FUNCTION people_compare_anew();
"""
BACK = "DROP TRIGGER compare_anew ON people_patient; DROP FUNCTION people_compare_anew();"


def compared(apps, practice):
    there = apps.get_model("people", "Patient").objects.filter(practice=practice, compared_at=None)
    there.update(compared_at=F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("people", "0015_decline_an_offer")]
    operations = [
        migrations.AddField(
            "patient",
            "compared_at",
            models.DateTimeField(
                blank=True,
                null=True,
                help_text="when it was looked for among the others; the database empties it when a name, birth date, number or address changes",
            ),
        ),
        in_each_practice(compared),
        migrations.AddIndex(
            "patient",
            models.Index(
                fields=["practice", "created_at"],
                condition=models.Q(compared_at=None, same_as=None, self_registered=False),
                name="patient_to_compare",
            ),
        ),
        migrations.RunSQL(ANEW, BACK),
    ]
