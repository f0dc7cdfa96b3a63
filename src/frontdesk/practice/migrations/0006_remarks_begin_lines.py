"""A remark begins a line: those that stood behind a sentence, where they would be read as part of it now, move above it."""

import re

from django.db import migrations

from frontdesk.tenancy.sql import in_each_practice

BEHIND = re.compile(r"""^([ \t]+)([^#\n"']*\.)[ \t]+(#[^\n]*)$""", re.MULTILINE)


def above(text):
    return BEHIND.sub(r"\1\3\n\1\2", text)


def move(apps, practice):
    policies = apps.get_model("practice", "Policy").objects.filter(practice=practice)
    for policy in policies.iterator():
        if (moved := above(policy.text)) != policy.text:
            policies.filter(pk=policy.pk).update(text=moved)


class Migration(migrations.Migration):
    dependencies = [("practice", "0005_held_back")]

    operations = [
        migrations.RunSQL("ALTER TABLE practice_policy DISABLE TRIGGER keep_text", migrations.RunSQL.noop),
        in_each_practice(move),
        migrations.RunSQL("ALTER TABLE practice_policy ENABLE TRIGGER keep_text", migrations.RunSQL.noop),
    ]
