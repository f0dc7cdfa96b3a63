"""Appointments that something stands in the way of are looked at once more, to know whether they must move."""

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice


def look_again(apps, practice):
    open_ones = apps.get_model("intake", "Task").objects.filter(practice=practice, kind="broken", state="open")
    there = apps.get_model("booking", "Appointment").objects.filter(practice=practice, state="booked")
    there.filter(pk__in=open_ones.values("thing_id")).update(checked=None)


class Migration(migrations.Migration):
    dependencies = [("booking", "0005_what_they_got"), ("intake", "0004_must_move")]
    operations = [in_each_practice(look_again)]
