"""What was an answer of a referral once stands where the referral keeps it by now; what cannot, among the words of the clinic."""

import datetime as dt

from django.db import migrations

from frontdesk.core.letters import as_written
from frontdesk.people.contacts import Unreadable, email_address, folded, telephone_number
from frontdesk.tenancy.sql import in_each_practice

PLACES = {
    "reason": "why",
    "date-of-birth": "birth_date",
    "phone": "phone",
    "email": "email",
    "insurance": "payer_id",
    "member-id": "member_id",
}
MEMBER_ID = 60


def referrals(apps, practice):
    """Those that became a request already said there what they said."""
    rows = apps.get_model("intake", "Referral").objects.filter(practice=practice).exclude(state="accepted")
    for one in rows.exclude(answers={}).iterator():
        said = {field: str(text).strip() for field in (*PLACES, "name") if (text := one.answers.get(field)) is not None}
        if not said:
            continue
        one.answers = {field: text for field, text in one.answers.items() if field not in said}
        for field, text in said.items():
            if text and not _placed(apps, one, field, text):
                one.why = f"{one.why}\n{field.replace('-', ' ')}, as it came: {text}".strip()
        one.save()


def _placed(apps, one, field, text):
    """Whether it stands where it belongs, by now or already."""
    try:
        read = _read(apps, one, field, text)
    except (Unreadable, ValueError):
        return False
    own = PLACES.get(field, "last_name")
    if read is not None and not getattr(one, own) and field != "name":
        setattr(one, own, read)
    return read is not None and getattr(one, own) == read


def _read(apps, one, field, text):
    if field == "date-of-birth":
        return dt.date.fromisoformat(text)
    if field == "insurance":
        payers = apps.get_model("practice", "Payer").objects.filter(practice=one.practice_id, active=True)
        named = [each.pk for each in payers if folded(text) in (folded(each.name), folded(each.code))]
        return named[0] if named else None
    if field == "member-id":
        return as_written(text)[:MEMBER_ID] or None
    readers = {"phone": telephone_number, "email": email_address}
    return readers[field](text) if field in readers else text


class Migration(migrations.Migration):
    dependencies = [("intake", "0016_came_after_all"), ("practice", "0001_initial")]
    operations = [in_each_practice(referrals)]
