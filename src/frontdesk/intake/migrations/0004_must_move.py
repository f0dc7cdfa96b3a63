"""An appointment at which nobody is there must move, whether or not its patient has been asked yet: it has one name."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_numbers_of_who_acts")]
    operations = [
        migrations.AddField(
            "task",
            "must_move",
            models.BooleanField(
                default=False, help_text="what stands in the way of the appointment is that nobody is there then"
            ),
        )
    ]
