"""Which appointments rules no longer allow: those in force, or those of a draft before it is published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ...availability.clock import say_time
from ...availability.engine import Engine
from ...availability.explain import explain
from ...availability.model import Reason, Setup, Wanted, apart_from, minute_of
from ...availability.touched import Area, touched
from ...booking.judging import DAY, Judge, appointments_to_come, with_facts
from ...booking.models import Appointment, Recall, WaitlistEntry
from ...booking.moving import here_for_nobody
from ...intake.models import Document, Request, Task
from ...messaging.models import Message
from ...messaging.unsaid import UNSAYABLE
from ...practice import policies
from ...rules.facts import Facts

MOST = 5000


@dataclass(frozen=True)
class Broken:
    """`appointments`: appointments with the reasons against them; `looked_at` of the `of` that the change can touch at all."""

    appointments: list[tuple[Appointment, list[Reason]]] = field(default_factory=list)
    looked_at: int = 0
    of: int = 0
    waits: bool = False  # nothing was looked at yet: there are more than the asker wanted to wait for


def rules_against(appointment: Appointment) -> list[Reason]:
    """What of the rules in force stands in the way of an appointment that exists; where it is an exception, by its record's history too."""
    judge = Judge(policies.current().setup)
    reasons = judge.against(appointment)
    if Task.objects.filter(kind="broken", state="open", thing_id=appointment.pk).exists():
        reasons += apart_from(judge.by_history(appointment), reasons)
    return reasons


def nobody_for_who_is_here(appointment: Appointment) -> list[Reason]:
    """Why nobody is there for a patient who is checked in, while somebody has to see to that."""
    if appointment.pk not in here_for_nobody([appointment]):
        return []
    return Judge(policies.current().setup).absent(appointment)


def same_rules_as_booked(appointment: Appointment) -> bool:
    """Whether no other version of the rules has come into force since it was booked: what is against it now is what is known of its patient."""
    return appointment.checked_id in (None, appointment.policy_id)


def asked_as_stranger(appointment: Appointment) -> bool:
    """Whether it turned out after it was asked for whose record it is."""
    return appointment.request is not None and bool(appointment.request.followed_by)


def somebody_is_there(appointment: Appointment) -> bool:
    """Whether its provider works at that time by the rules in force: neither away, nor closed, nor gone."""
    setup = policies.current().setup
    codes = (appointment.visit_type.code, appointment.provider.code, appointment.location.code)
    if appointment.provider.code not in setup.providers or appointment.location.code not in setup.locations:
        return False
    wanted = Wanted(codes[0], now(), Facts(), codes[1:2], codes[2:])
    return not any(
        reason.kind in ("hours", "closure")
        for reason in explain(Engine(setup), wanted, *codes[1:], minute_of(appointment.start))
    )


def broken_by(
    setup: Setup, at_most: int | None = None, *, since: dt.datetime | None = None, until_then: Setup | None = None
) -> Broken:
    """Of the appointments to come, those that a set-up would break; what is against them already is left out.

    `at_most`: where more are touched, only how many.  `since`: when the set-up comes into force, if that is later; until
    then `until_then` is, and appointments before it are nothing to the new one.
    """
    published = until_then or policies.current().setup
    areas = touched(published, setup)
    if not areas:
        return Broken()
    there = appointments_to_come().filter(appointments_within(areas, setup))
    if since is not None:
        there = there.filter(start__gte=since)
    if at_most is not None and (many := there.count()) > at_most:
        return Broken(of=many, waits=True)
    new, old = Judge(setup), Judge(published)
    broken, looked_at = [], list(with_facts(there)[:MOST])
    for appointment in looked_at:
        fresh = moved_by_zone(appointment, published, setup)
        if reasons := new.against(appointment):
            names = [published.book.vocabulary]
            before = {setup.book.in_its_words(reason.named, names) for reason in old.against(appointment)}
            fresh += [reason for reason in reasons if reason.named not in before]
        if fresh:
            broken.append((appointment, fresh))
    return Broken(broken, len(looked_at), len(looked_at) if len(looked_at) < MOST else there.count())


def moved_by_zone(appointment: Appointment, before: Setup, after: Setup) -> list[Reason]:
    """What people were told is another time by the clock there, since its time zone is another one."""
    was, is_ = (setup.locations.get(appointment.location.code) for setup in (before, after))
    if (
        was is None
        or is_ is None
        or appointment.start.astimezone(was.zone).utcoffset() == appointment.start.astimezone(is_.zone).utcoffset()
    ):
        return []
    told, now_ = say_time(minute_of(appointment.start), was.zone), say_time(minute_of(appointment.start), is_.zone)
    return [Reason("told", None, f"they were told {told}, and by the new time zone that is {now_}")]


def appointments_within(areas: Iterable[Area], setup: Setup) -> Q:
    """The appointments of any of these areas, and perhaps of the days beside: an area's dates are local ones."""
    condition = Q(pk__in=())
    for area in areas:
        within = Q(pk__isnull=False)
        if area.visit is not None:
            within &= Q(visit_type__code=area.visit)
        if area.provider is not None:
            within &= Q(provider__code=area.provider)
        if area.location is not None:
            within &= Q(location__code=area.location)
        if area.first is not None:
            within &= Q(start__gte=_midnight(area.first, setup) - DAY)
        if area.last is not None:
            within &= Q(start__lt=_midnight(area.last, setup) + 2 * DAY)
        condition |= within
    return condition


def visits_of(tasks: Iterable[Task]) -> dict[UUID, list[str | None]]:
    """Of which types of visit each task speaks, by its key: whom to call about it depends on that.  None: of none that is known."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    there = list(tasks)
    for task in there:
        by_kind[task.thing_kind].add(task.thing_id)
    visits_by_thing: dict[tuple[str, UUID], list[str | None]] = defaultdict(list)
    for kind, (rows, at, code) in ABOUT_A_VISIT.items():
        if by_kind[kind]:
            for key, visit in rows.filter(**{f"{at}__in": by_kind[kind]}).values_list(at, code):
                visits_by_thing[kind, key].append(visit or None)
    return {task.pk: visits_by_thing[task.thing_kind, task.thing_id] or [None] for task in there}


ABOUT_A_VISIT: dict[
    str, tuple[QuerySet[Any], str, str]
] = {  # kind of thing → rows, what names the thing, its visit's code
    "appointment": (Appointment.objects.all(), "pk", "visit_type__code"),
    "request": (Request.objects.all(), "pk", "visit_type__code"),
    "document": (Document.objects.all(), "pk", "request__visit_type__code"),
    "recall": (Recall.objects.all(), "pk", "visit_type__code"),
    "waitlistentry": (WaitlistEntry.objects.all(), "pk", "visit_type__code"),
    "message": (Message.objects.all(), "pk", "visit"),
    "patient": (Message.objects.filter(UNSAYABLE), "patient", "visit"),  # all that could be said to them nowhere
}


def _midnight(date: dt.date, setup: Setup) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), setup.zone)
