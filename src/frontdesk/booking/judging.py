"""One set-up's judgement of appointments that exist: which reasons of its rules stand against each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from ..availability.engine import Engine
from ..availability.explain import explain
from ..availability.model import NEEDED_FIRST, Booked, Minute, Reason, Setup, Wanted, minute_of
from ..availability.terms import Terms
from ..availability.touched import stand
from ..intake import evaluation
from ..rules.facts import NO_INSURANCE, Facts
from ..rules.families.distance import FromDate
from .booked import booked_by_id, subject_codes
from .booked import rows as booked_rows
from .models import Appointment
from .seen import new_at
from .states import FIRST, TAKING

DAY = dt.timedelta(days=1)


def to_come() -> QuerySet[Appointment]:
    """What is booked, the next first.  An override excuses what it named (`Judge.against`), and nothing that comes later."""
    return Appointment.objects.filter(state="booked", start__gt=now()).order_by("start")


def with_facts(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """With all that a judgement reads of them."""
    return rows.select_related(
        "patient__practice", "patient__payer", "payer", "provider", "location", "visit_type", "request__patient__payer"
    ).prefetch_related("request__answers", "request__documents")


class Judge:
    """One set-up's judgement of many appointments: what is taken is read once for each day, and only where it matters."""

    def __init__(self, setup: Setup) -> None:
        self.setup, self.bare = setup, Engine(setup)
        self._shared: dict[tuple[object, ...], int] | None = None
        self._days: dict[dt.date, dict[int, list[tuple[UUID, Booked]]]] = {}
        self._patients: dict[UUID, dict[UUID, Booked]] = {}

    def against(self, one: Appointment, *, without: UUID | None = None) -> list[Reason]:
        """`without`: the key of another appointment of its patient, as if that one did not take place."""
        provider, location, visit = (getattr(one, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(one):
            return gone
        known, start = _facts_of(one, self.setup, without), minute_of(one.start)
        minutes = minute_of(one.end) - start
        wanted = Wanted(visit, now(), known, patient=str(one.patient_id), minutes=minutes)
        agreed = self.bare.agreed(wanted, provider, location, start)
        # Most visits need neither a room nor a second person, nor a distance: what else is booked is nothing to them.
        beside = self._beside(one, agreed, start) if agreed.kinds or agreed.parts else {}
        beside |= self._theirs(one, without) if agreed.by_start else {}
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

    def _theirs(self, one: Appointment, without: UUID | None) -> dict[UUID, Booked]:
        """What else its patient has and had."""
        if one.patient_id not in self._patients:
            self._patients[one.patient_id] = booked_rows(self.setup, Q(patient_id=one.patient_id), (), self._subjects)
        return {key: other for key, other in self._patients[one.patient_id].items() if key not in (one.pk, without)}

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


def _facts_of(one: Appointment, under: Setup, without: UUID | None = None) -> Facts:
    """As they were agreed on, under these rules: who was new is new at this visit unless seen before it, and its insurance is the one that it was booked with."""
    known = (
        evaluation.facts_of(one.request, under=under)
        if one.request is not None
        else evaluation.facts(one.patient, {}, "staff", under=under)
    )
    payer = NO_INSURANCE if one.self_pay else one.payer.code if one.payer is not None else known.payer
    new = new_at(one, without) or (one.new_patient and _put_behind(one))
    return replace(known, patient="new" if new else "established", payer=payer)


def _put_behind(one: Appointment) -> bool:
    """Whether it was put behind what needs it first, with a reason: that this comes before is what was decided, and no rule against it."""
    return any(said.startswith(NEEDED_FIRST) for said in one.overridden)
