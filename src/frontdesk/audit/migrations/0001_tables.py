"""The tables of audit, as they are made first."""

import django.db.models.deletion
import frontdesk.tenancy.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenancy", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField(editable=False)),
                ("at", models.DateTimeField(editable=False)),
                ("actor_kind", models.CharField(max_length=10)),
                ("actor_id", models.UUIDField(null=True)),
                ("actor_name", models.CharField(max_length=120)),
                ("action", models.CharField(max_length=60)),
                ("thing_kind", models.CharField(max_length=30)),
                ("thing_id", models.UUIDField(null=True)),
                ("reason", models.TextField(blank=True)),
                ("rule", models.TextField(blank=True)),
                ("changes", models.JSONField(default=dict)),
                ("previous", models.BinaryField()),
                ("digest", models.BinaryField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "indexes": [
                    models.Index(
                        fields=["practice", "thing_kind", "thing_id", "number"], name="audit_entry_practic_50986f_idx"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("practice", "number"), name="entry_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("digest", models.BinaryField()),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice",), name="one_head")],
            },
        ),
        migrations.CreateModel(
            name="Idempotency",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=60)),
                ("actor_id", models.UUIDField(null=True)),
                ("result_kind", models.CharField(max_length=60)),
                ("result_id", models.UUIDField()),
                ("digest", models.CharField(default="", max_length=64)),
                ("led_to", models.CharField(default="", max_length=500)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "action", "key", "actor_id"),
                        name="idempotency_once_each",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
    ]
