"""Whether people are told another address is said as a version is scheduled, and done as it comes into force."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0002_guards")]
    operations = [
        migrations.AddField(
            "policy",
            "tell_places",
            models.BooleanField(
                default=False,
                help_text="who was told an address that it changes is told the new one as it comes into force",
            ),
        ),
    ]
