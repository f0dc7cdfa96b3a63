"""Row-level security, and references that stay inside one practice."""

from django.db import migrations

from frontdesk.intake.states import FIRST, MOVES
from frontdesk.tenancy.sql import secure, state_machine


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("tenancy", "0002_role_and_extensions"),
        ("people", "0002_practices_apart"),
        ("practice", "0002_practices_apart"),
    ]
    operations = [
        secure("intake", "Draft", "Request", "Answer", "Document"),
        *[
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in state_machine("intake_request", MOVES, FIRST)
        ],
    ]
