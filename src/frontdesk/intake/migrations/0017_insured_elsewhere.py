"""An insurance that the practice does not list is another answer than none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0016_promised")]
    operations = [
        migrations.AddField(
            "referral",
            "uninsured",
            models.BooleanField(default=False, help_text="has no insurance, or pays alone"),
        ),
        migrations.AddField(
            "referral",
            "insured_elsewhere",
            models.BooleanField(default=False, help_text="has an insurance that is none of our payers"),
        ),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                condition=~models.Q(insured_elsewhere=True) | models.Q(uninsured=False, payer=None),
                name="referral_one_insurance",
            ),
        ),
    ]
