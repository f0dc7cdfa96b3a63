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
from ..rules.families.first import ComesFirst
from .booked import booked_by_id, given_up, subject_codes
from .booked import rows as booked_rows
from .models import Appointment
from .states import FIRST, SEEN, TAKING

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

    def __init__(self, setup: Setup, *, alone: bool = False) -> None:
        """`alone`: what others have is not looked at, for who asks only what a patient's visits are to each other."""
        self.setup, self.bare, self.alone = setup, Engine(setup), alone
        self._shared: dict[tuple[object, ...], int] | None = None
        self._days: dict[dt.date, dict[int, list[tuple[UUID, Booked]]]] = {}
        self._patients: dict[UUID, dict[UUID, Booked]] = {}
        self._gone_of: dict[UUID, dict[UUID, Booked]] = {}
        self._seen: dict[UUID, dict[UUID, dt.datetime]] = {}
        self._decided: dict[UUID, list[tuple[UUID, str, dt.datetime, list[str]]]] = {}

    def against(self, one: Appointment, *, without: UUID | None = None, standing: UUID | None = None) -> list[Reason]:
        """`without`: the key of another appointment of its patient, as if that one did not take place; `standing`: as if it did."""
        found = self._against(one, without, standing)
        if found and one.new_patient and _put_behind(one):
            # That this comes before is what was decided: nothing that holds of an established patient alone is against it.
            as_new = {reason.named for reason in self._against(one, without, standing, first=True)}
            found = [reason for reason in found if reason.named in as_new]
        return found

    def _against(
        self, one: Appointment, without: UUID | None, standing: UUID | None, *, first: bool = False
    ) -> list[Reason]:
        """`first`: as if its patient had not been seen before it."""
        provider, location, visit = (getattr(one, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(one):
            return gone
        known, start = self._facts_of(one, without, standing, first=first), minute_of(one.start)
        minutes = minute_of(one.end) - start
        wanted = Wanted(visit, now(), known, patient=str(one.patient_id), minutes=minutes)
        agreed = self.bare.agreed(wanted, provider, location, start)
        # Most visits need neither a room nor a second person, nor a distance: what else is booked is nothing to them.
        beside = self._beside(one, agreed, start) if (agreed.kinds or agreed.parts) and not self.alone else {}
        beside |= self._theirs(one, without, standing) if agreed.by_start else {}
        said = self._said(wanted, one, beside)
        found = stand(said, agreed)
        reasons = found + self._lost(wanted, one, said, beside, without) + self._no_seat(one, agreed)
        excused = {*one.overridden, *self._decided_beside(wanted, one, agreed, found, beside)}
        return [reason for reason in reasons if reason.named not in excused]

    def turns_on(self, one: Appointment, other: UUID) -> bool:
        """Whether it is another thing that stands against it where an earlier visit of its patient takes place, and where not."""
        if other in self._seen_of(one.patient_id):
            otherwise = self.against(one, without=other)
        else:
            otherwise = self.against(one, standing=other)
        return {reason.named for reason in otherwise} != {reason.named for reason in self.against(one)}

    def _said(self, wanted: Wanted, one: Appointment, beside: Mapping[UUID, Booked]) -> list[Reason]:
        engine = Engine(self.setup, beside.values()) if beside else self.bare
        return explain(engine, wanted, one.provider.code, one.location.code, minute_of(one.start))

    def _lost(
        self,
        wanted: Wanted,
        one: Appointment,
        said: list[Reason],
        beside: Mapping[UUID, Booked],
        without: UUID | None,
    ) -> list[Reason]:
        """What has to come first, and would if a visit took place that was given up, or the one that is left out.

        Who never had such a visit here may have had it before Frontdesk: that breaks nothing which is booked.
        """
        missing = [reason for reason in said if reason.kind == ComesFirst.kind]
        if not missing:
            return []
        gone = {
            key: other
            for key, other in self._given_up(one.patient_id).items()
            # What was over when this was booked was no more, but for what was found to be missed afterwards.
            if other.state == "no_show" or other.end > minute_of(one.created_at)
        }
        if without is not None and (left_out := self._all_of(one.patient_id).get(without)) is not None:
            gone[without] = left_out
        if not gone:
            return []
        there = {key: replace(other, state="booked") for key, other in gone.items()}
        still = {reason.named for reason in self._said(wanted, one, {**beside, **there})}
        return [reason for reason in missing if reason.named not in still]

    def absent(self, one: Appointment) -> list[Reason]:
        """Why nobody is there for it: closed, away, no hours or gone.  What else is against it was judged when it was agreed."""
        provider, location, visit = (getattr(one, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(one):
            return gone
        start = minute_of(one.start)
        length = minute_of(one.end) - start
        wanted = Wanted(visit, now(), self._facts_of(one), patient=str(one.patient_id), minutes=length)
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

    def _theirs(self, one: Appointment, without: UUID | None, standing: UUID | None) -> dict[UUID, Booked]:
        """What else its patient has and had."""
        theirs = self._all_of(one.patient_id)
        if standing is not None and (gone := self._given_up(one.patient_id).get(standing)) is not None:
            theirs = {**theirs, standing: replace(gone, state="booked")}
        return {key: other for key, other in theirs.items() if key not in (one.pk, without)}

    def _all_of(self, patient: UUID) -> dict[UUID, Booked]:
        if patient not in self._patients:
            self._patients[patient] = booked_rows(self.setup, Q(patient_id=patient), (), self._subjects)
        return self._patients[patient]

    def _given_up(self, patient: UUID) -> dict[UUID, Booked]:
        if patient not in self._gone_of:
            self._gone_of[patient] = given_up(self.setup, patient, self._subjects)
        return self._gone_of[patient]

    def _seen_of(self, patient: UUID) -> dict[UUID, dt.datetime]:
        """When the visits begin by which its patient is an established one for what is later."""
        if patient not in self._seen:
            rows = Appointment.objects.filter(patient=patient, state__in=SEEN)
            self._seen[patient] = dict(rows.values_list("pk", "start"))
        return self._seen[patient]

    def _decided_with(self, patient: UUID) -> list[tuple[UUID, str, dt.datetime, list[str]]]:
        if patient not in self._decided:
            rows = Appointment.objects.filter(patient=patient, state__in=TAKING)
            self._decided[patient] = list(rows.values_list("pk", "state", "start", "overridden"))
        return self._decided[patient]

    def _facts_of(
        self, one: Appointment, without: UUID | None = None, standing: UUID | None = None, *, first: bool = False
    ) -> Facts:
        """As they were agreed on, under these rules: who was new is new at this visit unless seen before it, and its insurance is the one that it was booked with."""
        known = (
            evaluation.facts_of(one.request, under=self.setup)
            if one.request is not None
            else evaluation.facts(one.patient, {}, "staff", under=self.setup)
        )
        payer = NO_INSURANCE if one.self_pay else one.payer.code if one.payer is not None else known.payer
        new = one.new_patient and (first or not self._seen_before(one, without, standing))
        return replace(known, patient="new" if new else "established", payer=payer)

    def _seen_before(self, one: Appointment, without: UUID | None, standing: UUID | None) -> bool:
        """Whether another visit makes its patient an established one by its start."""
        earlier = {key for key, start in self._seen_of(one.patient_id).items() if start < one.start}
        if standing is not None:
            earlier.add(standing)
        return bool(earlier - {without})

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
        for key, state, start, overridden in self._decided_with(one.patient_id):
            names = together & {*overridden} if key != one.pk else set()
            if names and not (state in FIRST and start > now()):
                without = {other: taken for other, taken in beside.items() if other != key}
                names -= {reason.named for reason in stand(self._said(wanted, one, without), agreed)}
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


def _put_behind(one: Appointment) -> bool:
    """Whether it was put behind what needs it first, with a reason."""
    return any(said.startswith(NEEDED_FIRST) for said in one.overridden)
