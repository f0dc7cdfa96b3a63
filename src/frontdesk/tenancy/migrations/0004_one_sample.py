"""A practice has one made-up copy of itself, which is found by whose it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0003_sample")]
    operations = [
        migrations.AddConstraint(
            "practice", models.UniqueConstraint(fields=["sample_of"], name="one_sample_of_a_practice")
        ),
        migrations.AddConstraint(
            "practice",
            models.CheckConstraint(
                condition=models.Q(sample_of=None) | ~models.Q(sample_of=models.F("id")), name="sample_of_another"
            ),
        ),
    ]
