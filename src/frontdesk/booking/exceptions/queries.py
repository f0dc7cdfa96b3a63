"""Which appointments rules no longer allow: those in force, or those of a draft before it is published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from ...availability.clock import say_time
from ...availability.engine import Engine
from ...availability.explain import explain
from ...availability.model import Booked, Minute, Reason, Setup, Wanted, minute_of
from ...availability.terms import Terms
from ...availability.touched import Area, stand, touched
from ...intake import evaluation
from ...intake.models import Document, Request, Task
from ...messaging.actions import UNSAYABLE
from ...messaging.models import Message
from ...practice import policies
from ...rules.facts import NO_INSURANCE, Facts
from ...rules.families.distance import FromDate
from ..booked import booked_by_id, subject_codes
from ..booked import rows as booked_rows
from ..models import Appointment, Recall, WaitlistEntry
from ..seen import new_at
from ..states import FIRST, TAKING

MOST = 5000
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Broken:
    """`found`: appointments with the reasons against them; `looked_at` of the `of` that the change can touch at all."""

    found: list[tuple[Appointment, list[Reason]]] = field(default_factory=list)
    looked_at: int = 0
    of: int = 0
    waits: bool = False  # nothing was looked at yet: there are more than the asker wanted to wait for


def against(appointment: Appointment) -> list[Reason]:
    """What of the rules in force stands in the way of an appointment that exists."""
    return Judge(policies.current().setup).against(appointment)


def somebody_is_there(one: Appointment) -> bool:
    """Whether its provider works at that time by the rules in force: neither away, nor closed, nor gone."""
    setup = policies.current().setup
    codes = (one.visit_type.code, one.provider.code, one.location.code)
    if one.provider.code not in setup.providers or one.location.code not in setup.locations:
        return False
    wanted = Wanted(codes[0], now(), Facts(), codes[1:2], codes[2:])
    return not any(
        reason.kind in ("hours", "closure")
        for reason in explain(Engine(setup), wanted, *codes[1:], minute_of(one.start))
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
    there = to_come().filter(within(areas, setup))
    if since is not None:
        there = there.filter(start__gte=since)
    if at_most is not None and (many := there.count()) > at_most:
        return Broken(of=many, waits=True)
    new, old = Judge(setup), Judge(published)
    found, looked_at = [], list(with_facts(there)[:MOST])
    for one in looked_at:
        fresh = moved_by_zone(one, published, setup)
        if reasons := new.against(one):
            before = {reason.named for reason in old.against(one)}
            fresh += [reason for reason in reasons if reason.named not in before]
        if fresh:
            found.append((one, fresh))
    return Broken(found, len(looked_at), len(looked_at) if len(looked_at) < MOST else there.count())


def moved_by_zone(one: Appointment, before: Setup, after: Setup) -> list[Reason]:
    """What people were told is another time by the clock there, since its time zone is another one."""
    was, is_ = (setup.locations.get(one.location.code) for setup in (before, after))
    if (
        was is None
        or is_ is None
        or one.start.astimezone(was.zone).utcoffset() == one.start.astimezone(is_.zone).utcoffset()
    ):
        return []
    told, now_ = say_time(minute_of(one.start), was.zone), say_time(minute_of(one.start), is_.zone)
    return [Reason("told", None, f"they were told {told}, and by the new time zone that is {now_}")]


def to_come() -> QuerySet[Appointment]:
    """What is booked, the next first.  An override excuses what it named (`Judge.against`), and nothing that comes later."""
    return Appointment.objects.filter(state="booked", start__gt=now()).order_by("start")


def within(areas: Iterable[Area], setup: Setup) -> Q:
    """The appointments of any of these areas, and perhaps of the days beside: an area's dates are local ones."""
    found = Q(pk__in=())
    for area in areas:
        one = Q(pk__isnull=False)
        if area.visit is not None:
            one &= Q(visit_type__code=area.visit)
        if area.provider is not None:
            one &= Q(provider__code=area.provider)
        if area.location is not None:
            one &= Q(location__code=area.location)
        if area.first is not None:
            one &= Q(start__gte=_midnight(area.first, setup) - DAY)
        if area.last is not None:
            one &= Q(start__lt=_midnight(area.last, setup) + 2 * DAY)
        found |= one
    return found


