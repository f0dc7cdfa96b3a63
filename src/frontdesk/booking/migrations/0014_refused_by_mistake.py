"""A due visit that a cancellation refused is booked again when that is taken back."""

from django.db import migrations

from frontdesk.booking.states import RECALL_MOVES
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("booking", "0013_taken_back")]
    operations = [
        migrations.RunSQL(new_states("booking_recall", RECALL_MOVES, ("planned",)), migrations.RunSQL.noop),
    ]
