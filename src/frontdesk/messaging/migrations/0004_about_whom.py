"""About whom a word was said is written down of every word, and no longer of a yes after a no alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_for_one_alone"), ("people", "0001_tables")]
    operations = [
        migrations.AlterField(
            "consent",
            "patient",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="about whom it was said; none: whoever is reached there",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="people.patient",
            ),
        ),
    ]
