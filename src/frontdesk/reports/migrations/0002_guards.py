"""What the database itself refuses: rows of another practice, references out of it, and states that may not follow."""

from django.db import migrations

from frontdesk.tenancy.sql import announce, secure, state_machine

# By table: what may follow a state, and the states in which a row may begin.
STATES = (
    (
        "reports_trial",
        {
            "queued": ("running",),
            "running": ("done", "failed"),
        },
        ("queued",),
    ),
)

# By table: what a change of a row is called on the channel, and the instant that it is about.
ANNOUNCED = (("reports_trial", "trial", "0"),)

STATEMENTS = (
    *(one for table, moves, first in STATES for one in state_machine(table, moves, first)),
    *(one for table, kind, moment in ANNOUNCED for one in announce(table, kind, moment)),
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_tables"), ("tenancy", "0002_guards"), ("practice", "0002_guards")]
    operations = [
        secure("reports", "Access", "FailedJob", "Trial"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
