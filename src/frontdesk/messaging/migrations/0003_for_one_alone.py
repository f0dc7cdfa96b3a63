"""About which patient alone a yes was said, where the number or address has said no."""

import django.db.models.deletion
from django.db import migrations, models

from frontdesk.tenancy.sql import refer


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_guards"), ("people", "0001_tables")]
    operations = [
        migrations.AddField(
            "consent",
            "patient",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="after a no: the patient about whom alone it is a yes",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.patient",
            ),
        ),
        refer("messaging", "Consent", "patient"),
    ]
