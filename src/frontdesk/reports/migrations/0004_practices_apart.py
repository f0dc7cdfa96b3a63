"""Row-level security of try-outs, which of their states may follow which, and a word to whoever waits for one."""

from django.db import migrations

from frontdesk.reports.models import TRIAL_MOVES
from frontdesk.tenancy.sql import announce, secure, state_machine


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_trials"), ("practice", "0004_policies_apart")]
    operations = [
        secure("reports", "Trial"),
        *[
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (
                *state_machine("reports_trial", TRIAL_MOVES, ("queued",)),
                *announce("reports_trial", "trial"),
            )
        ],
    ]
