"""A referral that was accepted and turns out to have come twice is closed."""

from django.db import migrations

from frontdesk.tenancy.sql import new_states

MOVES = {
    "open": ("accepted", "declined", "closed"),
    "accepted": ("closed",),
    "declined": ("open",),
    "closed": ("open",),
}


class Migration(migrations.Migration):
    dependencies = [("intake", "0008_of_a_merge")]
    operations = [migrations.RunSQL(new_states("intake_referral", MOVES, ("open",)), migrations.RunSQL.noop)]
