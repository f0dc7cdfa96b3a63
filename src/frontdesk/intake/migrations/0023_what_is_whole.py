"""What is to be done is kept whole: a rule may be longer than 200 characters, and so may be what a patient wrote."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0022_whose_calls")]
    operations = [
        migrations.AlterField(
            "task",
            "what",
            models.TextField(blank=True, help_text="whole, since what a patient wrote may stand nowhere else"),
        ),
    ]
