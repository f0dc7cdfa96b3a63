"""What staff cancelled or moved a moment ago can stand again, before its patient is told."""

from django.db import migrations

from frontdesk.booking.states import FIRST, IN_THE_DATABASE
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("booking", "0012_keys_as_written")]
    operations = [
        migrations.RunSQL(new_states("booking_appointment", IN_THE_DATABASE, FIRST), migrations.RunSQL.noop),
    ]
