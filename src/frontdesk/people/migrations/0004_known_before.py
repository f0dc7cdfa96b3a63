"""Whether somebody is established by more than the visits that are kept here: what a hidden visit cannot have made them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_in_one_order")]
    operations = [
        migrations.AddField(
            "patient",
            "known_before",
            models.BooleanField(
                default=False,
                help_text="established by more than the visits that are kept here: a record of the same person was",
            ),
        )
    ]