def visits_of(tasks: Iterable[Task]) -> dict[UUID, list[str | None]]:
    """Of which types of visit each task speaks, by its key: whom to call about it depends on that.  None: of none that is known."""
    by_kind: dict[str, set[UUID]] = defaultdict(set)
    there = list(tasks)
    for task in there:
        by_kind[task.thing_kind].add(task.thing_id)
    found: dict[tuple[str, UUID], list[str | None]] = defaultdict(list)
    for kind, (rows, at, code) in ABOUT_A_VISIT.items():
        if by_kind[kind]:
            for key, visit in rows.filter(**{f"{at}__in": by_kind[kind]}).values_list(at, code):
                found[kind, key].append(visit or None)
    return {task.pk: found[task.thing_kind, task.thing_id] or [None] for task in there}


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


def must_move(appointments: Iterable[Appointment]) -> frozenset[UUID]:
    """Of these, by their keys, those that stand as *must move* wherever staff read of them: the one place that says so.

    Their patients were asked to take another time, or nobody is there then and somebody has to see to it; a version that
    came into force a moment ago is not waited for.
    """
    policy = policies.published()
    booked = [one for one in appointments if one.state == "booked"]
    tasks = Task.objects.filter(Q(kind="move") | Q(kind="broken", must_move=True), state="open")
    moving = set(tasks.filter(thing_id__in=[one.pk for one in booked]).values_list("thing_id", flat=True))
    doubtful = {one.pk for one in booked if one.start > now() and policy.pk not in (one.policy_id, one.checked_id)}
    if not doubtful:
        return frozenset(moving)
    asked = set(tasks.filter(kind="move", thing_id__in=doubtful).values_list("thing_id", flat=True))
    judge, rows = Judge(policies.file_of(policy).setup), with_facts(Appointment.objects.filter(pk__in=doubtful))
    nobody = {one.pk for one in rows if any(reason.named not in one.overridden for reason in judge.absent(one))}
    return frozenset((moving - doubtful) | asked | nobody)


