"""What is on file as the last visit, and is the day of none that took place here, was typed by somebody."""

import datetime as dt

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice

A_DAY = dt.timedelta(days=1)  # whatever the practice's zone


def say(apps, practice):
    patients = apps.get_model("people", "Patient")
    visits = apps.get_model("booking", "Appointment").objects.filter(state="completed")
    for patient in patients.objects.filter(known_before=True, last_visit_on__isnull=False).iterator():
        day = patient.last_visit_on
        if not visits.filter(patient_id=patient.pk, start__date__range=(day - A_DAY, day + A_DAY)).exists():
            patients.objects.filter(pk=patient.pk).update(last_visit_said=day)


class Migration(migrations.Migration):
    dependencies = [("booking", "0016_summed_up"), ("people", "0012_last_visit_said")]
    operations = [in_each_practice(say)]
