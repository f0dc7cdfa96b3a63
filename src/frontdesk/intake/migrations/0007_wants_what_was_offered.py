"""A kind of task: somebody wrote that they want a time that is kept for them."""

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
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_in_one_order")]
    operations = [
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
        ),
    ]
