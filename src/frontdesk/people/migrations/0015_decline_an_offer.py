"""To decline what the waitlist offers is a right of its own: whoever may book, or take somebody off the waitlist, has it as before."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice

BY = ("appointment.book", "waitlist.leave")  # by which staff could; who may take a time for themselves may decline it
DECLINE = "waitlist.decline"


def theirs(apps, practice):
    table = apps.get_model("people", "RolePermission").objects.filter(practice=practice)
    staff = set(table.filter(kind="staff", permission__in=BY).values_list("kind", "role", "permission"))
    own = table.filter(permission="appointment.book:own") | table.filter(kind="staff", permission="waitlist.leave:own")
    given = {(kind, role, DECLINE) for kind, role, _permission in staff}
    given |= {(kind, role, f"{DECLINE}:own") for kind, role in own.values_list("kind", "role")}
    for kind, role, permission in sorted(given):
        if not table.filter(kind=kind, role=role, permission=permission).exists():
            table.create(practice=practice, kind=kind, role=role, permission=permission)


class Migration(migrations.Migration):
    dependencies = [("people", "0014_calls_of_their_own")]
    operations = [in_each_practice(theirs)]
