"""Clinicians and managers see the calls that a rule gives to their role: in practices that were there before, too."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice

ROLES = ("clinician", "manager")
PERMISSIONS = ("task.view:own", "task.take:own", "task.done:own")


def theirs(apps, practice):
    """A role that may nothing is one that somebody has emptied: it stays so."""
    table = apps.get_model("people", "RolePermission").objects.filter(practice=practice, kind="staff")
    for role in ROLES:
        if not table.filter(role=role).exists():
            continue
        for permission in PERMISSIONS:
            if not table.filter(role=role, permission__in=(permission, permission.removesuffix(":own"))).exists():
                table.create(practice=practice, kind="staff", role=role, permission=permission)


class Migration(migrations.Migration):
    dependencies = [("people", "0013_insured_elsewhere")]
    operations = [in_each_practice(theirs)]
