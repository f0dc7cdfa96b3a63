"""A form that is pressed twice leads to where it led the first time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_what_a_key_was_sent_with")]

    operations = [
        migrations.AddField("idempotency", "led_to", models.CharField(default="", max_length=500)),
    ]
