"""What is kept no longer than it is needed: drafts, codes, tallies, keys of requests that were sent twice, texts, sessions.

A job for each practice (`chores.py`): one whose rows cannot go keeps nobody else's.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from ..audit.models import Idempotency
from ..booking.models import ToPropose
from ..intake.models import Draft, Task
from ..messaging.models import Inbound
from ..people.models import SignInCode, Tally
from ..reports.failures import actions as failures
from ..tenancy.models import Practice

DAY = dt.timedelta(days=1)
KEYS = 7 * DAY  # a browser or another system that has not asked again by then will not
PRESSES = 30 * DAY  # what was proposed to many at once: what came of it stands elsewhere
CLEARED = "(no longer kept)"


def forget_sessions() -> None:
    """Of all practices: a session says whose it is to who opens it."""
    Session.objects.filter(expire_date__lt=now()).delete()


def forget_of(practice: Practice) -> None:
    """The rows of one practice, which must be entered."""
    moment = now()
    Draft.objects.filter(practice=practice, expires_at__lt=moment).delete()
    Tally.objects.filter(practice=practice, since__lt=moment - DAY).delete()
    SignInCode.objects.filter(practice=practice, expires_at__lt=moment - DAY).delete()
    Idempotency.objects.filter(practice=practice, created_at__lt=moment - KEYS).delete()
    ToPropose.objects.filter(practice=practice, pressed_at__lt=moment - PRESSES).delete()
    failures.sweep()
    old = Inbound.objects.filter(practice=practice, at__lt=moment - settings.KEEP_TEXTS * DAY)
    # The row stays, so that one delivered again is still known; what was said in it goes.
    unread = Task.objects.filter(thing_kind="inbound", state="open").values("thing_id")
    old.exclude(body=CLEARED).exclude(pk__in=unread).update(body=CLEARED)
