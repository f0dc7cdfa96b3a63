"""Which appointment ended somebody's waiting; they wait again where the practice cancels it."""

from django.db import migrations

import frontdesk.tenancy.models
from frontdesk.tenancy.sql import in_each_practice, new_states, refer

WAITING = {
    "waiting": ("offered", "booked", "left", "closed"),
    "offered": ("waiting", "booked", "left", "closed"),
    "booked": ("offered", "waiting", "left"),
    "left": ("waiting", "booked"),
}


def known(apps, practice):
    """What they accepted, as far as it stands where it was."""
    accepted = apps.get_model("booking", "WaitlistOffer").objects.filter(practice=practice, state="accepted")
    for offer in accepted.filter(entry__state="booked", hold__state="booked").select_related("entry"):
        offer.entry.got_id = offer.hold_id
        offer.entry.save(update_fields=["got"])


class Migration(migrations.Migration):
    dependencies = [("booking", "0004_answered_by_mistake")]
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
        refer("booking", "WaitlistEntry", "got"),
        migrations.RunSQL(new_states("booking_waitlistentry", WAITING, ("waiting",)), migrations.RunSQL.noop),
        in_each_practice(known),
    ]
