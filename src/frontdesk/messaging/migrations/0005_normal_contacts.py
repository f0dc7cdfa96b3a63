"""Consents and messages that wait, under the form in which addresses and numbers are kept; what is none stays as it is."""

from django.db import migrations

from frontdesk.people.contacts import normal_contact
from frontdesk.tenancy.sql import in_each_practice


def consents(apps, practice):
    model = apps.get_model("messaging", "Consent")
    for stood in set(model.objects.filter(practice=practice).values_list("contact", flat=True)):
        if (normal := normal_contact(stood) or stood) != stood:
            model.objects.filter(practice=practice, contact=stood).update(contact=normal)


def messages(apps, practice):
    """Those that came in are told apart by who sent them; those that went out are left as they were, save what still waits."""
    for name, field, rows in (("Message", "to", {"state": "queued"}), ("Inbound", "sender", {})):
        model = apps.get_model("messaging", name)
        for stood in set(model.objects.filter(practice=practice, **rows).values_list(field, flat=True)):
            if (normal := normal_contact(stood) or stood) != stood:
                model.objects.filter(practice=practice, **rows, **{field: stood}).update(**{field: normal})


class Migration(migrations.Migration):
    dependencies = [("messaging", "0004_practices_apart"), ("people", "0011_normal_contacts")]
    operations = [in_each_practice(consents), in_each_practice(messages)]
