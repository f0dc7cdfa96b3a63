"""The tables of tenancy, as they are made first."""

import django.db.models.deletion
import frontdesk.tenancy.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Practice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("timezone", models.CharField(max_length=60)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("reply_days", models.PositiveSmallIntegerField(default=2)),
                (
                    "sample_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.practice",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sample_of",), name="one_sample_of_a_practice"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sample_of", None), models.Q(("sample_of", models.F("id")), _negated=True), _connector="OR"
                        ),
                        name="sample_of_another",
                    ),
                ],
            },
        ),
    ]
