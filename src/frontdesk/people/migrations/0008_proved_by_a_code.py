"""A record that somebody outside made was open to whoever had any address or number of it; now to whose it is said to be.

What it was made with was proved by a code, and is theirs who made it.  What was typed beside it stays as it was taken.
"""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice


def theirs_who_made_it(apps, practice):
    entries = apps.get_model("audit", "Entry").objects.filter(practice=practice, action="patient.create")
    patients = apps.get_model("people", "Patient").objects.filter(practice=practice, self_registered=True, same_as=None)
    for patient in patients.iterator():
        made = entries.filter(thing_kind="patient", thing_id=patient.pk).order_by("number").first()
        if made is None:
            continue
        for name in ("email", "phone"):
            given = made.changes.get(name, ["", ""])[1]
            if given and given == getattr(patient, name):
                patients.filter(pk=patient.pk).update(**{f"{name}_of": "patient"})


class Migration(migrations.Migration):
    dependencies = [("people", "0007_agreed_before_they_came"), ("audit", "0002_guards")]
    operations = [in_each_practice(theirs_who_made_it)]
