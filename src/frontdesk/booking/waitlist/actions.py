"""What changes the waitlist."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import SYSTEM, Actor, require, require_for
from ...audit.action import action
from ...core.refusals import Refusal
from ...intake.events import PatientDied, RequestChanged
from ...intake.models import Request
from ...intake.states import IllegalTransition
from ...messaging.actions import TAKE_BACK
from ...messaging.dates import when
from ...people.alive import refuse_for_the_dead, require_alive
from ...people.models import Patient
from ...practice.models import Location, Provider, VisitType
from ...tenancy.refused import constraint_of
from ...tenancy.today import today_at
from .. import locks
from ..actions import cancel, confirm
from ..being_there import gone
from ..events import Arrived, Booked, Cancelled, HeldAgain, HoldEnded, Moved, NoShow, SetBack, TakenBack
from ..messages import about, tell_of
from ..models import Appointment, WaitlistEntry, WaitlistOffer
from ..wakeups import defer_filling

PARTS = {"morning": (0, 12), "afternoon": (12, 17), "evening": (17, 24)}  # from hour, to below hour
WAITING = ("waiting", "offered")
CANCELLED = "the appointment was cancelled"  # why an entry for something earlier has ended
OVER = "the visit is over"


class WaitsAlready(Refusal):
    code = "waits_already"

    @property
    def sentence(self) -> str:
        return gettext("You are on the waitlist for this visit already.")


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

    Raises WaitsAlready, HasDied, MergedRecord; IllegalTransition where that appointment is none to come any more.
    """
    require_for(actor, "waitlist.join", patient.pk, visit_type.code)
    locks.line_up(patients=[patient.pk])
    require_alive(patient)
    if appointment is not None:
        now_in = Appointment.objects.values_list("state", flat=True).get(pk=appointment.pk)
        if now_in != "booked":
            raise IllegalTransition(now_in, "rescheduled")
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


@action("waitlist.leave")
def leave(actor: Actor, entry: WaitlistEntry, *, reason: str = "") -> WaitlistEntry:
    """No longer wait; an offer that is open passes on to the next."""
    entry = _locked(entry)
    if entry.state in WAITING:
        _end_offers(entry, "declined")
        entry.state, entry.reason = "left", reason[:200]
        entry.save(update_fields=["state", "reason"])
    return entry


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
    return give(entry, hold, keep)


def give(entry: WaitlistEntry, hold: Appointment, keep: dt.timedelta) -> WaitlistOffer:
    """Called inside the action of whoever offers it: the trail names them, and nobody else."""
    entry.state = "offered"
    entry.save(update_fields=["state"])
    made = WaitlistOffer.objects.create(
        practice_id=entry.practice_id, entry=entry, hold=hold, expires_at=now() + keep, created_at=now()
    )
    words = about(hold, f"/waitlist/offers/{made.pk}/")
    until = when(made.expires_at, hold.location.timezone, entry.patient.language)
    tell_of(
        hold,
        "waitlist-offer",
        {**words, "until": until},
        thing=made,
        patient=entry.patient,
        not_after=made.expires_at,
    )
    return made


@action("waitlist.accept", permission="appointment.book")
def accept(actor: Actor, given: WaitlistOffer, *, only: bool = False, reason: str = "") -> Appointment:
    """Take the offered time; what they had goes only now.  `only`: ask before it is a second of its kind.

    `reason`: how staff who accept it know that the patient does.

    Raises HoldGone, NotThereThen, JustTaken, SecondVisit.
    """
    given = _locked_offer(given)
    if given.state == "accepted":
        taken: Appointment = given.hold
        return taken
    if given.state != "offered" or given.expires_at < now():
        raise gone(given.hold)
    require(actor, "appointment.book", given.hold)
    return confirm(actor, given.hold, only=only)


@action("waitlist.decline", permission="waitlist.leave")
def decline(actor: Actor, given: WaitlistOffer) -> WaitlistOffer:
    """Keep what they have and go on waiting; the time passes on to the next."""
    given = _locked_offer(given)
    if given.state == "offered":
        _give_back(given, "declined")
    return given


def close_what_is_over() -> int:
    """Nobody waits past the last day that they named; how many there were.  Inside a practice."""
    over = WaitlistEntry.objects.filter(state="waiting", last_on__isnull=False).select_related("patient__practice")
    past = [one for one in over if one.last_on and one.last_on < today_at(one.patient.practice)]
    locks.line_up(patients=[one.patient_id for one in past])
    there = WaitlistEntry.objects.filter(pk__in=[one.pk for one in past], state="waiting")
    return there.update(state="closed", reason="the last day has passed")


def pass_on() -> int:
    """Offers that nobody took in time go to the next in line; how many there were."""
    late = dict(WaitlistOffer.objects.filter(state="offered", expires_at__lt=now()).values_list("pk", "entry__patient"))
    locks.line_up(patients=late.values())
    found = list(
        WaitlistOffer.objects.filter(pk__in=late, state="offered", expires_at__lt=now()).select_related("entry", "hold")
    )
    for given in found:
        _give_back(given, "passed")
    return len(found)


# What the waitlist hears --------------------------------------------------------------------------------------


def time_freed(event: Cancelled | HoldEnded | Moved) -> None:
    """A time is free again that somebody may wait for."""
    one = event.hold if isinstance(event, HoldEnded) else event.old if isinstance(event, Moved) else event.appointment
    if one.start > now():  # while staff can take it back it is offered to nobody
        defer_filling(one.practice_id, TAKE_BACK if event.actor.is_staff else dt.timedelta())


