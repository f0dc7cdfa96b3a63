"""Row-level security of referrals, tasks and saved views; states; and a word to whoever is looking when a row changes."""

from django.db import migrations

from frontdesk.intake.states import FIRST, IN_THE_DATABASE, REFERRAL_MOVES
from frontdesk.tenancy.sql import announce, new_states, refer, secure, state_machine

STATEMENTS = [
    new_states("intake_request", IN_THE_DATABASE, FIRST),
    *state_machine("intake_referral", REFERRAL_MOVES, ("open",)),
    *announce("intake_request", "request"),
    *announce("intake_referral", "referral"),
    *announce("intake_task", "task"),
]


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_staff_console"), ("people", "0006_console_permissions")]
    operations = [
        refer("intake", "Request", "provider", "location", "due_policy"),
        secure("intake", "SavedView", "Referral", "Task"),
        refer("intake", "Document", "referral"),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
