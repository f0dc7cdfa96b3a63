"""A text says which appointments it is about; whether it was dealt with is said by its task alone."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0007_messages_are_live")]
    operations = [
        migrations.RemoveField("inbound", "handled_by"),
        migrations.AddField(
            "inbound",
            "about",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddIndex(
            "inbound", django.contrib.postgres.indexes.GinIndex(fields=["about"], name="inbound_about")
        ),
    ]
