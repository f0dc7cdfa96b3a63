"""Row-level security of the figures that are kept."""

from django.db import migrations

from frontdesk.tenancy.sql import secure


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("booking", "0006_practices_apart")]
    operations = [secure("reports", "Access")]
