"""Taking time: lock, judge again by the same `explain`, insert.  The exclusion constraint is what makes it impossible twice.

The locks make caps hold and let everybody wait in one line; nothing relies on them for double booking.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, OperationalError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now
from psycopg import errors as pg

from ..availability.engine import Engine
from ..availability.explain import explain
from ..availability.model import Booked, GivenLength, Reason, Taking, Wanted, minute_of
from ..availability.taking import rooms_taken, takes
from ..availability.terms import Terms
from ..intake import evaluation
from ..intake.insurance import payer_of
from ..intake.models import Request
from ..people.alive import refuse_for_the_dead, require_alive
from ..people.models import Patient
from ..practice.models import Location, Payer, Provider, VisitType
from ..practice.policies import published
from ..rules.facts import Channel, Facts, Visit
from ..tenancy.models import next_number
from ..tenancy.refused import constraint_of
from . import locks, offers
from .asked_anew import asked_anew
from .errors import BreaksRules, JustTaken, OpenAlready
from .lanes import release, reserve
from .models import Appointment, Recall, Reservation
from .needing import ahead_of
from .states import AppointmentState
from .unready import NOTHING_WAITS, Waits, undecided, unready, waits_for_a_yes
from .withheld import withheld_times


@dataclass(frozen=True)
class Place:
    """Where and when: ids of the practice file, an aware start."""

    provider: str
    location: str
    start: dt.datetime

    @classmethod
    def anywhere(cls, start: dt.datetime) -> Place:
        """No place yet: for questions that ask for one, and look at the moment alone."""
        return cls("", "", start)


@dataclass(frozen=True)
class Wish:
    """Everything that is needed to judge and take a time.  `override` is the reason to do it against the rules.

    `agreed`: somebody who may has said yes to this visit already (a recall, a place on the waitlist, a practice that moves it).
    `proposed`: the practice keeps it in the place of one that must move, until the patient answers.
    `minutes`: another length than the rules give; without it, what is moved keeps the length that it was given (`given`).  `answers`: what was said, before there is a request that keeps it.
    `seen`: the visit types of the patient of which whoever wishes it may know (`access.may: visits_seen`): nothing else is used
    to judge it, save that a patient cannot be in two places.
    `invited`: the patient chooses it by the link of a visit that is due.
    """

    patient: Patient
    visit_type: VisitType
    place: Place
    channel: Channel
    request: Request | None = None
    override: str = ""
    replaces: Appointment | None = None
    recall: Recall | None = None
    agreed: bool = False
    proposed: bool = False
    minutes: int | None = None
    answers: tuple[tuple[str, str], ...] = ()
    seen: frozenset[str] | None = None
    given: GivenLength | None = None
    invited: bool = False

    @property
    def facts(self) -> Facts:
        if self.request is not None:
            known = evaluation.facts_of(self.request, seen=self.seen)
            return replace(known, channel=self.channel, invited=self.invited)
        known = evaluation.facts(self.patient, dict(self.answers), self.channel, self_pay=self.self_pay, seen=self.seen)
        return replace(known, invited=self.invited)

    def wanted(self, providers: tuple[str, ...] = (), locations: tuple[str, ...] = ()) -> Wanted:
        """What is looked for, with these people and at these places; none: with anybody, anywhere."""
        return Wanted(
            self.visit_type.code,
            now(),
            self.facts,
            providers,
            locations,
            str(self.patient.pk),
            minutes=self.minutes,
            seen=self.seen,
            ahead_of=ahead_of(self.replaces, seen=self.seen) if self.replaces is not None else (),
            moved=self._moved,
            given=self.length_kept,
        )

    @property
    def _moved(self) -> Visit | None:
        """What is moved, while it is to come: it counts among the patient's visits ahead, and its new time adds none."""
        old = self.replaces
        if old is None or old.start < now():
            return None
        return Visit(old.visit_type.code, old.provider.code, old.location.code)

    @property
    def length_kept(self) -> GivenLength | None:
        """The length that staff gave what is moved goes along, wherever it is moved and whoever moves it."""
        if self.minutes is not None:
            return None
        return self.given or (given_length(self.replaces) if self.replaces is not None else None)

    @property
    def self_pay(self) -> bool:
        """Whether the patient pays for this visit, so that no payer hears of it."""
        before = self.request or self.replaces
        return before is not None and before.self_pay

    @property
    def payer(self) -> Payer | None:
        """Who is told of the visit."""
        said = evaluation.said_on(self.request) if self.request is not None else dict(self.answers)
        return None if self.self_pay else payer_of(self.patient, said)

    @property
    def settled(self) -> bool:
        """Whether it waits for nothing that staff see to: agreed to before, or judged where the patient asks online.

        What the rules alone approved for whoever asked as a stranger was judged without the history of the record that is theirs.
        """
        request = self.request
        approved = request is not None and request.state == "approved"
        if request is not None and request.followed_by and not request.approved_by:
            approved = False
        return self.channel == "online" or self.agreed or self.replaces is not None or approved

    @property
    def without(self) -> list[UUID]:
        """Appointments whose time does not count: the one that is replaced, and what is kept in its place, which ends with it."""
        if self.replaces is None:
            return []
        return [self.replaces.pk, *kept_instead_of(self.replaces).values_list("pk", flat=True)]


