"""Which referral goes on in the place of one that was closed is kept with it: what arrives later says nothing of it."""

from django.db import migrations

import frontdesk.tenancy.models
from frontdesk.tenancy.sql import refer


class Migration(migrations.Migration):
    dependencies = [("intake", "0010_of_each_merge")]
    operations = [
        migrations.AddField(
            "referral",
            "goes_on_as",
            frontdesk.tenancy.models.inside(
                "intake.Referral",
                blank=True,
                help_text="the one that goes on in its place: it came twice",
                null=True,
                related_name="+",
            ),
        ),
        refer("intake", "Referral", "goes_on_as"),
    ]
