"""Row-level security of who acts for whom; practices that exist get the permissions of what is new."""

from django.db import migrations

from frontdesk.access.roles import DEFAULT
from frontdesk.tenancy.sql import in_each_practice, refer, secure

NEW = (
    "waitlist.",
    "recall.",
    "message.",
    "patient.",
    "request.match",
    "request.no_match",
    "text.",
    "templates.",
    "document.add",
    "appointment.confirm",
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
    dependencies = [("people", "0003_patients_side")]
    operations = [
        refer("people", "Patient", "same_as"),
        secure("people", "Proxy"),
        in_each_practice(new_permissions),
    ]
