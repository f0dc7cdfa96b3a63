"""What staff gave another length than the rules keeps it where it is moved; of what was given one before, the trail knows."""

from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice

A_MINUTE = 60


def read_back(apps, practice):
    entries = apps.get_model("audit", "Entry").objects
    appointments = apps.get_model("booking", "Appointment").objects
    given = entries.filter(practice=practice, thing_kind="appointment", action="appointment.resize")
    for one in appointments.filter(pk__in=given.values("thing_id")).iterator():
        minutes = int((one.end - one.start).total_seconds() // A_MINUTE)
        appointments.filter(pk=one.pk).update(given_minutes=minutes, given_why=one.override_reason)


class Migration(migrations.Migration):
    dependencies = [("booking", "0018_excused"), ("audit", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="given_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="the length that staff gave it instead of the rules; it goes along where the visit is moved",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="given_why",
            field=models.TextField(blank=True, default="", help_text="why it was given that length against a rule"),
        ),
        in_each_practice(read_back),
    ]
