"""A text is dealt with as every other exception is: there is no right of its own for it any more."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice


def drop_the_right(apps, practice):
    rights = apps.get_model("people", "RolePermission").objects.filter(practice=practice)
    rights.filter(permission__in=["message.handle", "message.handle:own"]).delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0022_answer_by_telephone")]
    operations = [in_each_practice(drop_the_right)]
