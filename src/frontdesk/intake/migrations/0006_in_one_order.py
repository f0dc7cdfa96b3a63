"""Whoever acts for a patient, what was answered and what was sent stand in one order wherever they are listed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0005_apart_again"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="answer",
            options={"ordering": ["pk"]},
        ),
        migrations.AlterModelOptions(
            name="document",
            options={"ordering": ["created_at", "pk"]},
        ),
    ]
