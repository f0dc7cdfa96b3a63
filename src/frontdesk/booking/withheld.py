"""Times that were given back because nobody is there then: until somebody has said what comes of them they are offered to nobody."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ..availability.model import Booked, Taking, minute_of
from ..intake.models import Task
from ..practice.file.model import NOT_FREE
from .models import Appointment


def withheld() -> list[Booked]:
    """As if they were taken still, by nobody.  Staff may book them all the same, and the exception *Time to fill* asks them.

    It is open for as long as nobody has answered.  Where the rules say that nobody is there there is none, and they alone
    decide: who is there after all is on offer again.
    """
    asked = Task.objects.filter(kind="refill", state="open").values("thing_id")
    over = Appointment.objects.filter(pk__in=asked, state="cancelled", means=NOT_FREE, start__gt=now())
    rows = over.values_list("provider__code", "location__code", "start", "end", "before", "after")
    return [
        _nobodys(provider, location, (start, end), (before, after))
        for provider, location, start, end, before, after in rows
    ]


def _nobodys(provider: str, location: str, when: tuple[dt.datetime, dt.datetime], around: tuple[int, int]) -> Booked:
    start, end = minute_of(when[0]), minute_of(when[1])
    taking = Taking("provider", provider, start - around[0], end + around[1])
    return Booked("", provider, location, start, end - start, None, (), *around, taking=(taking,), counts=False)
