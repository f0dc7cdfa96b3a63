"""Row-level security, and references that stay inside one practice."""

from django.db import migrations

from frontdesk.booking.states import FIRST, MOVES
from frontdesk.tenancy.sql import secure, state_machine


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0001_initial"),
        ("tenancy", "0002_role_and_extensions"),
        ("intake", "0002_practices_apart"),
    ]
    operations = [
        secure("booking", "Appointment", "Reservation"),
        *[
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in state_machine("booking_appointment", MOVES, FIRST)
        ],
    ]
