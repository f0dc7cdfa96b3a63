"""What is kept no longer than it is needed: drafts, codes, tallies, keys of requests that were sent twice, texts, sessions.

A job for each practice (`chores.py`): one whose rows cannot go keeps nobody else's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.timezone import now

from ..audit.models import Idempotency
from ..booking import summing
from ..booking.models import ToPropose
from ..intake.models import Draft, Task
from ..messaging.models import Inbound
from ..people.models import SignInCode, Tally
from ..reports.failures import actions as failures
from ..tenancy.each import Part, in_portions
from ..tenancy.models import Practice

DAY = dt.timedelta(days=1)
KEYS = 7 * DAY  # a browser or another system that has not asked again by then will not
PRESSES = 30 * DAY  # what was proposed to many at once: what came of it stands elsewhere
CLEARED = "(no longer kept)"


def forget_sessions() -> None:
    """Of all practices: a session says whose it is to who opens it."""
    Session.objects.filter(expire_date__lt=now()).delete()


def forget_of(practice: Practice) -> None:
    """The rows of one practice.  Called outside of a transaction.  Raises the first error, when all kinds of rows had their turn."""
    in_portions(practice, [*(_going(rows) for rows in OVER), Part(_old_texts, _clear)])


def _going(rows: Callable[[], QuerySet[Any]]) -> Part:
    """What of these rows is there goes."""

    def keys() -> list[UUID]:
        return list(rows().values_list("pk", flat=True))

    def go(some: Sequence[UUID]) -> int:
        rows().filter(pk__in=some).delete()
        return len(some)

    return Part(keys, go)


OVER: tuple[Callable[[], QuerySet[Any]], ...] = (
    lambda: Draft.objects.filter(expires_at__lt=now()),
    lambda: Tally.objects.filter(since__lt=now() - DAY),
    lambda: SignInCode.objects.filter(expires_at__lt=now() - DAY),
    lambda: Idempotency.objects.filter(created_at__lt=now() - KEYS),
    lambda: ToPropose.objects.filter(pressed_at__lt=now() - PRESSES),
    failures.over,
    summing.sums_nothing_reads,
)


def _texts() -> QuerySet[Inbound]:
    """The row stays, so that one delivered again is still known; what was said in it goes."""
    unread = Task.objects.filter(thing_kind="inbound", state="open").values("thing_id")
    old = Inbound.objects.filter(at__lt=now() - settings.KEEP_TEXTS * DAY)
    return old.exclude(body=CLEARED).exclude(pk__in=unread)


def _old_texts() -> list[UUID]:
    return list(_texts().values_list("pk", flat=True))


def _clear(keys: Sequence[UUID]) -> int:
    return _texts().filter(pk__in=keys).update(body=CLEARED)
