"""What the database itself refuses: rows of another practice, references out of it, and states that may not follow."""

from django.db import migrations

from frontdesk.tenancy.sql import announce, secure

# By table: what a change of a row is called on the channel, and the instant that it is about.
ANNOUNCED = (
    ("messaging_inbound", "message", "0"),
    ("messaging_message", "message", "0"),
)

STATEMENTS = (*(one for table, kind, moment in ANNOUNCED for one in announce(table, kind, moment)),)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_tables"), ("tenancy", "0002_guards"), ("people", "0002_guards")]
    operations = [
        secure("messaging", "Message", "Inbound"),
        secure("messaging", "Consent", append_only=True),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
