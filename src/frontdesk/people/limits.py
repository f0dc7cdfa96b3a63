"""How often something may be tried.  Counted by one statement of the database, so that tries at the same moment are counted too.

`limit` counts everything within a span of time.  `attempt` counts failures of a sign-in, each making the next wait longer;
`passed` takes back a try that turned out right.  Subjects are kept as keyed hashes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import now
from django.utils.translation import ngettext

from ..core.refusals import Refusal
from ..tenancy.models import Practice, uuid7
from .models import Tally

# purpose → (how many, in how many minutes): by the address or number, by where the request comes from ("from"), by both ("pair"),
# by a device that was let in before.  The pair is narrow and the account wide, so that somebody at one place, who asks for five
# codes or types five passwords of another, does not keep that person's new telephone out.
LIMITS = {
    "code": (20, 15),
    "code-pair": (5, 15),
    "code-device": (10, 15),
    "code-from": (settings.FROM_ONE_ADDRESS, 15),
    "request": (10, 60),
    "request-from": (settings.FROM_ONE_ADDRESS, 60),
    "draft-from": (settings.FROM_ONE_ADDRESS, 60),
    "upload": (settings.FROM_ONE_ADDRESS, 60),
    "text": (60, 60),
}
# purpose → (failures that cost nothing, minutes without one after which they are forgotten)
TRIES = {
    "signin": (25, 60),
    "signin-pair": (5, 60),
    "signin-device": (10, 60),
    "signin-from": (10, 60),
    "verify": (30, 60),
    "verify-pair": (10, 60),
    "verify-device": (10, 60),
    "verify-from": (20, 60),
}
FIRST_WAIT, LONGEST_WAIT = 60, 60 * 60  # seconds; each failure doubles the wait

_COUNT = """
INSERT INTO people_tally AS known (id, practice_id, purpose, subject_hash, count, since) VALUES (%s, %s, %s, %s, 1, %s)
ON CONFLICT (practice_id, purpose, subject_hash) DO UPDATE SET
    count = CASE WHEN known.since < %s THEN 1 ELSE known.count + 1 END,
    since = CASE WHEN known.since < %s THEN excluded.since ELSE known.since END
RETURNING count
"""
# A row comes back only where nobody has to wait; the wait that this try causes, should it fail, begins with it.
_TRY = """
INSERT INTO people_tally AS known (id, practice_id, purpose, subject_hash, count, since) VALUES (%s, %s, %s, %s, 1, %s)
ON CONFLICT (practice_id, purpose, subject_hash) DO UPDATE SET
    count = CASE WHEN known.since < %s THEN 1 ELSE known.count + 1 END,
    since = excluded.since,
    until = CASE WHEN known.since >= %s AND known.count + 1 >= %s
        THEN excluded.since + make_interval(secs => least(%s, %s * power(2, least(known.count + 1 - %s, 20)))) END
WHERE known.until IS NULL OR known.until <= excluded.since
RETURNING count
"""


class TooMany(Refusal):
    """It was tried too often; `minutes` until it can be tried again."""

    code, status = "too-many", 429

    def __init__(self, minutes: int = 15) -> None:
        self.minutes = minutes
        super().__init__()

    @property
    def sentence(self) -> str:
        words = ngettext(
            "That was tried too often. Wait %(minutes)s minute, or call us.",
            "That was tried too often. Wait %(minutes)s minutes, or call us.",
            self.minutes,
        )
        return words % {"minutes": self.minutes}


def limit(practice: Practice, purpose: str, subject: str) -> None:
    """Count one more.  Raises TooMany."""
    most, minutes = LIMITS[purpose]
    moment = now()
    before = moment - dt.timedelta(minutes=minutes)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [uuid7(), practice.pk, purpose, keyed(subject), moment, before, before])
        if cursor.fetchone()[0] > most:
            raise TooMany(min(minutes, 60))


def attempt(practice: Practice, purpose: str, subject: str) -> None:
    """Count one more try, before it is known whether it is right.  Raises TooMany while the wait after the last one lasts."""
    free, minutes = TRIES[purpose]
    moment, key = now(), keyed(subject)
    before = moment - dt.timedelta(minutes=minutes)
    row: list[Any] = [uuid7(), practice.pk, purpose, key, moment, before, before, free, LONGEST_WAIT, FIRST_WAIT, free]
    with connection.cursor() as cursor:
        cursor.execute(_TRY, row)
        if cursor.fetchone() is None:
            known = Tally.objects.filter(purpose=purpose, subject_hash=key).values_list("until", flat=True).first()
            seconds = (known - moment).total_seconds() if known else FIRST_WAIT
            raise TooMany(max(1, -int(-seconds // 60)))


def all_of(count: Callable[[Practice, str, str], None], practice: Practice, counted: Iterable[tuple[str, str]]) -> None:
    """`limit` or `attempt` for each purpose and subject, or for none: what one of them refuses counts nowhere.  Raises TooMany.

    Always in the order in which they are given: each row stays locked until it is known whether the others let it through.
    """
    with transaction.atomic():
        for purpose, subject in counted:
            count(practice, purpose, subject)


def count_as_right(practice: Practice, purpose: str, subject: str) -> None:
    """The try was right: it does not count, and neither do the failures before it, save those of a whole network address."""
    mine = Tally.objects.filter(practice=practice, purpose=purpose, subject_hash=keyed(subject))
    if not purpose.endswith("-from"):
        mine.delete()
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_tally SET count = greatest(count - 1, 0), until = CASE WHEN count - 1 >= %s THEN until END "
            "WHERE practice_id = %s AND purpose = %s AND subject_hash = %s",
            [TRIES[purpose][0], practice.pk, purpose, keyed(subject)],
        )


def keyed(text: str) -> str:
    """A keyed hash: who has the table has neither addresses nor codes."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
