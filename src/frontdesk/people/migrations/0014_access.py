"""Sessions of somebody whose access was ended stay ended when it begins again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0013_tallies")]
    operations = [
        migrations.AddField(
            "staff",
            "access",
            models.PositiveIntegerField(
                default=1, help_text="counts how often access began: older sessions stay ended"
            ),
        ),
    ]
