"""What was entered while three records were one is asked about with each of the two that it may belong to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_accepted_and_came_twice")]
    operations = [
        migrations.RemoveConstraint("task", "one_open_task_of_a_kind"),
        migrations.AddConstraint(
            "task",
            models.UniqueConstraint(
                fields=["practice", "kind", "thing_id", "of_merge"],
                condition=models.Q(state="open") & ~models.Q(kind="referral"),
                nulls_distinct=False,
                name="one_open_task_of_a_kind",
            ),
        ),
    ]
