"""By whom somebody was let in who signed in as the patient; and who was named by a patient shows first that they know them."""

from django.db import migrations, models

STATES = [(state, state) for state in ("asked", "named", "confirmed", "ended")]


class Migration(migrations.Migration):
    dependencies = [("people", "0010_own_provider")]
    operations = [
        migrations.AddField(
            "patient",
            "let_in",
            models.JSONField(
                blank=True,
                default=dict,
                help_text="addresses and numbers that were let in by who was signed in as the patient, each with theirs",
            ),
        ),
        migrations.AlterField("proxy", "state", models.CharField(choices=STATES, max_length=10)),
    ]
