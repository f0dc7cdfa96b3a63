"""What a manager asks from the first day on.  Each figure is the length of a list of records, and opens onto that list."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import TruncWeek
from django.utils.timezone import now

from ..access.may import Actor, require_open
from ..access.query import query
from ..audit.models import Entry
from ..booking.models import Appointment
from ..booking.queries import ONLY_HELD
from ..day.canceled_late.queries import count_as_no_shows
from ..intake.models import Request
from ..intake.states import OPEN
from ..tenancy.models import Practice

WEEKS = 13  # this one and the twelve before
LATE = dt.timedelta(hours=24)  # a cancellation nearer to its start is a late one
AGES = ((0, 1), (1, 3), (3, 7), (7, None))  # days: from, to below
DUE = ("arrived", "completed", "no_show")  # appointments whose time came and that were not cancelled


# The pipeline -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stage:
    """The open requests in one state: how many, by age in days (as AGES), how many wait too long, since when the oldest."""

    state: str
    count: int
    ages: tuple[int, ...]
    late: int
    oldest: dt.datetime | None


def pipeline(actor: Actor) -> list[Stage]:
    require_open(actor, "reports.view")
    moment = now()
    aged = {f"age{n}": Count("id", filter=_aged(n, moment)) for n in range(len(AGES))}
    rows = (
        Request.objects.filter(state__in=OPEN)
        .order_by()
        .values("state")
        .annotate(count=Count("id"), late=Count("id", filter=Q(due_at__lt=moment)), oldest=Min("state_since"), **aged)
    )
    row_by_state: dict[str, dict[str, Any]] = {row["state"]: dict(row) for row in rows}
    return [
        Stage(state, row["count"], tuple(row[f"age{n}"] for n in range(len(AGES))), row["late"], row["oldest"])
        if (row := row_by_state.get(state))
        else Stage(state, 0, (0,) * len(AGES), 0, None)
        for state in OPEN
    ]


@query("reports.view")
def requests(actor: Actor, state: str, *, age: int | None = None, late: bool = False) -> QuerySet[Request]:
    """The records behind a figure of the pipeline."""
    matching = Request.objects.select_related("visit_type", "owner").filter(state=state)
    if age is not None:
        matching = matching.filter(_aged(age, now()))
    return (matching.filter(due_at__lt=now()) if late else matching).order_by("state_since")


def _aged(n: int, moment: dt.datetime) -> Q:
    low, high = AGES[n]
    condition = Q(state_since__lte=moment - dt.timedelta(days=low))
    return condition if high is None else condition & Q(state_since__gt=moment - dt.timedelta(days=high))


# Exceptions, week by week -----------------------------------------------------------------------------------


@dataclass
class Week:
    """Appointments by the week (Monday first) in which they were to be.

    `rescheduled` and `cancelled` are counted apart from `no_shows`, `late` are those of `cancelled` that came less than 24
    hours ahead; `due` are all whose time came and that were not cancelled: no-shows are a share of these and of nothing else.
    What was cancelled so late that it counts as missed is one of all three: of `cancelled`, `no_shows` and `due`.
    """

    monday: dt.date
    due: int = 0
    no_shows: int = 0
    rescheduled: int = 0
    cancelled: int = 0
    late: int = 0

    @property
    def share(self) -> float | None:
        """No-shows in percent of what was due; None where nothing was."""
        return round(100 * self.no_shows / self.due, 1) if self.due else None


WHAT = ("due", "no_shows", "rescheduled", "cancelled", "late")


def weeks(actor: Actor, practice: Practice) -> list[Week]:
    """The latest first."""
    require_open(actor, "reports.view")
    monday = _monday(practice, now())
    week_by_start = {start: Week(start) for n in range(WEEKS) if (start := monday - dt.timedelta(weeks=n))}
    first = monday - dt.timedelta(weeks=WEEKS - 1)
    end = monday + dt.timedelta(days=7)
    by_week = TruncWeek("start", tzinfo=practice.zone)
    rows = (
        _within(practice, first, end)
        .order_by()
        .annotate(week=by_week)
        .values("week", "state")
        .annotate(count=Count("id"))
    )
    for row in rows:
        week, state, count = week_by_start[row["week"].date()], row["state"], row["count"]
        week.due += count * (state in DUE)
        week.no_shows += count * (state == "no_show")
        week.rescheduled += count * (state == "rescheduled")
        week.cancelled += count * (state == "cancelled")
    for start in _late(practice, first, end).order_by("start", "pk").values_list("start", flat=True):
        week_by_start[_monday(practice, start)].late += 1
    within = _within(practice, first, end).order_by("start", "pk")
    for start in within.filter(pk__in=count_as_no_shows(within)).values_list("start", flat=True):
        week = week_by_start[_monday(practice, start)]
        week.due, week.no_shows = week.due + 1, week.no_shows + 1
    return list(week_by_start.values())


@dataclass(frozen=True)
class Group:
    """A reason, or a visit type, with its counts."""

    name: str
    counts: dict[str, int] = field(default_factory=dict)


def by_visit_type(actor: Actor, practice: Practice, monday: dt.date) -> list[Group]:
    """One week's figures by visit type."""
    groups: dict[str, dict[str, int]] = {}
    for what in WHAT:
        rows = (
            appointments(actor, practice, monday, what)
            .order_by()
            .values("visit_type__name")
            .annotate(count=Count("id"))
        )
        for row in rows:
            groups.setdefault(row["visit_type__name"], dict.fromkeys(WHAT, 0))[what] = row["count"]
    return [Group(name, counts) for name, counts in sorted(groups.items())]


