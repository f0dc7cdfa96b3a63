"""A key belongs to what it was sent with."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_head_kept_by_the_chain")]

    operations = [
        migrations.AddField("idempotency", "digest", models.CharField(default="", max_length=64)),
    ]
