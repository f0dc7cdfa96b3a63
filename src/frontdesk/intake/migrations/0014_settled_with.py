"""A task says which appointment's change has settled it, so that taking that back opens it again."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0013_same_key")]
    operations = [
        migrations.AddField(
            "task",
            "settled_with",
            models.UUIDField(
                null=True,
                blank=True,
                help_text="the appointment of which a change settled it: taken back, that opens it again",
            ),
        ),
    ]
