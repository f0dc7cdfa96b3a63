"""What an override excuses: the sentences that it named, as the audit trail has them."""

from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice

AGAINST = "Against: "


def named(apps, practice):
    """Of each override that there was, what its entry in the trail says that it was against."""
    Appointment, Entry = apps.get_model("booking", "Appointment"), apps.get_model("audit", "Entry")
    for one in Appointment.objects.filter(practice=practice).exclude(override_reason=""):
        rules = Entry.objects.filter(
            practice=practice, thing_kind="appointment", thing_id=one.pk, rule__startswith=AGAINST
        ).values_list("rule", flat=True)
        said = sorted({part for rule in rules for part in rule.removeprefix(AGAINST).split("; ") if part})
        Appointment.objects.filter(pk=one.pk).update(overridden=said)


class Migration(migrations.Migration):
    dependencies = [("booking", "0009_ways_back"), ("audit", "0002_practices_apart")]
    operations = [
        migrations.AddField(
            "appointment",
            "overridden",
            models.JSONField(default=list, help_text="what stood against it when that was decided, and nothing else"),
        ),
        in_each_practice(named),
    ]
