"""The application's role, which row-level security binds, the extensions and functions that tables need, and who reads the practices.

The list of practices is public to read; what a practice says about itself is changed from inside it alone.  The owner, who
migrates, is not bound here.
"""

from django.db import migrations

from frontdesk.tenancy.role import APP_ROLE
from frontdesk.tenancy.sql import HERE

STATEMENTS = [
    f"""
    DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
            CREATE ROLE {APP_ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;
        END IF;
    END $$
    """,
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE SEQUENCE frontdesk_number START 1001",
    "ALTER TABLE tenancy_practice ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY everybody_reads ON tenancy_practice FOR SELECT USING (true)",
    "CREATE POLICY founded ON tenancy_practice FOR INSERT WITH CHECK (true)",
    f"CREATE POLICY own ON tenancy_practice FOR UPDATE USING (id = {HERE}) WITH CHECK (id = {HERE})",
]


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_tables")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
