"""What is open and points to something that was taken out is somebody's task."""

from django.db import migrations, models

from frontdesk.intake.states import TASK_KINDS


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_ways_back")]
    operations = [
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in TASK_KINDS])
        ),
    ]
