"""Row-level security, and references that stay inside one practice."""

from django.db import migrations

from frontdesk.tenancy.sql import secure


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0001_initial"),
        ("tenancy", "0002_role_and_extensions"),
        ("people", "0002_practices_apart"),
    ]
    operations = [
        secure("messaging", "Message"),
    ]
