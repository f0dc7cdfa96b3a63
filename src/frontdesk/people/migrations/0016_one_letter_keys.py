"""Everybody decides for themselves whether a letter alone is a command (WCAG 2.1.4)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0015_folded_names")]
    operations = [
        migrations.AddField(
            "staff",
            "one_letter_keys",
            models.BooleanField(
                default=True,
                help_text="whether a letter alone is a command; who speaks to the computer, or slips, wants none",
            ),
        ),
    ]
