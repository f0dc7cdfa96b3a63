"""The list of practices is public to read; what a practice says about itself is changed from inside it alone.

The owner, who migrates, is not bound here.
"""

from django.db import migrations

from frontdesk.tenancy.sql import HERE

STATEMENTS = [
    "ALTER TABLE tenancy_practice ENABLE ROW LEVEL SECURITY",
    "CREATE POLICY everybody_reads ON tenancy_practice FOR SELECT USING (true)",
    "CREATE POLICY founded ON tenancy_practice FOR INSERT WITH CHECK (true)",
    f"CREATE POLICY own ON tenancy_practice FOR UPDATE USING (id = {HERE}) WITH CHECK (id = {HERE})",
]


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0004_one_sample")]
    operations = [migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS]
