"""A kind of task: a time is on offer, and nobody who is written to may take it."""

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
    "to_take",
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
    dependencies = [("intake", "0023_what_is_whole")]
    operations = [
        migrations.AlterField("task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS]))
    ]
