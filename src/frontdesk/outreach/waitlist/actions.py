"""What changes the waitlist."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import SYSTEM, Actor, require, require_for, visits_seen
from ...audit.action import action, nothing_done
from ...booking import locks
from ...booking.actions import cancel, confirm
from ...booking.being_there import NEVER_OFFERED, NOT_TAKEN, time_no_longer_kept
from ...booking.messages import about, meanwhile, tell_of
from ...booking.models import Appointment, WaitlistEntry, WaitlistOffer
from ...booking.moving import OFFERS
from ...booking.states import OfferState, WaitlistState
from ...booking.still_changeable import refuse_too_late
from ...core.refusals import Refusal
from ...intake.evaluation import said_on, self_schedulable
from ...intake.models import Request, Task
from ...intake.states import IllegalTransition
from ...intake.tasks.actions import close_tasks, open_task, reopen
from ...messaging.actions import withdraw_about
from ...messaging.dates import when
from ...messaging.ways import can_be_asked
from ...people import lines
from ...people.alive import refuse_for_the_dead, require_alive
from ...people.models import Patient
from ...practice.models import Location, Provider, VisitType
from ...tenancy.refused import constraint_of
from ...tenancy.today import today_at
from ...tenancy.within_length import within_length
from ..wakeups import defer_filling

PARTS = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}  # from hour, to below hour
WAITING = ("waiting", "offered")
TO_TAKE = "to_take"  # the task of who calls because nobody who is written to may take it
CANCELLED = "the appointment was canceled"  # why an entry for something earlier has ended
OVER = "the visit is over"
GIVEN_UP = "the patient canceled the visit"  # and of one that had got its time
OTHERWISE = "waits otherwise by now"
OFFER_OVER = "the offer is over"
DIED = "the patient has died"
REQUEST_OVER = "the request is over"
LOST = (GIVEN_UP, CANCELLED, OTHERWISE, REQUEST_OVER)  # why one that had got its time does not wait again
ENDED = ("declined", "withdrawn", "expired")  # of a request


class WaitsAlready(Refusal):
    code = "waits_already"

    @property
    def sentence(self) -> str:
        return gettext("You are on the waitlist for this visit already.")


class FoundByStaff(Refusal):
    """What patients may not book without staff: an offer that they accept would do just that."""

    code = "found_by_staff"

    @property
    def sentence(self) -> str:
        return gettext("We look for a time for this request with you. You were not put on the waitlist.")


@action("waitlist.join")
def join(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    first_on: dt.date,
    last_on: dt.date | None = None,
    provider: Provider | None = None,
    location: Location | None = None,
    appointment: Appointment | None = None,
    request: Request | None = None,
    parts: list[str] | None = None,
    days: list[int] | None = None,
    notice_hours: int = 24,
) -> WaitlistEntry:
    """Wait for a time, or for an earlier one than `appointment`.

    Raises WaitsAlready, HasDied, MergedRecord; IllegalTransition where that appointment is none to come any more; TooLate and
    FoundByStaff where a patient may not move it, or book what they asked for, themselves.
    """
    require_for(actor, "waitlist.join", patient.pk, visit_type.code)
    locks.line_up(patients=[patient.pk])
    require_alive(patient)
    if appointment is not None:
        there = lines.still_of(_all_of_it().get(pk=appointment.pk), patient.pk)
        if there.state != "booked":
            raise IllegalTransition(there.state, "rescheduled")
        refuse_too_late(actor, there)
    elif request is not None:
        refuse_what_staff_find(actor, request)
    try:
        with transaction.atomic():
            entry = WaitlistEntry.objects.create(
                practice_id=patient.practice_id,
                patient=patient,
                visit_type=visit_type,
                provider=provider,
                location=location,
                appointment=appointment,
                request=request,
                first_on=first_on,
                last_on=last_on,
                parts=[part for part in PARTS if part in (parts or [])],
                days=sorted(set(days or [])),
                notice_hours=notice_hours,
                created_at=now(),
            )
    except IntegrityError as error:
        refuse_for_the_dead(error, patient)
        if constraint_of(error) != "waiting_once":
            raise
        raise WaitsAlready from None
    defer_filling(patient.practice_id)
    return entry


def _all_of_it() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("patient__practice", "provider", "location", "visit_type", "request")


def refuse_what_staff_find(actor: Actor, request: Request) -> None:
    """Raises FoundByStaff where a patient may not book by themselves what they asked for."""
    seen = visits_seen(actor, request.patient_id)
    said = said_on(request)
    if actor.kind == "patient" and not self_schedulable(request.patient, request.visit_type, said, seen=seen):
        raise FoundByStaff


@action("waitlist.leave")
def leave(actor: Actor, entry: WaitlistEntry, *, reason: str = "") -> WaitlistEntry:
    """No longer wait; an offer that is open passes on to the next."""
    entry = _locked(entry)
    if entry.state in WAITING:
        end_offers(entry, "declined")
        entry.state, entry.reason = "left", within_length(reason, 200)
        entry.save(update_fields=["state", "reason"])
    return entry


@action("waitlist.wait_again", permission="waitlist.join")
def wait_again(actor: Actor, entry: WaitlistEntry) -> WaitlistEntry:
    """The practice has canceled what they got: they wait where they waited.  Called by what follows from that."""
    return _becomes(entry, "waiting")


@action("waitlist.two_again", permission="waitlist.join")
def two_again(actor: Actor, entry: WaitlistEntry) -> WaitlistEntry:
    """Their record is one of its own again: they wait where they waited.  Called inside the undoing of a merge."""
    return _becomes(entry, "waiting")


@action("waitlist.gave_up", permission="waitlist.leave")
def gave_up(actor: Actor, entry: WaitlistEntry, *, reason: str) -> WaitlistEntry:
    """What they got is canceled, and they do not wait again.  Called by what follows from that."""
    return _becomes(entry, "left", reason)


@action("waitlist.prioritise")
def prioritise(actor: Actor, entry: WaitlistEntry, *, urgent: bool) -> WaitlistEntry:
    """Staff say that it is urgent, or is not."""
    entry = _locked(entry)
    entry.urgent = urgent
    entry.save(update_fields=["urgent"])
    defer_filling(entry.practice_id)
    return entry


@action("waitlist.offer")
def offer(actor: Actor, entry: WaitlistEntry, *, hold: Appointment, keep: dt.timedelta) -> WaitlistOffer:
    """A time that is held for them; they are told, and have so long."""
    return give(actor, entry, hold, keep)


def give(actor: Actor, entry: WaitlistEntry, hold: Appointment, keep: dt.timedelta) -> WaitlistOffer:
    """Called inside the action of whoever offers it: the trail names them, and nobody else."""
    entry.state = "offered"
    entry.save(update_fields=["state"])
    made = WaitlistOffer.objects.create(
        practice_id=entry.practice_id, entry=entry, hold=hold, expires_at=now() + keep, created_at=now()
    )
    words = about(hold, f"/waitlist/offers/{made.pk}/")
    until = when(made.expires_at, hold.location.timezone, entry.patient.language)
    template = offer_template(entry.patient, entry.visit_type.code)
    if template != OFFERS[0]:
        call_about(entry, hold)
    tell_of(
        hold,
        template,
        {**words, "until": until, **meanwhile(made)},
        thing=made,
        patient=entry.patient,
        not_after=made.expires_at,
        soon=actor,
    )
    return made


def can_be_taken(patient: Patient, visit: str) -> bool:
    """Whether somebody who is written to may take what is offered to them of such a visit."""
    return can_be_asked(patient, visit, "appointment.book")


def offer_template(patient: Patient, visit: str) -> str:
    """In which words they hear of an offer: which of `OFFERS`."""
    to_take, to_call = OFFERS
    return to_take if can_be_taken(patient, visit) else to_call


def call_about(entry: WaitlistEntry, hold: Appointment) -> None:
    """Nobody who is written to may take it: staff call."""
    open_task(TO_TAKE, hold, due_at=now(), patient=entry.patient)


def call_again(hold: Appointment) -> None:
    """It stands again; so does the call about it that had ended with it."""
    for task in Task.objects.filter(kind=TO_TAKE, thing_id=hold.pk, state="done", outcome=OFFER_OVER):
        reopen(task)


@action("waitlist.accept", permission="appointment.book")
def accept(actor: Actor, given: WaitlistOffer, *, only: bool = False, reason: str = "") -> Appointment:
    """Take the offered time; what they had goes only now.  `only`: ask before it is a second of its kind.

    `reason`: how staff who accept it know that the patient does.

    Raises HoldGone, NotThereThen, JustTaken, SecondVisit, Stale.
    """
    given = _locked_offer(given)
    if given.state == "accepted":
        taken: Appointment = given.hold
        return taken
    if given.state != "offered" or given.expires_at < now():
        raise time_no_longer_kept(given.hold)
    require(actor, "appointment.book", given.hold)
    return confirm(actor, given.hold, only=only)


@action("waitlist.decline")
def decline(actor: Actor, given: WaitlistOffer) -> WaitlistOffer:
    """Keep what they have and go on waiting; the time passes on to the next."""
    given = _locked_offer(given)
    if given.state != "offered":
        nothing_done()
        return given
    _give_back(given, "declined")
    return given


def close_what_is_over() -> int:
    """Nobody waits past the last day that they named, or for something earlier than a visit that has begun; how many there were.

    Inside a practice.
    """
    waiting = WaitlistEntry.objects.filter(state="waiting")
    named = waiting.filter(last_on__isnull=False).select_related("patient__practice")
    past = {
        entry.pk: entry.patient_id
        for entry in named
        if entry.last_on and entry.last_on < today_at(entry.patient.practice)
    }
    begun = dict(waiting.filter(appointment__start__lte=now()).values_list("pk", "patient"))
    people = {*past.values(), *begun.values()}
    locks.line_up(patients=people)
    there = waiting.filter(patient__in=people)
    ended = there.filter(pk__in=begun, appointment__start__lte=now()).update(state="closed", reason=OVER)
    return ended + there.filter(pk__in=past).update(state="closed", reason="the last day has passed")


def not_taken() -> list[UUID]:
    """The offers that nobody has taken in time."""
    return list(WaitlistOffer.objects.filter(state="offered", expires_at__lt=now()).values_list("pk", flat=True))


def pass_on(*keys: UUID) -> int:
    """Offers that nobody took in time go to the next in line; how many there were, of all or of these alone."""
    over = WaitlistOffer.objects.filter(state="offered", expires_at__lt=now())
    late = dict((over.filter(pk__in=keys) if keys else over).values_list("pk", "entry__patient"))
    locks.line_up(patients=late.values())
    there = WaitlistOffer.objects.filter(pk__in=late, entry__patient__in=set(late.values()))
    offers = list(there.filter(state="offered", expires_at__lt=now()).select_related("entry", "hold"))
    for given in offers:
        _give_back(given, "passed")
    return len(offers)


# Helpers ----------------------------------------------------------------------------------------------------


def _becomes(entry: WaitlistEntry, state: WaitlistState, reason: str = "") -> WaitlistEntry:
    entry = _locked(entry)
    entry.state, entry.reason = state, reason
    entry.save(update_fields=["state", "reason"])
    return entry


def _give_back(given: WaitlistOffer, state: OfferState) -> None:
    settle(given, state, "waiting")
    _release(given)
    defer_filling(given.practice_id)


def settle(given: WaitlistOffer, state: OfferState, entry_state: WaitlistState) -> None:
    given.state = state
    given.save(update_fields=["state"])
    close_tasks(given.hold_id, TO_TAKE, outcome=OFFER_OVER)
    withdraw_about(given, *OFFERS)  # that it is kept for them is not so any more
    got = {"got": given.hold_id} if state == "accepted" else {}
    WaitlistEntry.objects.filter(pk=given.entry_id, state="offered").update(state=entry_state, **got)


def _release(given: WaitlistOffer, why: str = NOT_TAKEN) -> None:
    held = given.hold
    held.refresh_from_db(fields=["state", "version"])
    if held.state == "held":
        cancel(SYSTEM, held, reason=why)


def offered_no_longer(entry: WaitlistEntry) -> None:
    """Called by what follows from that: they wait on, and the time can be offered to them again."""
    end_offers(entry, "passed", NEVER_OFFERED)
    entry.state = "waiting"
    entry.save(update_fields=["state"])


def end_offers(entry: WaitlistEntry, state: OfferState, why: str = NOT_TAKEN) -> None:
    for given in entry.offers.filter(state="offered").select_related("hold"):
        given.state = state
        given.save(update_fields=["state"])
        close_tasks(given.hold_id, TO_TAKE, outcome=OFFER_OVER)
        withdraw_about(given, *OFFERS)
        _release(given, why)
        defer_filling(entry.practice_id)


def _locked(entry: WaitlistEntry) -> WaitlistEntry:
    """In its patient's line.  Raises Stale."""
    rows = WaitlistEntry.objects.select_for_update(of=("self",)).select_related("patient", "visit_type")
    return locks.in_line_of(entry.pk, rows)


def _locked_offer(given: WaitlistOffer) -> WaitlistOffer:
    """In its patient's line.  Raises Stale."""
    offers = WaitlistOffer.objects.select_for_update(of=("self",)).select_related(
        "entry", "entry__patient", "entry__visit_type", "hold", "hold__visit_type"
    )
    return locks.in_line_of(given.pk, offers, "entry__patient")
