"""Who asked goes on seeing where their request stands when it turns out to be of a record that does not have their address."""

from django.db import migrations, models

from frontdesk.people.contacts import EITHER


class Migration(migrations.Migration):
    dependencies = [("intake", "0009_gone"), ("people", "0016_one_letter_keys")]
    operations = [
        migrations.AddField(
            "request",
            "followed_by",
            models.CharField(
                max_length=254,
                blank=True,
                default="",
                help_text="the address or number that asked and is not the record's: it sees where this request stands",
            ),
            preserve_default=False,
        ),
        migrations.AddIndex(
            "request",
            models.Index(
                fields=["practice", "followed_by"],
                condition=models.Q(("followed_by", ""), _negated=True),
                name="request_by_follower",
            ),
        ),
        migrations.AddConstraint(
            "request",
            models.CheckConstraint(
                condition=models.Q(("followed_by", ""), ("followed_by__regex", EITHER), _connector="OR"),
                name="request_followed_by_normal",
            ),
        ),
    ]
