"""Kinds of task: a promise of time can be kept no more, or hardly; to a patient, or to a clinic that refers."""

from django.db import migrations, models

KINDS = (
    "no_show",
    "refill",
    "move",
    "broken",
    "message",
    "duplicate",
    "hold",
    "referral",
    "away",
    "rebook",
    "text",
    "cannot",
    "offered",
    "urgent",
    "gone",
    "document",
    "apart",
    "lost",
    "unbookable",
    "late",
    "promise",
    "unanswered",
    "here",
    "paper",
    "order",
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0020_orders")]
    operations = [
        migrations.AlterField("task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS]))
    ]
