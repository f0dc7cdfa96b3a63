"""Practices that exist get the permissions of what is new in the staff console."""

from django.db import migrations

from frontdesk.access.roles import DEFAULT
from frontdesk.tenancy.sql import in_each_practice

NEW = (
    "request.hand_over",
    "request.undo",
    "view.",
    "appointment.undo",
    "appointment.resize",
    "task.",
    "proposal.",
    "patient.merge",
    "patient.unmerge",
    "referral.",
    "away.",
    "reports.",
)


def new_permissions(apps, practice):
    """What the default table has for new things; what a practice changed about old ones stays as it is."""
    table = apps.get_model("people", "RolePermission")
    known = set(table.objects.filter(practice=practice).values_list("role", "permission"))
    table.objects.bulk_create(
        table(practice=practice, role=role, permission=permission)
        for role, permissions in DEFAULT.items()
        for permission in permissions
        if permission.startswith(NEW) and (role, permission) not in known
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0005_api_clients")]
    operations = [in_each_practice(new_permissions)]
