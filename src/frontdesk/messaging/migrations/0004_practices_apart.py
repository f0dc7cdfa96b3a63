"""Row-level security of what came after; consent is never changed, only added to."""

from django.db import migrations

from frontdesk.tenancy.sql import secure


class Migration(migrations.Migration):
    dependencies = [("messaging", "0003_patients_side"), ("people", "0004_practices_apart")]
    operations = [
        secure("messaging", "Consent", append_only=True),
        secure("messaging", "Inbound"),
    ]
