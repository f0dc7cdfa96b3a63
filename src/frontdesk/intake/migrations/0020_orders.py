"""A kind of task: a call that a rule orders, with whose work it is; of one visit there may be several."""

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
    "order",
    "same_key",
)


class Migration(migrations.Migration):
    dependencies = [("intake", "0019_papers")]
    operations = [
        migrations.AddField(
            "task",
            "meant_for",
            models.CharField(
                max_length=120,
                blank=True,
                default="",
                help_text="whose work a rule says it is: a role, or a kind of provider",
            ),
        ),
        migrations.AddField(
            "task",
            "after",
            models.CharField(max_length=10, blank=True, default="", help_text="what happened, where a rule ordered it"),
        ),
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
        ),
        migrations.RemoveConstraint("task", "one_open_task_of_a_kind"),
        migrations.AddConstraint(
            "task",
            models.UniqueConstraint(
                fields=["practice", "kind", "thing_id", "of_merge"],
                condition=models.Q(state="open") & ~models.Q(kind="referral") & ~models.Q(kind="order"),
                nulls_distinct=False,
                name="one_open_task_of_a_kind",
            ),
        ),
    ]
