"""Whoever acts for a patient, what was answered and what was sent stand in one order wherever they are listed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_guards"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="proxy",
            options={"ordering": ["created_at", "pk"], "verbose_name_plural": "proxies"},
        ),
    ]
