"""What many tests begin with is put back as it was, and what was about to end is as far from its end as it was."""

import datetime as dt

from django.db import transaction
from django.utils.timezone import now

from frontdesk.booking import actions as booking
from frontdesk.booking.models import Appointment
from tests import factory as f
from tests import kept

KEY = "a time that is kept for somebody"
LATER = dt.timedelta(minutes=40)


def a_time_is_kept() -> None:
    practice = f.load_cedar()
    who = f.patient(practice, established=True)
    booking.hold(f.actor(practice, "scheduler"), who, visit_type=f.visit("follow-up"), place=f.place(), channel="phone")


def left() -> dt.timedelta:
    """How long the time is kept still, of a test that begins with it and is rolled back."""
    with transaction.atomic():
        kept.once(KEY, a_time_is_kept)
        found = Appointment.objects.get(state="held").hold_expires_at - now()
        transaction.set_rollback(True)
    return found


def test_a_time_is_kept_for_as_long_whenever_it_is_put_back(db, monkeypatch):
    """As much later as the clock has gone on since it was made."""
    made, again, put_back = left(), left(), left()
    (key,) = [key for key in kept._kept if key[0] == KEY]
    *rest, at = kept._kept[key]
    monkeypatch.setitem(kept._kept, key, (*rest, at - LATER.total_seconds()))
    later = left() - LATER
    full, moment = dt.timedelta(minutes=booking.HOLD_MINUTES), dt.timedelta(seconds=5)
    assert all(abs(one - full) < moment for one in (made, again, put_back, later)), (made, again, put_back, later)
