"""With whom the visit is that a rule orders a call about: a clinician sees the calls about their own; of those that are open, too."""

import django.db.models.deletion
from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice, refer


def with_whom(apps, practice):
    tasks = apps.get_model("intake", "Task").objects.filter(practice=practice, kind="order", state="open")
    visits = apps.get_model("booking", "Appointment").objects.filter(practice=practice)
    for task in tasks.iterator():
        for provider in visits.filter(pk=task.thing_id).values_list("provider_id", flat=True):
            tasks.filter(pk=task.pk).update(provider_id=provider)


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0021_promise"),
        ("practice", "0003_who_is_told_where"),
        ("booking", "0001_tables"),
    ]
    operations = [
        migrations.AddField(
            "task",
            "provider",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="practice.provider",
            ),
        ),
        refer("intake", "Task", "provider"),
        in_each_practice(with_whom),
    ]
