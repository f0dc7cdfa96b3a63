"""What was scheduled and can no longer come into force is put aside where another draft is worked on."""

from django.db import migrations, models

from frontdesk.practice.models import MOVES
from frontdesk.tenancy.sql import new_states


class Migration(migrations.Migration):
    dependencies = [("practice", "0004_policies_apart")]
    operations = [
        migrations.AddField(
            model_name="policy",
            name="held_back",
            field=models.CharField(
                blank=True,
                choices=[("another version", "another version"), ("faults", "faults")],
                default="",
                max_length=16,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(new_states("practice_policy", MOVES, ("draft", "aside")), migrations.RunSQL.noop),
    ]
