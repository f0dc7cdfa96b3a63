"""What staff accepted for a patient, or passed on, by mistake is kept for them again."""

from django.db import migrations

from frontdesk.tenancy.sql import new_states

APPOINTMENTS = {
    "held": ("booked", "cancelled"),
    "booked": ("arrived", "cancelled", "no_show", "rescheduled", "held"),
    "arrived": ("completed", "booked", "no_show", "cancelled", "rescheduled"),
    "no_show": ("booked", "arrived"),
    "completed": ("arrived",),
    "cancelled": ("booked", "arrived", "held"),
    "rescheduled": ("booked", "arrived"),
}
ENDED = ("accepted", "declined", "passed")

STATEMENTS = (
    new_states("booking_appointment", APPOINTMENTS, ("held", "booked")),
    new_states(
        "booking_waitlistoffer", {"offered": ENDED, "accepted": ("offered",), "declined": ("offered",)}, ("offered",)
    ),
    new_states("booking_proposal", {"proposed": ENDED, "accepted": ("proposed",)}, ("proposed",)),
)


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_chosen_beside_a_proposal")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
