"""Member ids without letters that nobody sees, in each practice for itself."""

from pkgutil import iter_modules

from django.db import migrations

from frontdesk.people import migrations as today
from frontdesk.tenancy.sql import in_each_practice

LAST = max(step.name for step in iter_modules(today.__path__))


def tidy(apps, practice):
    for one in apps.get_model("people", "Patient").objects.filter(practice=practice):
        one.member_id = one.member_id.replace("\u200b", "")
        one.save(update_fields=["member_id"])


class Migration(migrations.Migration):
    dependencies = [("people", LAST)]
    operations = [in_each_practice(tidy)]
