"""Times that were given back because nobody is there then: until somebody has said what comes of them they are offered to nobody."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.timezone import now

from ..availability.model import Booked, Taking, minute_of
from ..intake.models import Task
from ..practice.file.model import NOT_FREE
from .models import Appointment
from .states import GIVEN_BACK

NOBODY_THERE = "nobody_there"  # what staff say of a time that is to be filled: it stays withheld


def withheld() -> list[Booked]:
    """As if they were taken still, by nobody.  Staff may book them all the same, and the exception *Time to fill* asks them.

    It is open for as long as nobody has answered, and the answer may be that nobody is there.  Where the rules say so there is
    none, and they alone decide: who is there after all is on offer again.
    """
    refill = Task.objects.filter(kind="refill").values("thing_id")
    asked, nobody = refill.filter(state="open"), refill.filter(state="done", outcome=NOBODY_THERE)
    which = Q(pk__in=asked, means=NOT_FREE) | Q(pk__in=nobody)
    over = Appointment.objects.filter(which, state__in=GIVEN_BACK, start__gt=now())
    rows = over.values_list("provider__code", "location__code", "start", "end", "before", "after")
    return [
        _nobodys(provider, location, (start, end), (before, after))
        for provider, location, start, end, before, after in rows
    ]


def _nobodys(provider: str, location: str, when: tuple[dt.datetime, dt.datetime], around: tuple[int, int]) -> Booked:
    start, end = minute_of(when[0]), minute_of(when[1])
    taking = Taking("provider", provider, start - around[0], end + around[1])
    return Booked("", provider, location, start, end - start, None, (), *around, taking=(taking,), counts=False)
