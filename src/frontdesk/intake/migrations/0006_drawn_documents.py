"""Documents are drawn once and kept as pictures.  Photographs that are here were drawn anew when they came; PDFs wait for the worker."""

from typing import Any

import django.contrib.postgres.fields
from django.db import migrations, models

from frontdesk.tenancy.sql import in_each_practice


def photographs_are_drawn(apps: Any, practice: Any) -> None:
    for document in apps.get_model("intake", "Document").objects.filter(content_type__startswith="image/"):
        document.pages, document.page_count, document.drawing = [document.name], 1, "drawn"
        document.save(update_fields=["pages", "page_count", "drawing"])


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_practices_apart")]
    operations = [
        migrations.AddField(
            "document",
            "drawing",
            models.CharField(
                choices=[("waiting", "waiting"), ("drawn", "drawn"), ("refused", "refused")],
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AddField(
            "document",
            "pages",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField("document", "page_count", models.PositiveSmallIntegerField(default=0)),
        in_each_practice(photographs_are_drawn),
        migrations.AddConstraint(
            "document",
            models.CheckConstraint(
                condition=models.Q(("drawing", "drawn"), ("pages__len__gt", 0))
                | models.Q(models.Q(("drawing", "drawn"), _negated=True), ("pages", [])),
                name="document_drawn_has_pages",
            ),
        ),
    ]
