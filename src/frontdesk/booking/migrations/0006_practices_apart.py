"""Row-level security of time away, proposals and merged records; and a word to whoever is looking when an appointment changes."""

from django.db import migrations

from frontdesk.booking.states import AWAY_MOVES, PROPOSAL_MOVES
from frontdesk.tenancy.sql import announce, refer, secure, state_machine

STATEMENTS = [
    *state_machine("booking_timeaway", AWAY_MOVES, ("draft",)),
    *state_machine("booking_proposal", PROPOSAL_MOVES, ("proposed",)),
    *announce("booking_appointment", "appointment", "extract(epoch FROM NEW.start)::bigint"),
]


class Migration(migrations.Migration):
    dependencies = [("booking", "0005_staff_console"), ("intake", "0005_practices_apart")]
    operations = [
        refer("booking", "Appointment", "checked"),
        secure("booking", "TimeAway", "Proposal", "Merge"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
