"""The application's role, which row-level security binds, and the extensions that constraints and searches need."""

from django.db import migrations

ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'frontdesk_app') THEN
        CREATE ROLE frontdesk_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT pg_has_role(current_user, 'frontdesk_app', 'MEMBER') AND
       (SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        EXECUTE format('GRANT frontdesk_app TO %I', current_user);
    END IF;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]
    operations = [
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS pg_trgm", migrations.RunSQL.noop),
        migrations.RunSQL("CREATE SEQUENCE frontdesk_number START 1001", migrations.RunSQL.noop),
    ]
