"""Whether a request's patient is promised an answer by its date is kept, and no longer concluded from how long it may wait."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice


def promised(apps, practice):
    """As it was concluded until now: who chooses the time alone was promised nothing, and so was timed by the rules alone, or not at all."""
    waiting = apps.get_model("intake", "Request").objects.filter(practice=practice)
    ours = ("requested", "awaiting_approval", "approved")
    waiting.exclude(state__in=ours).update(promised=False)
    for request in waiting.filter(state="approved").iterator():
        end = dt.datetime.combine(request.reply_by + dt.timedelta(days=1), dt.time(), ZoneInfo(practice.timezone))
        if request.due_at is None or request.due_at > end - dt.timedelta(minutes=1):
            request.promised = False
            request.save(update_fields=["promised"])


class Migration(migrations.Migration):
    dependencies = [("intake", "0015_who_still_may")]
    operations = [
        migrations.AddField(
            "request",
            "promised",
            models.BooleanField(
                default=True,
                help_text="whether we owe its patient an answer by that date, as it was when it was timed last",
            ),
        ),
        in_each_practice(promised),
    ]
