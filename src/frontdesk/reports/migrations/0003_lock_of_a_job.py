"""What failed is done again in the same turn as before: never beside another job of its kind."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_guards")]
    operations = [
        migrations.AddField(
            "failedjob",
            "lock",
            models.CharField(blank=True, default="", help_text="of jobs with it one is done at a time", max_length=200),
        ),
    ]
