"""Whose an address is: a child's is taken for a parent's until staff say that it is the patient's own."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import migrations, models

from frontdesk.rules.facts import age_on
from frontdesk.tenancy.sql import in_each_practice


def children(apps, practice):
    today = dt.datetime.now(dt.UTC).astimezone(ZoneInfo(practice.timezone)).date()
    rows = apps.get_model("people", "Patient").objects.filter(practice=practice)
    children = [key for key, birth in rows.values_list("pk", "birth_date") if age_on(birth, today) < 18]
    rows.filter(pk__in=children).update(email_of="parent", phone_of="parent")


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0011_normal_contacts"),
        ("practice", "0005_held_back"),
        ("tenancy", "0004_one_sample"),
    ]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="email_of",
            field=models.CharField(
                choices=[("patient", "patient"), ("parent", "parent"), ("carer", "carer")],
                default="patient",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="phone_of",
            field=models.CharField(
                choices=[("patient", "patient"), ("parent", "parent"), ("carer", "carer")],
                default="patient",
                max_length=10,
            ),
        ),
        in_each_practice(children),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email_of__in", ("patient", "parent", "carer")), ("phone_of__in", ("patient", "parent", "carer"))
                ),
                name="patient_whose_known",
            ),
        ),
    ]
