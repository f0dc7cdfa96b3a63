"""Changes of the waitlist are said on the channel, so that open pages show them."""

from django.db import migrations

from frontdesk.tenancy.sql import announce


class Migration(migrations.Migration):
    dependencies = [("booking", "0010_overridden")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for table in ("booking_waitlistentry", "booking_waitlistoffer")
        for statement in announce(table, "waitlist")
    ]
