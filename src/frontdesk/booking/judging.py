"""One set-up's judgement of appointments that exist: which reasons of its rules stand against each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.timezone import now

from ..availability.engine import Engine
from ..availability.explain import explain
from ..availability.model import Booked, Minute, Reason, Setup, Wanted, apart_from, minute_of, not_there
from ..availability.rooms import During, is_open, why_closed
from ..availability.terms import Terms
from ..availability.touched import stand
from ..intake import evaluation
from ..intake.models import Request
from ..intake.together import Together
from ..people.models import Patient
from ..practice.kept_sentences import in_todays_words
from ..rules.facts import Facts
from ..rules.families.distance import FromDate
from ..rules.families.first import ComesFirst
from ..rules.families.travel import Travel
from .engine_rows import begin_of, end_of, hours_between, missed_by, not_taking_place, subject_codes, taken_by_id
from .engine_rows import taken_rows as booked_rows
from .insured import as_insured
from .models import Appointment, Reservation
from .overridden import Decided, overridden, overridden_of, was_put_behind
from .states import FIRST, SEEN

DAY = dt.timedelta(days=1)


def appointments_to_come() -> QuerySet[Appointment]:
    """What is booked, the next first.  An override excuses what it named (`Judge.against`), and nothing that comes later."""
    return Appointment.objects.filter(state="booked", start__gt=now()).order_by("start")


def appointments_here() -> QuerySet[Appointment]:
    """Of patients who are checked in, whenever that was: whose day it is says `timely.is_of_today`."""
    return Appointment.objects.filter(state="arrived").order_by("start")


def with_facts(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """With all that a judgement reads of them.

    Patients and requests are read by themselves, of those rows that there are.  As one statement these were 14 tables, which
    cost 13 ms to plan; mostly it found nothing, and each booking asked it several times.
    """
    patients = Patient.objects.select_related("practice", "payer", "own_provider")
    requests = Request.objects.select_related("patient__practice", "patient__payer", "patient__own_provider")
    return rows.select_related("payer", "provider", "location", "visit_type").prefetch_related(
        Prefetch("patient", patients), Prefetch("request", requests), "request__answers", "request__documents"
    )


Beside = Mapping[UUID, Booked]  # what else is booked, by its key


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
        self._decided: dict[UUID, Decided] = {}
        self._together: Together | None = None

    def read_together(self, appointments: Iterable[Appointment]) -> None:
        """`facts_of` any of these (`with_facts`) asks the database for all of them, once."""
        patients = {key for row in appointments for key in (row.patient_id, row.request and row.request.patient_id)}
        self._together = Together(patients - {None}, Appointment.objects.all())
        self._seen = {patient: {} for patient in self._together.patients}
        for row in Appointment.objects.filter(patient__in=self._seen, state__in=SEEN).only("patient", "start"):
            self._seen[row.patient_id][row.pk] = row.start

    def against(
        self, appointment: Appointment, *, without: UUID | None = None, standing: UUID | None = None
    ) -> list[Reason]:
        """`without`: the key of another appointment of its patient, as if that one did not take place; `standing`: as if it did."""
        reasons = self._against(appointment, without, standing)
        if reasons and appointment.new_patient and was_put_behind(appointment):
            # That this comes before is what was decided: nothing that holds of an established patient alone is against it.
            as_new = {reason.named for reason in self._against(appointment, without, standing, first=True)}
            reasons = [reason for reason in reasons if reason.named in as_new]
        return reasons

    def _against(
        self, appointment: Appointment, without: UUID | None, standing: UUID | None, *, first: bool = False
    ) -> list[Reason]:
        """`first`: as if its patient had not been seen before it."""
        provider, location, visit = (getattr(appointment, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(appointment):
            return gone
        known, start = self.facts_of(appointment, without, standing, first=first), minute_of(appointment.start)
        minutes = minute_of(appointment.end) - start
        wanted = Wanted(visit, now(), known, patient=str(appointment.patient_id), minutes=minutes)
        agreed = self.bare.agreed(wanted, provider, location, start)
        beside = self._beside(appointment, agreed, start) if not self.alone else {}
        beside |= self._theirs(appointment, without, standing) if agreed.by_start else {}
        said = self._said(wanted, appointment, beside)
        by_rules = stand(said, agreed)
        reasons = by_rules + self._lost(wanted, appointment, said, beside, without) + self._no_seat(appointment, agreed)
        reasons += (
            self._shut_rooms(appointment, agreed, start) if not any(r.kind == "resource" for r in by_rules) else []
        )
        excused = {
            *overridden(appointment, self.setup.book),
            *self._decided_beside(wanted, appointment, agreed, by_rules, beside),
        }
        excused |= self._way_decided(wanted, appointment, agreed, reasons, beside)
        return [reason for reason in reasons if reason.named not in excused]

    def agreed_of(self, appointment: Appointment) -> Terms | None:
        """What the rules agree to for it; None where the set-up does not have its people, place or visit any more."""
        if self._gone(appointment):
            return None
        provider, location, visit = (getattr(appointment, name).code for name in ("provider", "location", "visit_type"))
        start = minute_of(appointment.start)
        minutes = minute_of(appointment.end) - start
        wanted = Wanted(visit, now(), self.facts_of(appointment), patient=str(appointment.patient_id), minutes=minutes)
        return self.bare.agreed(wanted, provider, location, start)

    def by_history(self, appointment: Appointment) -> list[Reason]:
        """What the history of its record has against a visit that was booked by whoever asked as a stranger: nobody judged it by that.

        By any rule about booking too (who may book it themselves, who must approve), as of the moment at which it was booked: what was
        missed or booked later was known to nobody then.  And by nothing that a new patient would be told as well.
        """
        if appointment.request is None or not appointment.request.followed_by or self._gone(appointment):
            return []
        visit, provider, place = appointment.visit_type.code, appointment.provider.code, appointment.location.code
        then, start = appointment.created_at, minute_of(appointment.start)
        known = replace(self.facts_of(appointment, by=then), channel=appointment.request.channel)
        theirs = self._theirs(appointment, None, None)
        later = Appointment.objects.filter(patient=appointment.patient_id, created_at__gt=then)
        beside_then = {key: theirs[key] for key in theirs.keys() - set(later.values_list("pk", flat=True))}
        blank = replace(known, patient="new", no_shows=0, not_kept=(), last_visit=None, last={}, known_before=False)
        reasons: list[list[Reason]] = []
        for facts, beside in ((known, beside_then), (blank, {})):
            wanted = Wanted(
                visit, then, facts, (provider,), (place,), str(appointment.patient_id), minutes=_length(appointment)
            )
            engine = Engine(self.setup, beside.values())
            said = [reason for reason in explain(engine, wanted, provider, place, start) if not reason.contended]
            asked = engine.needs(wanted, start).approval if not appointment.request.approved_by else ()
            reasons.append(said + [Reason("approval", sentence, "nobody has approved it yet") for sentence in asked])
        stranger = {*overridden(appointment, self.setup.book), *(reason.named for reason in reasons[1])}
        return [reason for reason in reasons[0] if reason.named not in stranger]

    def turns_on(self, appointment: Appointment, other: UUID) -> bool:
        """Whether it is another thing that stands against it where an earlier visit of its patient takes place, and where not."""
        if other in self._seen_of(appointment.patient_id):
            otherwise = self.against(appointment, without=other)
        else:
            otherwise = self.against(appointment, standing=other)
        return {reason.named for reason in otherwise} != {reason.named for reason in self.against(appointment)}

    def _said(self, wanted: Wanted, appointment: Appointment, beside: Mapping[UUID, Booked]) -> list[Reason]:
        engine = Engine(self.setup, beside.values()) if beside else self.bare
        return explain(
            engine, wanted, appointment.provider.code, appointment.location.code, minute_of(appointment.start)
        )

    def _lost(
        self,
        wanted: Wanted,
        appointment: Appointment,
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
        # What was over when this was booked was no more, but for what was found to be missed afterwards.
        given_up, booked = self._given_up(appointment.patient_id), minute_of(appointment.created_at)
        over = {key for key, other in given_up.items() if other.end <= booked}
        missed = {key for key in over if given_up[key].state == "no_show"}
        over -= missed - missed_by(missed, appointment.created_at)
        gone = {key: other for key, other in given_up.items() if key not in over}
        if without is not None and (left_out := self._all_of(appointment.patient_id).get(without)) is not None:
            gone[without] = left_out
        if not gone:
            return []
        there = {key: replace(other, state="booked") for key, other in gone.items()}
        return apart_from(missing, self._said(wanted, appointment, {**beside, **there}))

    def absent(self, appointment: Appointment) -> list[Reason]:
        """Why nobody is there for it: closed, away, no hours or gone, or whoever must be there meanwhile is not.

        What else is against it was judged when it was agreed, and so was what an override names.
        """
        provider, location, visit = (getattr(appointment, name).code for name in ("provider", "location", "visit_type"))
        if gone := self._gone(appointment):
            return gone
        start = minute_of(appointment.start)
        length = minute_of(appointment.end) - start
        wanted = Wanted(visit, now(), self.facts_of(appointment), patient=str(appointment.patient_id), minutes=length)
        reasons = explain(self.bare, wanted, provider, location, start)
        decided = overridden(appointment, self.setup.book)
        return [reason for reason in reasons if _is_absence(reason) and reason.named not in decided]

    def _gone(self, appointment: Appointment) -> list[Reason]:
        """What of it the set-up does not have any more: as whoever books hears it, with the names that it has no longer."""
        provider, location, visit = appointment.provider, appointment.location, appointment.visit_type
        said = (
            (not_there(self.setup, provider=provider.code), f"{provider.name} is no longer at {location.name}"),
            (not_there(self.setup, location=location.code), f"{location.name} is no longer a place of the practice"),
            (not_there(self.setup, visit.code), f"{visit.name} is no longer offered"),
        )
        return [replace(reason, detail=words, fact=reason.detail) for gone, words in said for reason in gone]

    def _no_seat(self, appointment: Appointment, agreed: Terms) -> list[Reason]:
        """More have this time together than it has seats.  Two who were put at one time on purpose are no such group."""
        if self._shared is None:
            together = ("visit_type_id", "provider_id", "location_id", "start")
            rows = (
                appointments_to_come().order_by().values_list(*together).annotate(many=Count("pk")).filter(many__gt=1)
            )
            self._shared = {tuple(row[:4]): row[4] for row in rows}
        many = self._shared.get(
            (appointment.visit_type_id, appointment.provider_id, appointment.location_id, appointment.start), 1
        )
        if many <= agreed.seats or any(said.startswith("taken") for said in appointment.overridden):
            return []
        seats = f"{agreed.seats} seats" if agreed.seats > 1 else "1 seat"
        return [Reason("seats", agreed.seats_rule, f"{many} people have this time, and it has {seats}")]

    def _shut_rooms(self, appointment: Appointment, agreed: Terms, start: Minute) -> list[Reason]:
        """Rooms that it has and that are not open then, though another of their kind may be."""
        place = self.setup.locations[agreed.visit.location]
        if self.alone or not any(room.blocks for room in place.resources):
            return []
        end, asked = start + agreed.length, dict(agreed.kinds)
        asked |= {part.room: part.text for part in agreed.parts if part.room}
        reasons = []
        for taken in Reservation.objects.filter(appointment=appointment, kind="resource").order_by("pk"):
            room = self._subjects[taken.subject]
            begins, ends = max(start, minute_of(taken.begins)), min(end, minute_of(taken.ends))
            if not is_open(self.setup, agreed, room, During(begins - start, ends - start, 0, 0), start):
                kind = place.by_id[room[1].partition("/")[2]].kind
                reasons.append(Reason("resource", asked.get(kind), why_closed(self.setup, agreed, room, start)))
        return reasons

    def _theirs(self, appointment: Appointment, without: UUID | None, standing: UUID | None) -> dict[UUID, Booked]:
        """What else its patient has and had."""
        theirs = self._all_of(appointment.patient_id)
        if standing is not None and (gone := self._given_up(appointment.patient_id).get(standing)) is not None:
            theirs = {**theirs, standing: replace(gone, state="booked")}
        return {key: other for key, other in theirs.items() if key not in (appointment.pk, without)}

    def _all_of(self, patient: UUID) -> dict[UUID, Booked]:
        if patient not in self._patients:
            self._patients[patient] = booked_rows(self.setup, Q(patient_id=patient), (), self._subjects)
        return self._patients[patient]

    def _given_up(self, patient: UUID) -> dict[UUID, Booked]:
        if patient not in self._gone_of:
            self._gone_of[patient] = not_taking_place(self.setup, patient, self._subjects)
        return self._gone_of[patient]

    def _seen_of(self, patient: UUID) -> dict[UUID, dt.datetime]:
        """When the visits begin by which its patient is an established one for what is later."""
        if patient not in self._seen:
            rows = Appointment.objects.filter(patient=patient, state__in=SEEN)
            self._seen[patient] = dict(rows.values_list("pk", "start"))
        return self._seen[patient]

    def _decided_with(self, patient: UUID) -> Decided:
        if patient not in self._decided:
            self._decided[patient] = overridden_of(patient, self.setup.book)
        return self._decided[patient]

    def facts_of(
        self,
        appointment: Appointment,
        without: UUID | None = None,
        standing: UUID | None = None,
        *,
        first: bool = False,
        by: dt.datetime | None = None,
    ) -> Facts:
        """As they were agreed on, under these rules: who was new is new at this visit unless seen before it, and its insurance is the one that it was booked with."""
        together = self._together if by is None else None
        known = (
            evaluation.facts_of(appointment.request, under=self.setup, by=by, together=together)
            if appointment.request is not None
            else evaluation.facts(appointment.patient, {}, "staff", under=self.setup, by=by, together=together)
        )
        new = appointment.new_patient and (first or not self._seen_before(appointment, without, standing))
        return as_insured(appointment, replace(known, patient="new" if new else "established"))

    def _seen_before(self, appointment: Appointment, without: UUID | None, standing: UUID | None) -> bool:
        """Whether another visit makes its patient an established one by its start."""
        earlier = {key for key, start in self._seen_of(appointment.patient_id).items() if start < appointment.start}
        if standing is not None:
            earlier.add(standing)
        return bool(earlier - {without})

    @cached_property
    def _subjects(self) -> Mapping[UUID, tuple[str, str]]:
        return subject_codes()

    def _decided_beside(
        self, wanted: Wanted, appointment: Appointment, agreed: Terms, reasons: list[Reason], beside: Beside
    ) -> set[str]:
        """Of what is against it together with another visit, what was decided when that one was booked.

        That one is to come still, or is the one that it is about: without it nothing would be against this.
        """
        two = {text for rule, text in agreed.by_start if not isinstance(rule, FromDate)}
        together, excused = two & {reason.named for reason in reasons}, set[str]()
        if not together:
            return excused
        for key, state, start, decided in self._decided_with(appointment.patient_id):
            names = together & decided if key != appointment.pk else set()
            if names and not (state in FIRST and start > now()):
                without = {other: taken for other, taken in beside.items() if other != key}
                names -= {reason.named for reason in stand(self._said(wanted, appointment, without), agreed)}
            excused |= names
        return excused

    def _way_decided(
        self, wanted: Wanted, appointment: Appointment, agreed: Terms, reasons: list[Reason], beside: Beside
    ) -> set[str]:
        """The ways that are too short only to what somebody booked all the same, whoever it is for: without that there is time for them."""
        ways = {reason.named for reason in reasons if reason.kind == "travel"}
        if not ways:
            return set()
        there = Appointment.objects.filter(pk__in=beside).values_list("pk", "overridden", "policy")
        decided = {key for key, said, policy in there if ways & in_todays_words(said, self.setup.book, policy)}
        others = {key: taken for key, taken in beside.items() if key not in decided}
        return ways - {reason.named for reason in stand(self._said(wanted, appointment, others), agreed)}

    def _beside(self, appointment: Appointment, agreed: Terms, start: Minute) -> dict[UUID, Booked]:
        """What everybody else has while this appointment takes something, buffers and the way included; of other places where people are shared.

        Most visits need neither a room nor a second person, nor a way: what else is booked is nothing to them.
        """
        way = self._longest_way
        if not (agreed.kinds or agreed.parts or way):
            return {}
        begin, end = start - max(agreed.before, way), start + agreed.length + max(agreed.after, way)
        hours = self._day(appointment.start.astimezone(dt.UTC).date())
        near = {key: other for hour in hours_between(begin, end) for key, other in hours.get(hour, ())}
        place = agreed.visit.location
        return {
            key: other
            for key, other in near.items()
            if key != appointment.pk
            and (agreed.parts or way or other.location == place)
            and begin_of(other) < end
            and begin < end_of(other)
        }

    @cached_property
    def _longest_way(self) -> Minute:
        return max(
            (entry.rule.minutes for entry in self.setup.book.entries if isinstance(entry.rule, Travel)), default=0
        )

    def _day(self, date: dt.date) -> dict[int, list[tuple[UUID, Booked]]]:
        """What is taken on a date (UTC) and a day around it, by the hours in which it is."""
        if date not in self._days:
            midnight = dt.datetime.combine(date, dt.time(), dt.UTC)
            taken = taken_by_id(self.setup, midnight - DAY, midnight + 2 * DAY)
            hours: dict[int, list[tuple[UUID, Booked]]] = defaultdict(list)
            for key, booked in taken.items():
                for hour in hours_between(begin_of(booked), end_of(booked)):
                    hours[hour].append((key, booked))
            self._days[date] = hours
        return self._days[date]


def _is_absence(reason: Reason) -> bool:
    """Of its people, by their hours: not that somebody who is there is taken."""
    return reason.kind in ("hours", "closure", "offers", "staff") and not reason.contended


def _length(appointment: Appointment) -> Minute:
    return minute_of(appointment.end) - minute_of(appointment.start)
