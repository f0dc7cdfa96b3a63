"""A kind of task: what two records have left when their merge is undone."""

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
    "urgent",
    "gone",
    "document",
    "apart",
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_must_move")]
    operations = [
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
        ),
    ]
