"""Kinds of actor and roles are different things; what every practice has stays, and somebody can always change roles."""

from django.db import migrations, models

from frontdesk.access.role_names import is_taken
from frontdesk.access.roles import DEFAULT, KINDS, NAMES, STAFF_ROLES
from frontdesk.access.role_sql import STATEMENTS
from frontdesk.tenancy.sql import in_each_practice


def apart(apps, practice):
    """Rights of kinds of actor are theirs alone again; a role that was called like one is a role of its own."""
    Role, Cell, Staff = (apps.get_model("people", name) for name in ("Role", "RolePermission", "Staff"))
    for kind in KINDS:
        cells = Cell.objects.filter(practice=practice, role=kind)
        given = set(cells.values_list("permission", flat=True))
        role = Role.objects.filter(practice=practice, code=kind).first()
        if role is not None:
            code = f"own_{kind}"
            new = Role.objects.create(practice=practice, code=code, name=f"Staff role ({role.name})"[:80])
            Staff.objects.filter(practice=practice, role=kind).update(role=new.code)
            staffs = {one for name in STAFF_ROLES for one in DEFAULT[name]}
            Cell.objects.bulk_create(
                Cell(practice=practice, kind="staff", role=code, permission=one) for one in given & staffs
            )
            role.delete()
        cells.delete()
        rights = set(DEFAULT[kind]) if role is not None or not given else given & set(DEFAULT[kind])
        Cell.objects.bulk_create(Cell(practice=practice, kind=kind, role="", permission=one) for one in rights)
    for role in Role.objects.filter(practice=practice):
        if role.code in STAFF_ROLES:
            Role.objects.filter(pk=role.pk).update(built_in=True, name=NAMES[role.code])
        elif role.built_in or is_taken(role.name, ()):
            Role.objects.filter(pk=role.pk).update(built_in=False, name=f"Own role ({role.name})"[:80])


class Migration(migrations.Migration):
    dependencies = [("people", "0009_practices_apart")]
    operations = [
        migrations.AddField(
            "rolepermission",
            "kind",
            models.CharField(
                max_length=10,
                default="staff",
                choices=[(kind, kind) for kind in ("staff", "nobody", "patient", "client")],
            ),
        ),
        migrations.AlterField(
            "rolepermission",
            "role",
            models.CharField(max_length=20, blank=True, help_text="of the staff; empty for other kinds of actor"),
        ),
        migrations.RemoveConstraint("rolepermission", "role_permission_once"),
        migrations.AddConstraint(
            "rolepermission",
            models.UniqueConstraint(fields=["practice", "kind", "role", "permission"], name="role_permission_once"),
        ),
        in_each_practice(apart),
        migrations.AddConstraint(
            "rolepermission",
            models.CheckConstraint(
                condition=models.Q(kind="staff") & ~models.Q(role="") | ~models.Q(kind="staff") & models.Q(role=""),
                name="staff_have_roles",
            ),
        ),
        migrations.AddConstraint(
            "role",
            models.CheckConstraint(
                condition=models.Q(built_in=True, code__in=STAFF_ROLES)
                | models.Q(built_in=False) & ~models.Q(code__in=(*STAFF_ROLES, *KINDS)),
                name="role_built_in_or_own",
            ),
        ),
        *[migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in STATEMENTS],
    ]
