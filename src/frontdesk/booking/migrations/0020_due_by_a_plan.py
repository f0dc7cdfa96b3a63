"""Visits that are due by a sentence of the rules; and when one was closed or refused, since nothing is made due against that word."""

from django.db import migrations, models
from django.db.models import Max

from frontdesk.tenancy.sql import in_each_practice


def read_back(apps, practice):
    """Of what was closed or refused before, the trail knows when."""
    entries = apps.get_model("audit", "Entry").objects
    recalls = apps.get_model("booking", "Recall").objects
    ended = entries.filter(practice=practice, thing_kind="recall", action__in=("recall.close", "recall.refuse"))
    for key, at in ended.order_by().values_list("thing_id").annotate(last=Max("at")):
        recalls.filter(practice=practice, pk=key, state__in=("closed", "refused")).update(ended_at=at)


class Migration(migrations.Migration):
    dependencies = [("booking", "0019_given_length"), ("audit", "0002_guards")]

    operations = [
        migrations.AddField(
            "recall",
            "plan",
            models.TextField(
                blank=True, default="", help_text="the sentence that makes it due; empty where a person ordered it"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "recall",
            "counted_from",
            models.DateField(null=True, blank=True, help_text="of one that is due by a sentence: since when"),
        ),
        migrations.AddField(
            "recall",
            "ended_at",
            models.DateTimeField(null=True, blank=True, help_text="when it was closed, or refused"),
        ),
        in_each_practice(read_back),
    ]
