"""Records that shared an address or number before consent was each record's own: where the last yes is older than a record, nobody said it for them.

All else stays as it was: a yes that was said since may have been for any of those who share it, and no message of theirs is lost.
Children's stay too: who reads there is the one who agreed.
"""

import datetime as dt
from collections import defaultdict

from django.db import migrations
from django.db.models import Max

from frontdesk.tenancy.sql import in_each_practice

GROWN_UP = dt.timedelta(days=18 * 366)


def agreed_before(apps, practice):
    consents = apps.get_model("messaging", "Consent").objects.filter(practice=practice)
    yes = dict(consents.filter(given=True).values_list("contact").annotate(last=Max("at")))
    patients = apps.get_model("people", "Patient").objects.filter(practice=practice)
    shared = defaultdict(list)
    began = {}  # of a record, or the first of those that were merged into it
    into = dict(patients.exclude(same_as=None).values_list("pk", "same_as"))
    for one in patients.order_by("created_at").iterator():
        kept = one.pk
        while kept in into:
            kept = into[kept]
        began[kept] = min(began.get(kept, one.created_at), one.created_at)
        if one.same_as_id is None:
            for contact in {one.email, one.phone, one.confidential_contact} & set(yes):
                shared[contact].append(one)
    changed = {}
    for contact, together in shared.items():
        first = [one for one in together if began[one.pk] <= yes[contact]]
        for one in together:
            if one not in first and _is_nobody_of(one, first):
                changed[one.pk] = one
                one.not_agreed_to = sorted({*one.not_agreed_to, contact})
    patients.bulk_update(changed.values(), ["not_agreed_to"], batch_size=1000)


def _is_nobody_of(one, first):
    """A grown-up beside whom somebody else may have said it; a second record of the same person is no other."""
    others = [x for x in first if (x.folded, x.birth_date) != (one.folded, one.birth_date)]
    grown_up = one.birth_date <= dt.datetime.now(dt.UTC).date() - GROWN_UP
    return grown_up and bool(first) and len(others) == len(first)


class Migration(migrations.Migration):
    dependencies = [("people", "0006_not_said_whose"), ("messaging", "0002_guards")]
    operations = [in_each_practice(agreed_before)]
