"""Whose patient somebody is, where a practice's rules ask for it."""

import django.db.models.deletion
from django.db import migrations, models

from frontdesk.tenancy.sql import refer


class Migration(migrations.Migration):
    dependencies = [("people", "0009_typed_and_not_proved"), ("practice", "0001_tables")]
    operations = [
        migrations.AddField(
            "patient",
            "own_provider",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="who cares for them, as staff have said",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practice.provider",
            ),
        ),
        refer("people", "Patient", "own_provider"),
    ]
