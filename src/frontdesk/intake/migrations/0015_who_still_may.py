"""For whom the owner of what was not sent could ask as it was written: a record that is theirs no longer closes it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice


def theirs(apps, practice):
    """As far as it is known: what was begun before is judged by the records that the address has now."""
    drafts = apps.get_model("intake", "Draft").objects.filter(practice=practice).exclude(owner="")
    patients = apps.get_model("people", "Patient").objects.filter(practice=practice, same_as=None)
    for draft in drafts.iterator():
        own = models.Q(email=draft.owner) | models.Q(phone=draft.owner) | models.Q(confidential_contact=draft.owner)
        draft.acts_for = [uuid.UUID(str(key)) for key in patients.filter(own).values_list("pk", flat=True)]
        draft.save(update_fields=["acts_for"])


class Migration(migrations.Migration):
    dependencies = [("intake", "0014_late"), ("people", "0011_let_in")]
    operations = [
        migrations.AddField("draft", "acts_for", ArrayField(models.UUIDField(), blank=True, default=list)),
        in_each_practice(theirs),
    ]
