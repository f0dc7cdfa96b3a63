"""A kind of task: somebody came so late that the rules give them another time."""

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
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_unbookable")]
    operations = [
        migrations.AlterField("task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS]))
    ]
