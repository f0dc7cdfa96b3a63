"""The tables of practice, as they are made first."""

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
            name="Location",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("active", models.BooleanField(default=True)),
                ("timezone", models.CharField(max_length=60)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("sensitive", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "code"), name="location_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Payer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("active", models.BooleanField(default=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "code"), name="payer_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Policy",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("aside", "aside"),
                            ("scheduled", "scheduled"),
                            ("published", "published"),
                            ("retired", "retired"),
                            ("dropped", "dropped"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField()),
                ("note", models.TextField(blank=True)),
                (
                    "base",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="practice.policy",
                    ),
                ),
                ("base_revision", models.PositiveIntegerField(blank=True, null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("made_by", models.CharField(blank=True, max_length=120)),
                ("published_by", models.CharField(blank=True, max_length=120)),
                ("publish_at", models.DateTimeField(blank=True, null=True)),
                (
                    "held_back",
                    models.CharField(
                        blank=True,
                        choices=[("another version", "another version"), ("faults", "faults")],
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "policies",
                "constraints": [
                    models.UniqueConstraint(fields=("practice", "version"), name="policy_version_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "published")), fields=("practice",), name="one_published"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "draft")), fields=("practice",), name="one_draft"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "scheduled")),
                        fields=("practice", "publish_at"),
                        name="one_scheduled_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "scheduled"), _negated=True),
                            ("publish_at__isnull", False),
                            _connector="OR",
                        ),
                        name="scheduled_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("base__isnull", True), ("base_revision__isnull", True)),
                            models.Q(("base__isnull", False), ("base_revision__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_base_is_of_a_revision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("active", models.BooleanField(default=True)),
                ("npi", models.CharField(blank=True, max_length=10)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "code"), name="provider_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("active", models.BooleanField(default=True)),
                (
                    "location",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resources",
                        to="practice.location",
                    ),
                ),
                ("kind", models.CharField(max_length=80)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "code"), name="resource_code_once")],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="practice.policy",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("text", models.TextField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "policy", "number"), name="revision_once")],
            },
        ),
        migrations.CreateModel(
            name="VisitType",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=200)),
                ("active", models.BooleanField(default=True)),
                ("sensitive", models.BooleanField(default=False)),
                ("description", models.TextField(blank=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("practice", "code"), name="visit_type_code_once")],
            },
        ),
    ]