def given_length(appointment: Appointment) -> GivenLength | None:
    """How long it is to be wherever it goes, where staff have given it another length than the rules."""
    if appointment.given_minutes is None:
        return None
    now_ = minute_of(appointment.end) - minute_of(appointment.start)
    return GivenLength(appointment.provider.code, now_, appointment.given_minutes)


def kept_instead_of(old: Appointment) -> QuerySet[Appointment]:
    """What is held in the place of an appointment: what its patient chose or was offered, and what the practice proposed.

    Only one of them can take its place: what is confirmed ends the other.
    """
    return Appointment.objects.filter(replaces=old, state="held").order_by("pk")


def judge(wish: Wish, also: Iterable[Booked] = ()) -> tuple[Engine, Wanted, Terms, list[Reason]]:
    """Every reason against a wish, as things stand now; `also`: and as if these were booked too."""
    place = wish.place
    wanted = wish.wanted((place.provider,), (place.location,))
    engine = offers.engine(without=wish.without, also=also)
    reasons = explain(engine, wanted, place.provider, place.location, minute_of(place.start))
    if wish.replaces is not None:
        reasons += asked_anew(engine, wanted, wish.replaces).at(place.provider, place.location, minute_of(place.start))
    elif not wish.settled:
        reasons += unready(engine, wanted, minute_of(place.start)) or undecided(wish.request if not reasons else None)
    agreed = engine.agreed(wanted, place.provider, place.location, minute_of(place.start))
    return engine, wanted, agreed, reasons


def chosen_place(wish: Wish, *, booked: bool = True) -> evaluation.Chosen:
    """The place of a wish, for the rules about what is asked: as things will be then; `booked` with this, or only asked for."""
    place, wanted = wish.place, wish.wanted()
    then = offers.engine()
    facts = then.facts_at(wanted, minute_of(place.start), then.setup.zone)
    return evaluation.Chosen(place.provider, place.location, place.start, facts.patient == "established", booked)


def as_booked(wish: Wish, engine: Engine, agreed: Terms) -> Booked:
    """What a wish would take if it were granted: for wishes that are judged together."""
    start = minute_of(wish.place.start)
    return Booked(
        wish.visit_type.code,
        wish.place.provider,
        wish.place.location,
        start,
        agreed.length,
        str(wish.patient.pk),
        rooms_taken(engine, agreed, start),
        agreed.before,
        agreed.after,
        wish.facts,
        taking=takes(engine, agreed, start, now()),
        wished=True,
    )


def take(wish: Wish, state: AppointmentState, hold_minutes: int | None = None) -> Appointment:
    """A new appointment and its reservations.  Raises JustTaken, BreaksRules."""
    locks.line_up(wish)
    require_alive(wish.patient)
    engine, _, agreed, reasons = judge(wish)
    if reasons and not wish.override:
        if all(reason.contended for reason in reasons):
            raise JustTaken(nearest_to(wish))
        raise BreaksRules(reasons)
    start = minute_of(wish.place.start)
    taking = takes(engine, agreed, start, now())
    try:
        with transaction.atomic():
            return _insert(wish, agreed, taking, state, hold_minutes, reasons)
    except JustTaken:  # the last seat went in the meantime
        raise JustTaken(nearest_to(wish)) from None
    except (IntegrityError, OperationalError) as error:
        if constraint_of(error) in ONE_OPEN:
            raise OpenAlready from None
        refuse_for_the_dead(error, wish.patient)
        if isinstance(error.__cause__, (pg.ExclusionViolation, pg.DeadlockDetected)):
            raise JustTaken(nearest_to(wish)) from None
        raise


ONE_OPEN = ("one_hold_for_an_appointment", "one_hold_for_a_request", "one_hold_for_a_due_visit")


def refuse_withheld(wish: Wish) -> None:
    """What is on offer to nobody is taken for whoever is no staff.  Raises JustTaken."""
    there = withheld_times()
    if there and any(reason.of_others for reason in judge(wish, there)[3]):
        raise JustTaken(nearest_to(wish, there))


