"""Row-level security of roles; every practice has the built-in ones; and nobody has a role that there is not."""

from django.db import migrations

from frontdesk.access.roles import NAMES, STAFF_ROLES
from frontdesk.tenancy.sql import in_each_practice, secure

EXISTS = (
    "ALTER TABLE people_staff ADD CONSTRAINT staff_role_exists FOREIGN KEY (practice_id, role) "
    "REFERENCES people_role (practice_id, code) DEFERRABLE INITIALLY DEFERRED"
)


def built_in(apps, practice):
    """What every practice has from the first day on."""
    role = apps.get_model("people", "Role")
    role.objects.bulk_create(
        role(practice=practice, code=code, name=NAMES[code], built_in=True) for code in STAFF_ROLES
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0008_own_roles")]
    operations = [
        secure("people", "Role"),
        in_each_practice(built_in),
        migrations.RunSQL(EXISTS, migrations.RunSQL.noop),
    ]
