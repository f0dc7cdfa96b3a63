"""What a message said, about which visit, until when it is worth saying: so that it can be said by another way."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0005_normal_contacts")]
    operations = [
        migrations.AddField(
            "message",
            "words",
            models.JSONField(
                default=dict, help_text="what the template was filled with: for another way, should this one fail"
            ),
        ),
        migrations.AddField(
            "message",
            "visit",
            models.CharField(blank=True, help_text="the code of the visit type that it is about", max_length=60),
        ),
        migrations.AddField(
            "message",
            "instead_of",
            models.UUIDField(blank=True, help_text="the first of those that say the same by another way", null=True),
        ),
        migrations.AddField(
            "message",
            "not_after",
            models.DateTimeField(blank=True, help_text="when it is no longer worth saying", null=True),
        ),
    ]
