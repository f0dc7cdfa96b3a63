"""Who came after all has their time, also where their request was declined or given up meanwhile."""

from django.db import migrations

from frontdesk.intake.states import FIRST, IN_THE_DATABASE
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("intake", "0015_back_to_work")]
    operations = [
        migrations.RunSQL(new_states("intake_request", IN_THE_DATABASE, FIRST), migrations.RunSQL.noop),
    ]
