"""Member ids without letters that nobody sees, in each practice for itself."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice


def tidy(apps, practice):
    for one in apps.get_model("people", "Patient").objects.filter(practice=practice):
        one.member_id = one.member_id.replace("\u200b", "")
        one.save(update_fields=["member_id"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]
    operations = [in_each_practice(tidy)]
