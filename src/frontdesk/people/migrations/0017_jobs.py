"""Administrators see what the worker could not do, and try it again."""

from django.db import migrations

from frontdesk.access.roles import DEFAULT, holder
from frontdesk.tenancy.sql import in_each_practice

NEW = ("job.",)


def new_permissions(apps, practice):
    """What the default table has for new things; what a practice changed about old ones stays as it is."""
    table = apps.get_model("people", "RolePermission")
    known = set(table.objects.filter(practice=practice).values_list("kind", "role", "permission"))
    table.objects.bulk_create(
        table(practice=practice, **holder(who), permission=permission)
        for who, permissions in DEFAULT.items()
        for permission in permissions
        if permission.startswith(NEW) and (holder(who)["kind"], holder(who)["role"], permission) not in known
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0016_one_letter_keys")]
    operations = [in_each_practice(new_permissions)]
