"""Row-level security of failed jobs."""

from django.db import migrations

from frontdesk.tenancy.sql import secure


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_failed_jobs")]
    operations = [secure("reports", "FailedJob")]