def nearest_to(wish: Wish, withheld_too: Iterable[Booked] = ()) -> list[offers.Offer]:
    """The three free times nearest to the wished one, with anybody who offers the visit."""
    wanted = wish.wanted()
    also = withheld_times() if wish.channel == "online" or wish.invited else withheld_too
    ready = offers.engine(without=wish.without, also=also)
    return offers.nearest(ready, wanted, minute_of(wish.place.start), waiting=what_waits(wish, ready, wanted))


def what_waits(wish: Wish, engine: Engine | None = None, wanted: Wanted | None = None) -> Waits:
    """With whom, where and when it cannot be booked at once, since something must happen first."""
    engine = engine or offers.engine(without=wish.without)
    wanted = wanted or wish.wanted()
    if wish.replaces is not None:
        return asked_anew(engine, wanted, wish.replaces)
    return NOTHING_WAITS if wish.settled else waits_for_a_yes(engine, wanted)


def _run_out(moment: dt.datetime) -> list[Appointment]:
    """Holds whose time is over and that nobody is confirming at this moment.

    They are other people's, in whose line this booking does not stand: a row that somebody has locked (`confirm` does) is left
    alone, else a visit could be booked whose reservations were given back in the same moment.
    """
    over = Appointment.objects.filter(state="held", hold_expires_at__lt=moment)
    with_time = over.filter(Exists(Reservation.objects.filter(appointment=OuterRef("pk"))))
    return list(with_time.order_by("pk").select_for_update(of=("self",), skip_locked=True))


def _insert(
    wish: Wish,
    agreed: Terms,
    taking: Iterable[Taking],
    state: AppointmentState,
    hold_minutes: int | None,
    against: list[Reason],
) -> Appointment:
    place, moment = wish.place, now()
    waits = wish.replaces if state == "held" else None
    given_why = wish.replaces.given_why if wish.replaces is not None else ""
    if wish.replaces is not None and waits is None:
        release([wish.replaces])
    release(_run_out(moment))
    appointment = Appointment.objects.create(
        practice_id=wish.patient.practice_id,
        number=next_number(),
        patient=wish.patient,
        visit_type=wish.visit_type,
        provider=Provider.objects.get(code=place.provider),
        location=Location.objects.get(code=place.location),
        policy=published(),
        request=wish.request,
        start=place.start,
        end=place.start + dt.timedelta(minutes=agreed.length),
        before=agreed.before,
        after=agreed.after,
        state=state,
        channel=wish.channel,
        payer=wish.payer,
        self_pay=wish.self_pay,
        replaces=waits,
        proposed=wish.proposed and waits is not None,
        recall=wish.recall if state == "held" else None,
        new_patient=not wish.patient.established,
        override_reason=wish.override or given_why,
        given_minutes=wish.replaces.given_minutes if wish.replaces is not None else None,
        given_why=given_why,
        overridden=_overruled(wish, agreed, against),
        created_at=moment,
        hold_expires_at=moment + dt.timedelta(minutes=hold_minutes) if hold_minutes else None,
    )
    reserve(
        appointment,
        taking,
        seats=agreed.seats,
        overbook=bool(wish.override),
        beside=[] if waits is None else [waits, *kept_instead_of(waits).exclude(pk=appointment.pk)],
    )
    return appointment


def take_anew(hold: Appointment, wish: Wish, engine: Engine, agreed: Terms) -> None:
    """Called inside the action that gave another length to the visit in whose place `hold` is kept: it takes its time by these terms."""
    old = hold.replaces
    assert old is not None
    release([hold])
    hold.end = hold.start + dt.timedelta(minutes=agreed.length)
    hold.before, hold.after = agreed.before, agreed.after
    hold.given_minutes, hold.given_why, hold.override_reason = old.given_minutes, old.given_why, old.given_why
    hold.overridden = _overruled(wish, agreed, [])
    hold.version += 1
    hold.save()
    beside = [old, *kept_instead_of(old).exclude(pk=hold.pk)]
    reserve(hold, takes(engine, agreed, minute_of(hold.start), now()), seats=agreed.seats, beside=beside)


def _overruled(wish: Wish, agreed: Terms, against: list[Reason]) -> list[str]:
    """What was decided to be no obstacle to it: now, and when it was given its length."""
    long = agreed.length_rule if agreed.length != agreed.usual_length else None
    return [
        *([reason.named for reason in against] if wish.override else []),
        *([long] if long and wish.length_kept else []),
    ]


def is_what_was_asked_for(appointment: Appointment, request: Request) -> None:
    """Called inside the action that booked it: the time that a request had waited for was found another way."""
    appointment.request = request
    appointment.save(update_fields=["request"])
