"""The tables of messaging, as they are made first."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import frontdesk.tenancy.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("people", "0001_tables"),
        ("tenancy", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("contact", models.CharField(max_length=254)),
                ("channel", models.CharField(choices=[("email", "email"), ("text", "text")], max_length=10)),
                ("given", models.BooleanField()),
                ("how", models.CharField(help_text="such as 'text STOP' or 'asked at the desk'", max_length=60)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["practice", "contact", "channel", "-at"], name="messaging_c_practic_e7d1a3_idx"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Inbound",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sender", models.CharField(max_length=40)),
                ("body", models.TextField()),
                ("provider_key", models.CharField(max_length=80)),
                ("meaning", models.CharField(max_length=12)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "about",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "-at"], name="messaging_i_practic_e7fb78_idx"),
                    django.contrib.postgres.indexes.GinIndex(fields=["about"], name="inbound_about"),
                ],
                "constraints": [models.UniqueConstraint(fields=("practice", "provider_key"), name="inbound_once")],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=frontdesk.tenancy.models.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("channel", models.CharField(choices=[("email", "e-mail"), ("text", "text message")], max_length=10)),
                ("to", models.CharField(max_length=254)),
                ("template", models.CharField(max_length=40)),
                ("language", models.CharField(default="en", max_length=2)),
                ("subject", models.CharField(max_length=200)),
                ("body", models.TextField()),
                (
                    "words",
                    models.JSONField(
                        default=dict,
                        help_text="what the template was filled with: for another way, should this one fail",
                    ),
                ),
                (
                    "visit",
                    models.CharField(
                        blank=True, help_text="the code of the visit type that it is about", max_length=60
                    ),
                ),
                (
                    "instead_of",
                    models.UUIDField(
                        blank=True, help_text="the first of those that say the same by another way", null=True
                    ),
                ),
                ("secret", models.BooleanField(default=False)),
                ("once", models.CharField(blank=True, max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("sending", "sending"),
                            ("sent", "sent"),
                            ("delivered", "delivered"),
                            ("failed", "failed"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("thing_kind", models.CharField(blank=True, max_length=30)),
                ("thing_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                (
                    "not_after",
                    models.DateTimeField(blank=True, help_text="when it is no longer worth saying", null=True),
                ),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("handed_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "provider_key",
                    models.CharField(blank=True, help_text="what the text provider calls it", max_length=80),
                ),
                ("settled_by", models.CharField(blank=True, help_text="who dealt with its failure", max_length=120)),
                (
                    "patient",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="people.patient",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.practice"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["practice", "-created_at"], name="messaging_m_practic_cac0e4_idx"),
                    models.Index(fields=["practice", "thing_kind", "thing_id"], name="messaging_m_practic_a0c934_idx"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "sending"])),
                        fields=["practice", "not_before"],
                        name="message_waiting",
                    ),
                    models.Index(fields=["practice", "provider_key"], name="messaging_m_practic_3e1035_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("queued", "sending", "sent", "delivered", "failed", "withdrawn"))
                        ),
                        name="message_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("once", ""), _negated=True),
                        fields=("practice", "once"),
                        name="message_once",
                    ),
                ],
            },
        ),
    ]
