"""A kind of task: two things that came under one key."""

from django.db import migrations, models

from frontdesk.intake.states import TASK_KINDS


class Migration(migrations.Migration):
    dependencies = [("intake", "0012_draft_owner")]
    operations = [
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in TASK_KINDS])
        ),
    ]