def by_reason(actor: Actor, practice: Practice, monday: dt.date) -> list[Group]:
    """One week's cancelled and rescheduled appointments by the reason that was given."""
    groups: dict[str, dict[str, int]] = {}
    for what in ("cancelled", "rescheduled"):
        for reason in appointments(actor, practice, monday, what).values_list("reason", flat=True):
            groups.setdefault(reason or "", {"cancelled": 0, "rescheduled": 0})[what] += 1
    return [Group(name, counts) for name, counts in sorted(groups.items(), key=lambda group: -sum(group[1].values()))]


@query("reports.view")
def appointments(actor: Actor, practice: Practice, monday: dt.date, what: str) -> QuerySet[Appointment]:
    """The records behind a figure of a week."""
    end = monday + dt.timedelta(days=7)
    if what == "late":
        matching = _late(practice, monday, end)
    else:
        states = {"due": DUE, "no_shows": ("no_show",)}.get(what, (what,))
        within = _within(practice, monday, end)
        counting = count_as_no_shows(within) if what in ("due", "no_shows") else ()
        matching = within.filter(Q(state__in=states) | Q(pk__in=counting))
    return matching.select_related("visit_type", "provider", "location").order_by("start")


def _within(practice: Practice, first: dt.date, end: dt.date) -> QuerySet[Appointment]:
    """Appointments that were booked once (a hold that expired was none), by their start."""
    begin = dt.datetime.combine(first, dt.time(), practice.zone)
    finish = dt.datetime.combine(end, dt.time(), practice.zone)
    return Appointment.objects.filter(start__gte=begin, start__lt=finish).exclude(ONLY_HELD)


def _late(practice: Practice, first: dt.date, end: dt.date) -> QuerySet[Appointment]:
    """Cancelled less than a day ahead, by the audit trail's own time of it."""
    cancelled = _within(practice, first, end).filter(state="cancelled")
    began = dt.datetime.combine(first, dt.time(), practice.zone) - LATE
    entries = Entry.objects.filter(action="appointment.cancel", thing_kind="appointment", at__gte=began)
    when = dict(entries.values_list("thing_id", "at"))
    keys = [key for key, start in cancelled.values_list("id", "start") if key in when and start - when[key] < LATE]
    return Appointment.objects.filter(pk__in=keys).order_by(F("start"))


def _monday(practice: Practice, moment: dt.datetime) -> dt.date:
    day = moment.astimezone(practice.zone).date()
    return day - dt.timedelta(days=day.weekday())
