"""What was offered in the place of an appointment is on offer again where its move or cancellation is taken back."""

from django.db import migrations

from frontdesk.tenancy.sql import new_states

MOVES = {
    "offered": ("accepted", "declined", "passed"),
    "accepted": ("offered",),
    "declined": ("offered",),
    "passed": ("offered",),
}


class Migration(migrations.Migration):
    dependencies = [("booking", "0011_invited_by_mistake")]
    operations = [migrations.RunSQL(new_states("booking_waitlistoffer", MOVES, ("offered",)), migrations.RunSQL.noop)]
