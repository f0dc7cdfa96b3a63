"""What was withdrawn because of a death can be taken up again; kinds of tasks that came since."""

from django.db import migrations, models

from frontdesk.intake.states import FIRST, IN_THE_DATABASE, TASK_KINDS
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_normal_contacts")]
    operations = [
        migrations.RunSQL(new_states("intake_request", IN_THE_DATABASE, FIRST), migrations.RunSQL.noop),
        migrations.AlterField(
            "task", "kind", models.CharField(max_length=16, choices=[(kind, kind) for kind in TASK_KINDS])
        ),
    ]
