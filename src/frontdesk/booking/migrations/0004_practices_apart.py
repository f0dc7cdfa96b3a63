"""Row-level security of the waitlist and of recalls, and their states."""

from django.db import migrations

from frontdesk.booking.states import OFFER_MOVES, RECALL_MOVES, WAITLIST_MOVES
from frontdesk.tenancy.sql import refer, secure, state_machine

MACHINES = [
    *state_machine("booking_waitlistentry", WAITLIST_MOVES, ("waiting",)),
    *state_machine("booking_waitlistoffer", OFFER_MOVES, ("offered",)),
    *state_machine("booking_recall", RECALL_MOVES, ("planned",)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0003_patients_side"),
        ("intake", "0003_patients_side"),
        ("people", "0004_practices_apart"),
    ]
    operations = [
        refer("booking", "Appointment", "replaces"),
        secure("booking", "WaitlistEntry", "WaitlistOffer", "Recall"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in MACHINES],
    ]
