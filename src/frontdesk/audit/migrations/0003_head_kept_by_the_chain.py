"""Only the chain writes where it stands: the application reads the head and can neither change nor delete it."""

from django.db import migrations

STATEMENT = "ALTER FUNCTION audit_chain() SECURITY DEFINER SET search_path = public, pg_temp"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_practices_apart")]
    operations = [migrations.RunSQL(STATEMENT, migrations.RunSQL.noop)]
