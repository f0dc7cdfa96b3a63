"""The last visit as somebody typed it, beside the one that counts: that one may come of a visit here that did not happen after all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_let_in")]
    operations = [
        migrations.AddField(
            "patient",
            "last_visit_said",
            models.DateField(
                null=True,
                blank=True,
                help_text="as somebody typed it: `last_visit_on` is this, or the day of a later visit here",
            ),
        )
    ]
