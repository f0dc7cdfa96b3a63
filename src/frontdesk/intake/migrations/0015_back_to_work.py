"""A request whose appointment is not kept goes back to work; taken back, it has its time again."""

from django.db import migrations

from frontdesk.intake.states import FIRST, IN_THE_DATABASE
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("intake", "0014_settled_with")]
    operations = [
        migrations.RunSQL(new_states("intake_request", IN_THE_DATABASE, FIRST), migrations.RunSQL.noop),
    ]
