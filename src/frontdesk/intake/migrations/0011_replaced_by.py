"""A patient sends the right file in the place of a wrong one: the old one stays, and says what came in its place."""

import django.db.models.deletion
from django.db import migrations, models

from frontdesk.tenancy.sql import refer


class Migration(migrations.Migration):
    dependencies = [("intake", "0010_followed_by")]
    operations = [
        migrations.AddField(
            "document",
            "replaced_by",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replaces",
                to="intake.document",
            ),
        ),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(("replaced_by", models.F("id")), _negated=True) | models.Q(replaced_by=None),
                name="document_not_in_its_own_place",
            ),
        ),
        refer("intake", "Document", "replaced_by"),
    ]
