"""How often something was tried, one row a subject: counted by one statement."""

import django.db.models.deletion
import frontdesk.tenancy.models
from django.db import migrations, models

from frontdesk.tenancy.sql import secure


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0012_whose_contacts"),
        ("tenancy", "0004_one_sample"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("subject_hash", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
        ),
        migrations.DeleteModel(
            name="Attempt",
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["practice", "since"], name="tally_by_age"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(fields=("practice", "purpose", "subject_hash"), name="one_tally"),
        ),
        secure("people", "Tally"),
    ]
