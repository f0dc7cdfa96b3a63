"""An address or number that was only typed by who asks is nobody's until it is proved, or staff say whose."""

from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice

CHOICES = [(mark, mark) for mark in ("patient", "parent", "carer", "unsaid", "typed")]
KNOWN = "^(patient|parent|carer|unsaid|typed)$"


def only_typed(apps, practice):
    """What patients typed in a request stands in the trail; what staff have said of it since stays as they said it."""
    entries = apps.get_model("audit", "Entry").objects.filter(practice=practice)
    patients = apps.get_model("people", "Patient").objects.filter(practice=practice)
    typed = entries.filter(action="patient.said", actor_kind="patient", thing_kind="patient")
    for entry in typed.order_by("number").iterator():
        if entries.filter(action="patient.whose", thing_id=entry.thing_id, number__gt=entry.number).exists():
            continue
        for name in ("email", "phone"):
            if given := (entry.changes.get(name) or ["", ""])[1]:
                theirs = patients.filter(pk=entry.thing_id, **{name: given}).exclude(confidential_contact=given)
                theirs.filter(**{f"{name}_of__in": ["patient", "parent"]}).update(**{f"{name}_of": "typed"})


class Migration(migrations.Migration):
    dependencies = [("people", "0008_proved_by_a_code"), ("audit", "0002_guards")]
    operations = [
        migrations.RemoveConstraint("patient", "patient_whose_known"),
        migrations.AlterField(
            "patient", "email_of", models.CharField(choices=CHOICES, default="patient", max_length=10)
        ),
        migrations.AlterField(
            "patient", "phone_of", models.CharField(choices=CHOICES, default="patient", max_length=10)
        ),
        migrations.AddConstraint(
            "patient",
            models.CheckConstraint(
                condition=models.Q(("email_of__regex", KNOWN), ("phone_of__regex", KNOWN)), name="patient_whose_known"
            ),
        ),
        in_each_practice(only_typed),
    ]
