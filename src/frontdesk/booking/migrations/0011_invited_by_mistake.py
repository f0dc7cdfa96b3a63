"""That staff invited somebody can be taken back: the link of the invitation before, if there was one, books again."""

from django.db import migrations, models

from frontdesk.tenancy.sql import new_states

MOVES = {
    "planned": ("invited", "booked", "refused", "closed"),
    "invited": ("booked", "refused", "closed", "planned"),
    "booked": ("planned", "invited", "refused", "closed"),
    "refused": ("booked",),
    "closed": ("planned",),
}


class Migration(migrations.Migration):
    dependencies = [("booking", "0010_invited_still")]
    operations = [
        migrations.AddField(
            "recall",
            "token_before",
            models.CharField(
                blank=True,
                default="",
                help_text="the one of the invitation before, which stands again where this is undone",
                max_length=64,
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(new_states("booking_recall", MOVES, ("planned",)), migrations.RunSQL.noop),
    ]
