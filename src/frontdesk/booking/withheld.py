"""Times that were given back because nobody is there then: until somebody has said what comes of them they are offered to nobody."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef
from django.utils.timezone import now

from ..availability.model import Booked, Taking, minute_of
from ..intake.models import Task
from ..practice.file.model import NOT_FREE
from ..practice.reasons import meaning_of
from .models import Appointment
from .queries import ONLY_HELD


def withheld() -> list[Booked]:
    """As if they were taken still, by nobody.  Staff may book them all the same, and the exception *Time to fill* asks them.

    Where the rules say by now that nobody is there, they say it anyway.
    """
    asked = Task.objects.filter(kind="refill", thing_id=OuterRef("pk"), state="done")
    over = Appointment.objects.filter(~Exists(asked), state="cancelled", start__gt=now()).exclude(ONLY_HELD)
    rows = over.values_list("reason", "provider__code", "location__code", "start", "end", "before", "after")
    means: dict[str, bool] = {}
    found = []
    for reason, provider, location, start, end, before, after in rows:
        if reason not in means:
            means[reason] = meaning_of(reason) == NOT_FREE
        if means[reason]:
            found.append(_nobodys(provider, location, (start, end), (before, after)))
    return found


def _nobodys(provider: str, location: str, when: tuple[dt.datetime, dt.datetime], around: tuple[int, int]) -> Booked:
    start, end = minute_of(when[0]), minute_of(when[1])
    taking = Taking("provider", provider, start - around[0], end + around[1])
    return Booked("", provider, location, start, end - start, None, (), *around, taking=(taking,), counts=False)
