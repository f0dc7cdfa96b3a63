"""A kind of task: what is due for a visit that is booked is not there."""

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
    "here",
    "paper",
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0018_here")]
    operations = [
        migrations.AlterField("task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS]))
    ]
