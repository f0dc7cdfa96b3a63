"""What takes time, moves it and gives it back."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils.timezone import now
from django.utils.translation import gettext

from ..audit.action import action, because_of
from ..intake import actions as intake
from ..intake.models import Request
from ..intake.referrals.outcome import outcome_of
from ..intake.states import IllegalTransition, Stale
from ..messaging import dates
from ..messaging.actions import link, tell, withdraw_about
from ..people.may import SYSTEM, Actor, require, require_for
from ..people.models import Patient
from ..practice.models import VisitType
from ..practice.words import visit_words
from ..rules.facts import Channel
from .errors import HoldGone
from .exceptions import actions as exceptions
from .lanes import release, settle_in
from .models import Appointment, Proposal, Recall
from .recalls import actions as recalls
from .rules import cut_off, fits_recall
from .take import Place, Wish, judge, lock, take
from .waitlist import actions as waitlist

HOLD_MINUTES = 10
MOST_EXTENSIONS = 10


class TooLate(Exception):
    """The practice's cut-off for what patients change themselves is over; `rule` is its sentence."""

    def __init__(self, rule: str, phone: str) -> None:
        self.rule = rule
        call = gettext("Call us at %(phone)s.") % {"phone": phone} if phone else gettext("Please call us.")
        super().__init__(f"{gettext('It is too late to change this here.')} {call}")


class NotReady(Exception):
    """A time may be chosen only for a request that is approved."""

    def __init__(self) -> None:
        super().__init__(gettext("This request is not approved yet; a time can be chosen after that."))


@action("appointment.hold")
def hold(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    place: Place,
    channel: Channel,
    request: Request | None = None,
    replaces: Appointment | None = None,
    recall: Recall | None = None,
) -> Appointment:
    """Keep a time for some minutes while its booking is confirmed.  With `replaces`, that one is kept until then too.

    Raises JustTaken, BreaksRules, NotReady, TooLate.
    """
    require_for(actor, "appointment.hold", patient.pk, visit_type.code)
    if not actor.is_staff and replaces is None and recall is None and (request is None or request.state != "approved"):
        raise NotReady
    if replaces is not None:
        require(actor, "appointment.reschedule", replaces)
        in_time(actor, replaces)
    if recall is not None and not fits_recall(recall, patient, visit_type, place):
        raise NotReady
    wish = Wish(patient, visit_type, place, channel, request, replaces=replaces, agreed=recall is not None)
    lock(wish)  # before anything is written: everybody takes locks first and the audit trail's end last
    release_holds(patient)
    return take(wish, "held", HOLD_MINUTES)


@action("appointment.extend", permission="appointment.hold")
def extend(actor: Actor, held: Appointment) -> Appointment:
    """Some more minutes, at most ten times.  Raises HoldGone."""
    held = locked(held)
    if (
        held.state != "held"
        or held.hold_expires_at is None
        or held.hold_expires_at < now()
        or held.extended >= MOST_EXTENSIONS
    ):
        raise HoldGone
    held.hold_expires_at = now() + dt.timedelta(minutes=HOLD_MINUTES)
    held.extended += 1
    _save(held)
    return held


@action("appointment.book")
def confirm(actor: Actor, held: Appointment) -> Appointment:
    """Make a hold an appointment; only now does the one that it replaces go.  Raises HoldGone, IllegalTransition, JustTaken."""
    held = locked(held)
    if held.state == "cancelled" or (held.state == "held" and held.hold_expires_at and held.hold_expires_at < now()):
        raise HoldGone
    old = locked(held.replaces) if held.replaces is not None else None
    held.move_to("booked")
    held.hold_expires_at = None
    if old is not None and old.state == "booked":
        moved(actor, old, new=held, reason="moved by the patient" if actor.kind == "patient" else "moved")
    _save(held)
    if old is None or old.state != "rescheduled":
        settle(held)
    return held


@action("appointment.book")
def book(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    place: Place,
    channel: Channel = "staff",
    request: Request | None = None,
    reason: str = "",
    override: bool = False,
) -> Appointment:
    """Staff book a time at once.  With `override`, against the rules, and `reason` says why.  Raises JustTaken, BreaksRules."""
    wish = Wish(patient, visit_type, place, channel, request, override_of(actor, override, reason))
    _note_broken(wish)
    appointment = take(wish, "booked")
    settle(appointment)
    return appointment


