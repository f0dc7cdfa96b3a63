"""What somebody who waited has got leads to a visit of their practice, and is known, where the last version of before made that column.

That one had the column without its reference, and looked for what was accepted in no practice at all.
"""

from django.db import migrations
from django.db.models import F

from frontdesk.tenancy.sql import in_each_practice

REFERENCE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = 'booking_waitlistentry_got_id_in_practice') THEN
        ALTER TABLE booking_waitlistentry ADD CONSTRAINT booking_waitlistentry_got_id_in_practice
        FOREIGN KEY (practice_id, got_id) REFERENCES booking_appointment (practice_id, id) DEFERRABLE INITIALLY DEFERRED;
    END IF;
END $$
"""


def known(apps, practice):
    """What they accepted, as far as it stands where it was and is theirs."""
    accepted = apps.get_model("booking", "WaitlistOffer").objects.filter(practice=practice, state="accepted")
    theirs = accepted.filter(entry__state="booked", entry__got=None, hold__state="booked")
    for offer in theirs.filter(hold__patient=F("entry__patient")).select_related("entry"):
        offer.entry.got_id = offer.hold_id
        offer.entry.save(update_fields=["got"])


class Migration(migrations.Migration):
    dependencies = [("booking", "0012_offered_before_a_move")]
    operations = [migrations.RunSQL(REFERENCE, migrations.RunSQL.noop), in_each_practice(known)]
