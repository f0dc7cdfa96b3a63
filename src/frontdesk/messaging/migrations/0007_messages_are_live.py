"""Changes of messages are said on the channel, so that open pages show them."""

from django.db import migrations

from frontdesk.tenancy.sql import announce


class Migration(migrations.Migration):
    dependencies = [("messaging", "0006_another_way")]
    operations = [
        migrations.RunSQL(statement, migrations.RunSQL.noop)
        for table in ("messaging_message", "messaging_inbound")
        for statement in announce(table, "message")
    ]
