"""Which appointment ended somebody's waiting; they wait again where the practice cancels it."""

from django.db import migrations

import frontdesk.tenancy.models
from frontdesk.booking.states import WAITLIST_MOVES
from frontdesk.tenancy.sql import new_states

# What they accepted, as far as it stands where it was.
KNOWN = """
UPDATE booking_waitlistentry e SET got_id = o.hold_id
FROM booking_waitlistoffer o JOIN booking_appointment a ON a.id = o.hold_id AND a.practice_id = o.practice_id
WHERE o.entry_id = e.id AND o.practice_id = e.practice_id AND o.state = 'accepted' AND e.state = 'booked' AND a.state = 'booked'
"""


class Migration(migrations.Migration):
    dependencies = [("booking", "0016_answered_by_mistake")]
    operations = [
        migrations.AddField(
            "waitlistentry",
            "got",
            frontdesk.tenancy.models.inside(
                "booking.Appointment",
                blank=True,
                help_text="the appointment that ended their waiting",
                null=True,
                related_name="+",
            ),
        ),
        migrations.RunSQL(new_states("booking_waitlistentry", WAITLIST_MOVES, ("waiting",)), migrations.RunSQL.noop),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
