"""What staff accepted for a patient, or passed on, by mistake is kept for them again."""

from django.db import migrations

from frontdesk.booking.states import FIRST, IN_THE_DATABASE, OFFER_MOVES, PROPOSAL_MOVES, WAITLIST_MOVES
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("booking", "0015_chosen_beside_a_proposal")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for statement in (
            new_states("booking_appointment", IN_THE_DATABASE, FIRST),
            new_states("booking_waitlistentry", WAITLIST_MOVES, ("waiting",)),
            new_states("booking_waitlistoffer", OFFER_MOVES, ("offered",)),
            new_states("booking_proposal", PROPOSAL_MOVES, ("proposed",)),
        )
    ]
