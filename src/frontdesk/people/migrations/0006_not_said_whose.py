"""An address or number that is another grown-up's on file is nobody's until staff say whose."""

from django.db import migrations, models

CHOICES = [("patient", "patient"), ("parent", "parent"), ("carer", "carer"), ("unsaid", "unsaid")]


class Migration(migrations.Migration):
    dependencies = [("people", "0005_not_agreed_to")]
    operations = [
        migrations.RemoveConstraint("patient", "patient_whose_known"),
        migrations.AlterField(
            "patient", "email_of", models.CharField(choices=CHOICES, default="patient", max_length=10)
        ),
        migrations.AlterField(
            "patient", "phone_of", models.CharField(choices=CHOICES, default="patient", max_length=10)
        ),
        migrations.AddConstraint(
            "patient",
            models.CheckConstraint(
                condition=models.Q(
                    ("email_of__regex", "^(patient|parent|carer|unsaid)$"),
                    ("phone_of__regex", "^(patient|parent|carer|unsaid)$"),
                ),
                name="patient_whose_known",
            ),
        ),
    ]