def hold_ended(event: HoldEnded) -> None:
    """An offer without its time is none: who waited waits on."""
    for given in WaitlistOffer.objects.filter(hold=event.hold, state="offered"):
        _settle(given, "passed", "waiting")


def booked(event: Booked) -> None:
    """Who got such a visit waits no longer for one."""
    one = event.appointment
    _taken(one)
    waiting = WaitlistEntry.objects.filter(
        patient=one.patient, visit_type=one.visit_type, appointment=None, state__in=WAITING
    )
    for entry in waiting:
        _end_offers(entry, "declined")
        entry.state = "booked"
        entry.save(update_fields=["state"])


def moved(event: Moved) -> None:
    """What was offered is theirs; who kept the old time while they waited for an earlier one keeps the new one and waits on."""
    _taken(event.new)
    WaitlistEntry.objects.filter(appointment=event.old, state__in=WAITING).update(appointment=event.new)


def cancelled(event: Cancelled) -> None:
    """Nobody waits for something earlier than nothing."""
    for entry in WaitlistEntry.objects.filter(appointment=event.appointment, state__in=WAITING):
        leave(SYSTEM, entry, reason=CANCELLED)


def taken_back(event: TakenBack) -> None:
    """Who kept it while they waited for something earlier keeps it, and waits on; the time that it had meanwhile is free."""
    one = event.appointment
    _wait_on(one, CANCELLED)
    if event.given_up is not None:
        WaitlistEntry.objects.filter(appointment=event.given_up, state__in=WAITING).update(appointment=one)
        defer_filling(one.practice_id)


def held_again(event: HeldAgain) -> None:
    """It is offered to them again; who waits for something earlier than the old time waits on beside that."""
    for given in WaitlistOffer.objects.filter(hold=event.hold, state__in=("accepted", "declined")):
        given.state = "offered"
        given.save(update_fields=["state"])
        WaitlistEntry.objects.filter(pk=given.entry_id, state__in=("booked", "waiting")).update(state="offered")
    if event.old is not None:
        WaitlistEntry.objects.filter(appointment=event.hold, state__in=WAITING).update(appointment=event.old)


def came(event: Arrived | NoShow) -> None:
    """The visit is now, or was: there is nothing earlier to wait for."""
    for entry in WaitlistEntry.objects.filter(appointment=event.appointment, state__in=WAITING):
        leave(SYSTEM, entry, reason=OVER)


def set_back(event: SetBack) -> None:
    """The visit is still to come: who waited for something earlier waits on."""
    if event.appointment.state == "booked":
        _wait_on(event.appointment, OVER)


def died(event: PatientDied) -> None:
    """Nobody waits any more."""
    for entry in WaitlistEntry.objects.filter(patient=event.patient, state__in=WAITING):
        leave(SYSTEM, entry, reason="the patient has died")


def request_over(event: RequestChanged) -> None:
    """What was declined or taken back waits for no time."""
    if event.request.state in ("declined", "withdrawn", "expired"):
        for entry in WaitlistEntry.objects.filter(request=event.request, appointment=None, state__in=WAITING):
            leave(SYSTEM, entry, reason="the request is over")


# Helpers ----------------------------------------------------------------------------------------------------


def _wait_on(one: Appointment, reason: str) -> None:
    """Who no longer waited beside this appointment, for that reason, waits again; unless they wait otherwise by now."""
    waiting = WaitlistEntry.objects.filter(patient=one.patient_id, state__in=WAITING).values("visit_type")
    left = WaitlistEntry.objects.filter(appointment=one, state="left", reason=reason)
    left.exclude(visit_type__in=waiting).update(state="waiting", reason="")


def _taken(appointment: Appointment) -> None:
    """An offer of which the time is booked now was accepted, whichever way."""
    for given in WaitlistOffer.objects.filter(hold=appointment, state="offered"):
        _settle(given, "accepted", "booked")


def _give_back(given: WaitlistOffer, state: str) -> None:
    _settle(given, state, "waiting")
    _release(given)
    defer_filling(given.practice_id)


def _settle(given: WaitlistOffer, state: str, entry_state: str) -> None:
    given.state = state
    given.save(update_fields=["state"])
    WaitlistEntry.objects.filter(pk=given.entry_id, state="offered").update(state=entry_state)


def _release(given: WaitlistOffer) -> None:
    held = given.hold
    held.refresh_from_db(fields=["state", "version"])
    if held.state == "held":
        cancel(SYSTEM, held, reason="the offer was not taken")


def _end_offers(entry: WaitlistEntry, state: str) -> None:
    for given in entry.offers.filter(state="offered").select_related("hold"):
        given.state = state
        given.save(update_fields=["state"])
        _release(given)
        defer_filling(entry.practice_id)


def _locked(entry: WaitlistEntry) -> WaitlistEntry:
    locks.line_up(patients=[entry.patient_id])
    return (
        WaitlistEntry.objects.select_for_update(of=("self",)).select_related("patient", "visit_type").get(pk=entry.pk)
    )


def _locked_offer(given: WaitlistOffer) -> WaitlistOffer:
    locks.line_up(patients=[given.patient_id])
    found = WaitlistOffer.objects.select_for_update(of=("self",)).select_related(
        "entry", "entry__patient", "entry__visit_type", "hold", "hold__visit_type"
    )
    return found.get(pk=given.pk)