@action("request.approve_and_book", permission="appointment.book")
def approve_and_book(
    actor: Actor,
    request: Request,
    *,
    place: Place,
    version: int | None = None,
    reason: str = "",
    override: bool = False,
) -> Appointment:
    """One decision: yes, and at this time; what is approved already is only booked.  Raises Stale, JustTaken, BreaksRules, IllegalTransition."""
    lock(Wish(request.patient, request.visit_type, place, request.channel, request))  # type: ignore[arg-type]
    if request.state != "approved":
        request = intake.approve(actor, request, version=version, reason=reason)
    else:
        request = intake.locked(request, version)
    return book(
        actor,
        request.patient,
        visit_type=request.visit_type,
        place=place,
        channel="staff",
        request=request,
        reason=reason,
        override=override,
    )


@action("appointment.reschedule")
def reschedule(
    actor: Actor,
    appointment: Appointment,
    *,
    place: Place,
    reason: str = "",
    version: int | None = None,
    override: bool = False,
    channel: Channel = "staff",
) -> Appointment:
    """Move to another time: a new appointment, to which the old one points.  The old time is kept until the new one is.

    Raises JustTaken, BreaksRules, IllegalTransition, Stale, TooLate.
    """
    wish = Wish(
        appointment.patient,
        appointment.visit_type,
        place,
        channel,
        appointment.request,
        override_of(actor, override, reason),
        appointment,
    )
    lock(wish)
    old = locked(appointment, version)
    if old.state != "booked":
        raise IllegalTransition(old.state, "rescheduled")
    in_time(actor, old)
    _note_broken(wish)
    new = take(wish, "booked")
    moved(actor, old, new=new, reason=reason)
    return new


@action("appointment.cancel", needs_reason=True)
def cancel(actor: Actor, appointment: Appointment, *, reason: str, version: int | None = None) -> Appointment:
    """Give the time back; whoever waits for such a time is offered it.  Raises IllegalTransition, Stale, ReasonMissing, TooLate."""
    appointment = locked(appointment, version)
    held = appointment.state == "held"
    if not held:
        in_time(actor, appointment)
    appointment.move_to("cancelled")
    appointment.reason = reason
    _save(appointment)
    release([appointment])
    exceptions.given_back(actor, appointment, held=held)
    if not held:
        withdraw_about(appointment, "reminder")
        recalls.reopened(appointment)
        waitlist.left_behind(appointment)
        waitlist.time_freed(appointment)
        tell(appointment.patient, "cancelled", appointment, **about(appointment, "/"))
    return appointment


@action("appointment.confirm")
def will_come(actor: Actor, appointment: Appointment) -> Appointment:
    """The patient says that they will come.  Raises IllegalTransition where the appointment is no longer booked."""
    appointment = locked(appointment)
    if appointment.state != "booked":
        raise IllegalTransition(appointment.state, "confirmed")
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now()
        _save(appointment)
    return appointment


