"""Which addresses and numbers of a record nobody agreed to be written to at, about that patient."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

from frontdesk.tenancy.sql import in_each_practice


def never_asked(apps, practice):
    """Where nobody has ever said anything; whoever says yes there from now on says it for themselves."""
    consents = apps.get_model("messaging", "Consent").objects.filter(practice=practice)
    said = set(consents.values_list("contact", flat=True))
    patients = apps.get_model("people", "Patient").objects.filter(practice=practice)
    reached = patients.exclude(Q(email="") & Q(phone="") & Q(confidential_contact=""))
    found = []
    for patient in reached.only("email", "phone", "confidential_contact").iterator():
        patient.not_agreed_to = sorted({patient.email, patient.phone, patient.confidential_contact} - {""} - said)
        found += [patient] if patient.not_agreed_to else []
    patients.bulk_update(found, ["not_agreed_to"], batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_known_before"), ("messaging", "0002_guards")]
    operations = [
        migrations.AddField(
            "patient",
            "not_agreed_to",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=254),
                blank=True,
                default=list,
                help_text="addresses and numbers of this record at which nobody agreed to be written to about this patient",
                size=None,
            ),
        ),
        in_each_practice(never_asked),
    ]
