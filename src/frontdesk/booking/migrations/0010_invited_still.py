"""Whose booking is taken back is invited to the visit as before."""

from django.db import migrations

from frontdesk.tenancy.sql import new_states

MOVES = {
    "planned": ("invited", "booked", "refused", "closed"),
    "invited": ("booked", "refused", "closed"),
    "booked": ("planned", "invited", "refused", "closed"),
    "refused": ("booked",),
    "closed": ("planned",),
}


class Migration(migrations.Migration):
    dependencies = [("booking", "0009_got_is_own")]
    operations = [migrations.RunSQL(new_states("booking_recall", MOVES, ("planned",)), migrations.RunSQL.noop)]
