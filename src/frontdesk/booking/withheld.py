"""Times that were given back because nobody is there then: until somebody has said what comes of them they are offered to nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.timezone import now

from ..availability.model import Booked, Taking, minute_of
from ..intake.models import Task
from ..intake.tasks.actions import NOBODY_THERE
from ..practice.file.model import NOT_FREE
from .models import Appointment
from .states import GIVEN_BACK

SOMEBODY_THERE = ("left_free", "filled")  # whatever else than NOBODY_THERE staff say of it: it is on offer
SHOWN = ("provider", "location", "visit_type")
MOST = 200
Span = tuple[dt.datetime, dt.datetime]


def withheld_times() -> list[Booked]:
    """As if they were taken still, by nobody.  Staff may book them all the same, and the exception *Time to fill* asks them.

    It is open for as long as nobody has answered, and the answer may be that nobody is there: until somebody says something else of
    that provider's time.  Where the rules say so there is no such exception, and they alone decide: who is there after all is on offer again.
    """
    refill = Task.objects.filter(kind="refill", thing_id=OuterRef("pk"))
    nobody = refill.filter(state="done", outcome=NOBODY_THERE).order_by("-done_at").values("done_at")[:1]
    over = (
        Appointment.objects.filter(state__in=GIVEN_BACK, start__gt=now())
        .select_related("provider", "location")
        .order_by("start", "pk")
    )
    said = over.annotate(asked=Exists(refill.filter(state="open")), said_at=Subquery(nobody))
    rows = said.filter(Q(asked=True, means=NOT_FREE) | Q(said_at__isnull=False))
    left = [
        (
            appointment,
            _left_of(appointment, None if appointment.asked and appointment.means == NOT_FREE else appointment.said_at),
        )
        for appointment in rows
    ]
    return [_nobodys(appointment, span) for appointment, spans in left for span in spans]


def answered_times() -> list[tuple[Task, Appointment]]:
    """The times to come of which it was said last that nobody is there, with that answer, soonest first: it can be answered otherwise."""
    over = Appointment.objects.filter(state__in=GIVEN_BACK, start__gt=now()).select_related(*SHOWN)
    said = Task.objects.filter(kind="refill", state="done", outcome=NOBODY_THERE, thing_id__in=over.values("pk"))
    times = over.in_bulk(list(said.order_by("done_at").values_list("thing_id", flat=True)[:MOST]))
    withheld = [(task, times[task.thing_id]) for task in said.order_by("done_at")[:MOST] if task.thing_id in times]
    still = [(task, time) for task, time in withheld if _left_of(time, task.done_at)]
    return sorted(still, key=lambda pair: (pair[1].start, pair[0].pk))


def _left_of(appointment: Appointment, said_at: dt.datetime | None) -> list[Span]:
    """That of its time of which nobody has said later that somebody is there; all of it while that is asked."""
    if said_at is None:
        return [(appointment.start, appointment.end)]
    later = Task.objects.filter(
        kind="refill", state="done", outcome__in=SOMEBODY_THERE, done_at__gt=said_at, thing_id=OuterRef("pk")
    )
    same = Appointment.objects.filter(
        provider=appointment.provider_id, start__lt=appointment.end, end__gt=appointment.start
    )
    return _without((appointment.start, appointment.end), same.filter(Exists(later)).values_list("start", "end"))


def _without(whole: Span, others: Iterable[Span]) -> list[Span]:
    """What is left of it."""
    left = [whole]
    for start, end in others:
        left = [
            part
            for begin, last in left
            for part in ((begin, min(last, start)), (max(begin, end), last))
            if part[0] < part[1]
        ]
    return left


def _nobodys(appointment: Appointment, span: Span) -> Booked:
    """`span`: all of its time or a part; what is kept free around it is so where it is whole."""
    before, after = (
        appointment.before * (span[0] == appointment.start),
        appointment.after * (span[1] == appointment.end),
    )
    provider, location, start, end = (
        appointment.provider.code,
        appointment.location.code,
        minute_of(span[0]),
        minute_of(span[1]),
    )
    taking = Taking("provider", provider, start - before, end + after)
    return Booked("", provider, location, start, end - start, None, (), before, after, taking=(taking,), counts=False)
