"""A kind of task: somebody is checked in, and nobody is there for them."""

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
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0017_insured_elsewhere")]
    operations = [
        migrations.AlterField("task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS]))
    ]
