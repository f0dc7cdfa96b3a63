"""That a referral was accepted can be taken back: it waits as it did."""

from django.db import migrations

from frontdesk.tenancy.sql import new_states

MOVES = {
    "open": ("accepted", "declined", "closed"),
    "accepted": ("closed", "open"),
    "declined": ("open",),
    "closed": ("open",),
}


class Migration(migrations.Migration):
    dependencies = [("intake", "0011_what_goes_on")]
    operations = [migrations.RunSQL(new_states("intake_referral", MOVES, ("open",)), migrations.RunSQL.noop)]
