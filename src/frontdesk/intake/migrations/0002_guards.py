"""What the database itself refuses: rows of another practice, references out of it, and states that may not follow."""

from django.db import migrations

from frontdesk.tenancy.sql import announce, secure, state_machine

# By table: what may follow a state, and the states in which a row may begin.
STATES = (
    (
        "intake_referral",
        {
            "open": ("accepted", "declined", "closed"),
            "declined": ("open",),
            "closed": ("open",),
        },
        ("open",),
    ),
    (
        "intake_request",
        {
            "requested": ("awaiting_info", "awaiting_approval", "approved", "declined", "withdrawn", "expired"),
            "awaiting_info": (
                "requested",
                "declined",
                "withdrawn",
                "expired",
                "awaiting_approval",
                "approved",
                "scheduled",
            ),
            "awaiting_approval": ("approved", "awaiting_info", "declined", "withdrawn", "expired", "scheduled"),
            "approved": ("scheduled", "awaiting_info", "declined", "withdrawn", "expired", "awaiting_approval"),
            "scheduled": ("approved", "awaiting_approval", "withdrawn"),
            "declined": ("requested", "awaiting_info", "awaiting_approval", "approved", "scheduled"),
            "withdrawn": ("requested", "awaiting_info", "awaiting_approval", "approved", "scheduled"),
            "expired": ("scheduled",),
        },
        ("requested",),
    ),
)

# By table: what a change of a row is called on the channel, and the instant that it is about.
ANNOUNCED = (
    ("intake_referral", "referral", "0"),
    ("intake_request", "request", "0"),
    ("intake_task", "task", "0"),
)

STATEMENTS = (
    *(one for table, moves, first in STATES for one in state_machine(table, moves, first)),
    *(one for table, kind, moment in ANNOUNCED for one in announce(table, kind, moment)),
)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_tables"),
        ("tenancy", "0002_guards"),
        ("people", "0002_guards"),
        ("practice", "0002_guards"),
    ]
    operations = [
        secure("intake", "Draft", "Request", "Answer", "Document", "SavedView", "Referral", "Task"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
