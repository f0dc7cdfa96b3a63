"""An insurance that the practice does not list is another answer than none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0012_last_visit_said")]
    operations = [
        migrations.AddField(
            "patient",
            "insured_elsewhere",
            models.BooleanField(default=False, help_text="has an insurance that is none of our payers"),
        ),
        migrations.AlterField(
            "patient", "uninsured", models.BooleanField(default=False, help_text="has no insurance, or pays alone")
        ),
        migrations.AddConstraint(
            "patient",
            models.CheckConstraint(
                condition=~models.Q(insured_elsewhere=True) | models.Q(uninsured=False, payer=None),
                name="patient_one_insurance",
            ),
        ),
    ]