def with_facts(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """With all that a judgement reads of them."""
    return rows.select_related(
        "patient__practice", "patient__payer", "payer", "provider", "location", "visit_type", "request__patient__payer"
    ).prefetch_related("request__answers", "request__documents")


def _midnight(date: dt.date, setup: Setup) -> dt.datetime:
    return dt.datetime.combine(date, dt.time(), setup.zone)


class Judge:
    """One set-up's judgement of many appointments: what is taken is read once for each day, and only where it matters."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.bare = setup, Engine(setup)
        self._shared: dict[tuple[object, ...], int] | None = None
        self._days: dict[dt.date, dict[int, list[tuple[UUID, Booked]]]] = {}
        self._patients: dict[UUID, dict[UUID, Booked]] = {}

    def against(self, one: Appointment) -> list[Reason]:
        provider, location, visit = (getattr(one, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(one):
            return gone
        known, start = _facts_of(one, self.setup), minute_of(one.start)
        minutes = minute_of(one.end) - start
        wanted = Wanted(visit, now(), known, patient=str(one.patient_id), minutes=minutes)
        agreed = self.bare.agreed(wanted, provider, location, start)
        # Most visits need neither a room nor a second person, nor a distance: what else is booked is nothing to them.
        beside = self._beside(one, agreed, start) if agreed.kinds or agreed.parts else {}
        beside |= self._theirs(one) if agreed.by_start else {}
        found = self._found(wanted, one, agreed, beside)
        reasons = found + self._no_seat(one, agreed)
        excused = {*one.overridden, *self._decided_beside(wanted, one, agreed, found, beside)}
        return [reason for reason in reasons if reason.named not in excused]

    def _found(self, wanted: Wanted, one: Appointment, agreed: Terms, beside: Mapping[UUID, Booked]) -> list[Reason]:
        engine = Engine(self.setup, beside.values()) if beside else self.bare
        return stand(explain(engine, wanted, one.provider.code, one.location.code, minute_of(one.start)), agreed)

    def absent(self, one: Appointment) -> list[Reason]:
        """Why nobody is there for it: closed, away, no hours or gone.  What else is against it was judged when it was agreed."""
        provider, location, visit = (getattr(one, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(one):
            return gone
        start = minute_of(one.start)
        length = minute_of(one.end) - start
        wanted = Wanted(visit, now(), _facts_of(one, self.setup), patient=str(one.patient_id), minutes=length)
        found = explain(self.bare, wanted, provider, location, start)
        return [reason for reason in found if reason.kind in ("hours", "closure", "offers")]

    def _gone(self, one: Appointment) -> list[Reason]:
        """What of it the set-up does not have any more."""
        if one.provider.code not in self.setup.providers or one.location.code not in self.setup.locations:
            return [Reason("offers", None, f"{one.provider.name} is no longer at {one.location.name}")]
        if one.visit_type.code not in self.setup.visit_types:
            return [Reason("offers", None, f"{one.visit_type.name} is no longer offered")]
        return []

    def _no_seat(self, one: Appointment, agreed: Terms) -> list[Reason]:
        """More have this time together than it has seats.  Two who were put at one time on purpose are no such group."""
        if self._shared is None:
            together = ("visit_type_id", "provider_id", "location_id", "start")
            rows = to_come().order_by().values_list(*together).annotate(many=Count("pk")).filter(many__gt=1)
            self._shared = {tuple(row[:4]): row[4] for row in rows}
        many = self._shared.get((one.visit_type_id, one.provider_id, one.location_id, one.start), 1)
        if many <= agreed.seats or any(said.startswith("taken") for said in one.overridden):
            return []
        seats = f"{agreed.seats} seats" if agreed.seats > 1 else "1 seat"
        return [Reason("seats", agreed.seats_rule, f"{many} people have this time, and it has {seats}")]

    def _theirs(self, one: Appointment) -> dict[UUID, Booked]:
        """What else its patient has and had."""
        if one.patient_id not in self._patients:
            self._patients[one.patient_id] = booked_rows(self.setup, Q(patient_id=one.patient_id), (), self._subjects)
        return {key: other for key, other in self._patients[one.patient_id].items() if key != one.pk}

    @cached_property
    def _subjects(self) -> Mapping[UUID, tuple[str, str]]:
        return subject_codes()

    def _decided_beside(
        self, wanted: Wanted, one: Appointment, agreed: Terms, found: list[Reason], beside: Mapping[UUID, Booked]
    ) -> set[str]:
        """Of what is against it together with another visit, what was decided when that one was booked.

        That one is to come still, or is the one that it is about: without it nothing would be against this.
        """
        two = {text for rule, text in agreed.by_start if not isinstance(rule, FromDate)}
        together, excused = two & {reason.named for reason in found}, set[str]()
        if not together:
            return excused
        others = Appointment.objects.filter(patient=one.patient_id, state__in=TAKING).exclude(pk=one.pk)
        for key, state, start, overridden in others.values_list("pk", "state", "start", "overridden"):
            names = together & {*overridden}
            if names and not (state in FIRST and start > now()):
                without = {other: taken for other, taken in beside.items() if other != key}
                names -= {reason.named for reason in self._found(wanted, one, agreed, without)}
            excused |= names
        return excused

    def _beside(self, one: Appointment, agreed: Terms, start: Minute) -> dict[UUID, Booked]:
        """What everybody else has while this appointment takes something, buffers included; of other places where people are shared."""
        begin, end = start - agreed.before, start + agreed.length + agreed.after
        hours = self._day(one.start.astimezone(dt.UTC).date())
        near = {key: other for hour in _hours(begin, end) for key, other in hours.get(hour, ())}
        place = agreed.visit.location
        return {
            key: other
            for key, other in near.items()
            if key != one.pk
            and (agreed.parts or other.location == place)
            and _begins(other) < end
            and begin < _ends(other)
        }

    def _day(self, date: dt.date) -> dict[int, list[tuple[UUID, Booked]]]:
        """What is taken on a date (UTC) and a day around it, by the hours in which it is."""
        if date not in self._days:
            midnight = dt.datetime.combine(date, dt.time(), dt.UTC)
            taken = booked_by_id(self.setup, midnight - DAY, midnight + 2 * DAY)
            hours: dict[int, list[tuple[UUID, Booked]]] = defaultdict(list)
            for key, one in taken.items():
                for hour in _hours(_begins(one), _ends(one)):
                    hours[hour].append((key, one))
            self._days[date] = hours
        return self._days[date]


def _hours(begin: Minute, end: Minute) -> range:
    return range(begin // 60, (end - 1) // 60 + 1)


def _begins(one: Booked) -> Minute:
    return one.start - (one.before or 0)


def _ends(one: Booked) -> Minute:
    return one.end + (one.after or 0)


def _facts_of(one: Appointment, under: Setup) -> Facts:
    """As they were agreed on, under these rules: who was new is new at this visit unless seen before it, and its insurance is the one that it was booked with."""
    known = (
        evaluation.facts_of(one.request, under=under)
        if one.request is not None
        else evaluation.facts(one.patient, {}, "staff", under=under)
    )
    payer = NO_INSURANCE if one.self_pay else one.payer.code if one.payer is not None else known.payer
    return replace(known, patient="new" if new_at(one) else "established", payer=payer)