@action("appointment.arrive")
def arrive(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The patient is here.  Raises IllegalTransition, Stale."""
    return _simply(appointment, "arrived", version)


@action("appointment.complete")
def complete(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The visit has taken place; from now on the patient is an established one.  Raises IllegalTransition, Stale."""
    done = _simply(appointment, "completed", version)
    outcome(done)
    patient = done.patient
    patient.established = True
    day = done.start.astimezone(patient.practice.zone).date()
    patient.last_visit_on = max(day, patient.last_visit_on or day)
    patient.save(update_fields=["established", "last_visit_on"])
    return done


@action("appointment.no_show")
def no_show(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The patient did not come.  Raises IllegalTransition, Stale."""
    missed = _simply(appointment, "no_show", version)
    exceptions.missed(missed)
    outcome(missed)
    missed.patient.no_shows += 1
    missed.patient.save(update_fields=["no_shows"])
    return missed


@action("patient.deceased")
def deceased(actor: Actor, patient: Patient, *, on: dt.date) -> Patient:
    """A patient has died: nothing is due, nobody waits, nothing more is written; what was booked is given back."""
    patient.deceased_on = on
    patient.save(update_fields=["deceased_on"])
    recalls.close_for(patient, "the patient has died")
    waitlist.close_for(patient, "the patient has died")
    for booked in Appointment.objects.filter(patient=patient, state__in=["held", "booked"], start__gte=now()):
        cancel(SYSTEM, booked, reason="the patient has died")
    return patient


def expire_holds() -> int:
    """Free the time of every hold that nobody confirmed; how many there were."""
    gone = Appointment.objects.select_for_update(skip_locked=True).filter(state="held", hold_expires_at__lt=now())
    return len([cancel(SYSTEM, held, reason="the hold expired") for held in gone])


def release_holds(patient: Patient) -> None:
    """A patient keeps one time at a time; what the waitlist offers or the practice proposes is apart."""
    theirs = Appointment.objects.filter(patient=patient, state="held").exclude(waitlist_offers__state="offered")
    theirs = theirs.exclude(pk__in=Proposal.objects.filter(state="proposed").values("hold"))
    for held in Appointment.objects.select_for_update().filter(pk__in=[one.pk for one in theirs]):
        cancel(SYSTEM, held, reason="another time was chosen")


def in_time(actor: Actor, appointment: Appointment) -> None:
    """Patients change an appointment up to the practice's cut-off; staff are not bound by it.  Raises TooLate."""
    if actor.kind != "patient":
        return
    last, rule = cut_off(appointment)
    if now() > last:
        because_of(rule)
        raise TooLate(rule, appointment.patient.practice.phone)


def locked(appointment: Appointment, version: int | None = None) -> Appointment:
    """The row as it is now, held until the transaction ends.  Raises Stale when it is not the version that was looked at."""
    current = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("patient", "patient__practice", "provider", "location", "visit_type", "request")
        .get(pk=appointment.pk)
    )
    if version is not None and current.version != version:
        raise Stale(current)
    return current


def about(appointment: Appointment, path: str | None = None) -> dict[str, str]:
    """What a message may say: day, time, place, a link; names only where they give nothing away (42 CFR Part 2)."""
    place, language = appointment.location, appointment.patient.language
    practice, visit = appointment.patient.practice, appointment.visit_type
    moment = appointment.start.astimezone(ZoneInfo(place.timezone))
    return {
        "when": dates.when(moment, place.timezone, language),
        "day": dates.day(moment.date(), language),
        "time": dates.clock(moment, place.timezone),
        "place": practice.name if place.sensitive else place.name,
        "visit": ("visita" if language == "es" else "visit") if visit.sensitive else visit_words(visit, language)[0],
        "link": link(practice, path or f"/appointments/{appointment.pk}/"),
    }


# Helpers ----------------------------------------------------------------------------------------------------


def settle(appointment: Appointment, *, tell_them: bool = True) -> None:
    """A booking is done: its request, recall and place on the waitlist have what they waited for."""
    if appointment.request is not None:
        intake.scheduled(appointment.request)
    recalls.fulfilled(appointment)
    waitlist.no_longer_waiting(appointment)
    exceptions.booked(appointment)
    if tell_them:
        tell(appointment.patient, "booked", appointment, **about(appointment))


@action("appointment.moved", permission="appointment.reschedule")
def moved(actor: Actor, old: Appointment, *, new: Appointment, reason: str = "") -> Appointment:
    """The old time goes, and points to the new one; whoever waits for such a time is offered the old one."""
    release([old])
    settle_in(new)
    old.move_to("rescheduled")
    old.successor, old.reason = new, reason
    _save(old)
    withdraw_about(old, "reminder")
    recalls.fulfilled(new, instead_of=old)
    waitlist.left_behind(old, new)
    waitlist.time_freed(old)
    exceptions.settled(old)
    tell(new.patient, "rescheduled", new, **about(new))
    return old


def outcome(appointment: Appointment) -> None:
    """Whoever referred the patient hears what came of it."""
    if appointment.request is not None:
        outcome_of(appointment.request)


def _simply(appointment: Appointment, state: str, version: int | None) -> Appointment:
    appointment = locked(appointment, version)
    appointment.move_to(state)
    _save(appointment)
    return appointment


def override_of(actor: Actor, override: bool, reason: str) -> str:
    """The reason to act against the rules; only who may, and never without one."""
    if not override:
        return ""
    require(actor, "rules.override")
    if not reason.strip():
        from ..audit.action import ReasonMissing

        raise ReasonMissing
    return reason


def _note_broken(wish: Wish) -> None:
    """For the audit entry of an override: every rule that it breaks."""
    if wish.override:
        reasons = judge(wish)[3]
        because_of("Against: " + "; ".join(reason.rule or f"{reason.kind}: {reason.detail}" for reason in reasons))


def _save(appointment: Appointment) -> None:
    appointment.version += 1
    appointment.save()
