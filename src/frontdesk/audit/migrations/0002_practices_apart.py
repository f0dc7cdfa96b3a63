"""Row-level security, and references that stay inside one practice."""

from django.db import migrations

from frontdesk.audit.sql import FORWARDS
from frontdesk.tenancy.sql import secure


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_role_and_extensions")]
    operations = [
        secure("audit", "Head", "Idempotency"),
        secure("audit", "Entry", append_only=True),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in FORWARDS],
    ]
