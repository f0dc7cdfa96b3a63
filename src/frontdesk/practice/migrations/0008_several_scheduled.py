"""Several versions may be scheduled, each for a time of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practice", "0007_revisions")]
    operations = [
        migrations.RemoveConstraint(model_name="policy", name="one_scheduled"),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.UniqueConstraint(
                fields=["practice", "publish_at"],
                condition=models.Q(state="scheduled"),
                name="one_scheduled_at_a_time",
            ),
        ),
    ]
