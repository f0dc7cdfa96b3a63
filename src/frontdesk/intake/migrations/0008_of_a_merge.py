"""A kind of task: what a merge has ended; and from which merge a task comes."""

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
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_wants_what_was_offered")]
    operations = [
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
        ),
        migrations.AddField(
            "task",
            "of_merge",
            models.UUIDField(
                blank=True,
                help_text="the merge of which the undoing, or the making, has left it to somebody",
                null=True,
            ),
        ),
    ]
