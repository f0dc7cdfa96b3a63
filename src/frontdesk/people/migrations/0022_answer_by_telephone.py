"""Who proposes new times to patients accepts them for those who have called: practices that exist get that right too."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice


def whoever_proposes(apps, practice):
    """Roles of the practice's own included; what it has taken from a role stays taken."""
    table = apps.get_model("people", "RolePermission")
    rows = table.objects.filter(practice=practice)
    there = set(rows.filter(permission="proposal.answer").values_list("kind", "role"))
    table.objects.bulk_create(
        table(practice=practice, kind=kind, role=role, permission="proposal.answer")
        for kind, role in rows.filter(permission="proposal.send").values_list("kind", "role")
        if (kind, role) not in there
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0021_kept_out")]
    operations = [in_each_practice(whoever_proposes)]
