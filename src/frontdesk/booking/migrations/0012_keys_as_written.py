"""Keys and member ids in the one form in which they are read: without letters that nobody can see, with single spaces.

Of two that are one key by that the first keeps it; the other has it among its words, as it came, and staff are asked to look at both.
"""

from django.db import migrations
from django.utils.timezone import now

from frontdesk.core.letters import as_written
from frontdesk.tenancy.sql import in_each_practice

LONGEST = 80


def referrals(apps, practice):
    def asked(loser, keeper):
        if keeper is None:
            what = f"Referral {loser.number} came under a key that nobody can see"
        else:
            what = f"Referrals {keeper.number} and {loser.number} came under the same key '{keeper.outside_key}'"
        return what, {"referral_id": loser.pk}

    rows = apps.get_model("intake", "Referral").objects.filter(practice=practice).order_by("received_at", "number")
    _keys(apps, rows, "why", asked)


def recalls(apps, practice):
    def asked(loser, keeper):
        if keeper is None:
            what = "A recall came under a key that nobody can see"
        else:
            what = f"Two recalls came under the same key '{keeper.outside_key}', due {keeper.due_on} and {loser.due_on}"
        return what, {"patient_id": loser.patient_id}

    rows = apps.get_model("booking", "Recall").objects.filter(practice=practice).order_by("created_at", "pk")
    _keys(apps, rows, "note", asked)


def member_ids(apps, practice):
    for app, model in (("people", "Patient"), ("intake", "Referral")):
        rows = apps.get_model(app, model).objects.filter(practice=practice).exclude(member_id="")
        for key, stood in rows.values_list("pk", "member_id"):
            if (written := as_written(stood)[:60]) != stood:
                rows.filter(pk=key).update(member_id=written)


def _keys(apps, rows, words, asked):
    """`words` is the field that keeps a key as it came; `asked` says what a task is about, and whose it is."""
    keepers = {}
    changed = []
    for row in rows.exclude(outside_key=""):
        written = as_written(row.outside_key)
        keeper = keepers.setdefault(written, row)
        if len(written) > LONGEST:  # no file can say it any more, and no other row can be it
            continue
        if written and keeper is row:
            changed.append((row, written))
            continue
        came = f"{getattr(row, words)}\nkey, as it came: {row.outside_key}".strip()
        rows.filter(pk=row.pk).update(**{"outside_key": "", words: came})
        _task(apps, row, *asked(row, keeper if written else None))
    for row, written in changed:  # when no other row holds that form any more
        if written != row.outside_key:
            rows.filter(pk=row.pk).update(outside_key=written)


def _task(apps, row, what, whose):
    moment = now()
    apps.get_model("intake", "Task").objects.create(
        practice_id=row.practice_id,
        kind="same_key",
        thing_kind=row._meta.model_name,
        thing_id=row.pk,
        what="".join(letter for letter in what if letter.isprintable())[:200],
        due_at=moment,
        created_at=moment,
        **whose,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0011_waitlist_is_live"),
        ("intake", "0013_same_key"),
        ("people", "0019_own_contact_no_proxy"),
    ]
    operations = [in_each_practice(referrals), in_each_practice(recalls), in_each_practice(member_ids)]
