"""Who must move may choose another time beside the one that the practice proposes; that one stays kept until they confirm."""

from django.db import migrations, models
from django.db.models import Q

from frontdesk.tenancy.sql import in_each_practice


def proposed(apps, practice):
    """What waits for an answer now."""
    open_ones = apps.get_model("booking", "Proposal").objects.filter(practice=practice, state="proposed")
    held = apps.get_model("booking", "Appointment").objects.filter(practice=practice, state="held")
    held.filter(pk__in=open_ones.values("hold_id")).update(proposed=True)


class Migration(migrations.Migration):
    dependencies = [("booking", "0002_guards")]
    operations = [
        migrations.AddField(
            "appointment",
            "proposed",
            models.BooleanField(
                default=False,
                help_text="the practice keeps it for who must move: they may choose another time beside it",
            ),
        ),
        in_each_practice(proposed),
        migrations.RemoveConstraint("appointment", "one_hold_for_an_appointment"),
        migrations.AddConstraint(
            "appointment",
            models.UniqueConstraint(
                fields=["practice", "replaces", "proposed"],
                condition=Q(state="held", replaces__isnull=False),
                name="one_hold_for_an_appointment",
            ),
        ),
    ]
