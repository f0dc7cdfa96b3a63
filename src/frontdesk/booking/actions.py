"""What takes time, moves it and gives it back."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ..audit.action import action, because_of
from ..intake import actions as intake
from ..intake.models import Request
from ..intake.states import IllegalTransition, Stale
from ..messaging.actions import link, tell
from ..people.may import SYSTEM, Actor, require
from ..people.models import Patient
from ..practice.models import VisitType
from ..rules.facts import Channel
from .errors import HoldGone
from .models import Appointment
from .take import Place, Wish, judge, lock, take

HOLD_MINUTES = 10
MOST_EXTENSIONS = 10


class NotReady(Exception):
    """A time may be chosen only for a request that is approved."""

    def __init__(self) -> None:
        super().__init__("This request is not approved yet; a time can be chosen after that.")


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
) -> Appointment:
    """Keep a time for some minutes while its booking is confirmed.  Raises JustTaken, BreaksRules, NotReady."""
    if not actor.is_staff and replaces is None and (request is None or request.state != "approved"):
        raise NotReady
    wish = Wish(patient, visit_type, place, channel, request, replaces=replaces)
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
    """Make a hold an appointment.  Raises HoldGone, IllegalTransition."""
    held = locked(held)
    if held.state == "cancelled" or (held.state == "held" and held.hold_expires_at and held.hold_expires_at < now()):
        raise HoldGone
    held.move_to("booked")
    held.hold_expires_at = None
    _save(held)
    _settle(held)
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
    wish = Wish(patient, visit_type, place, channel, request, _override(actor, override, reason))
    _note_broken(wish)
    appointment = take(wish, "booked")
    _settle(appointment)
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
        request = intake.approve(actor, request, version=version)
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

    Raises JustTaken, BreaksRules, IllegalTransition, Stale.
    """
    wish = Wish(
        appointment.patient,
        appointment.visit_type,
        place,
        channel,
        appointment.request,
        _override(actor, override, reason),
        appointment,
    )
    lock(wish)
    old = locked(appointment, version)
    if old.state != "booked":
        raise IllegalTransition(old.state, "rescheduled")
    _note_broken(wish)
    new = take(wish, "booked")
    old.move_to("rescheduled")
    old.successor, old.reason = new, reason
    _save(old)
    tell(new.patient, "rescheduled", new, **about(new))
    return new


@action("appointment.cancel", needs_reason=True)
def cancel(actor: Actor, appointment: Appointment, *, reason: str, version: int | None = None) -> Appointment:
    """Give the time back.  Raises IllegalTransition, Stale, ReasonMissing."""
    appointment = locked(appointment, version)
    held = appointment.state == "held"
    appointment.move_to("cancelled")
    appointment.reason = reason
    _save(appointment)
    appointment.reservations.all().delete()
    if not held:
        tell(appointment.patient, "cancelled", appointment, **about(appointment, "/"))
    return appointment


@action("appointment.arrive")
def arrive(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The patient is here.  Raises IllegalTransition, Stale."""
    return _simply(appointment, "arrived", version)


@action("appointment.complete")
def complete(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The visit has taken place; from now on the patient is an established one.  Raises IllegalTransition, Stale."""
    done = _simply(appointment, "completed", version)
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
    missed.patient.no_shows += 1
    missed.patient.save(update_fields=["no_shows"])
    return missed


def expire_holds() -> int:
    """Free the time of every hold that nobody confirmed; how many there were."""
    gone = Appointment.objects.select_for_update(skip_locked=True).filter(state="held", hold_expires_at__lt=now())
    return len([cancel(SYSTEM, held, reason="the hold expired") for held in gone])


def release_holds(patient: Patient) -> None:
    """A patient keeps one time at a time."""
    for held in Appointment.objects.select_for_update().filter(patient=patient, state="held"):
        cancel(SYSTEM, held, reason="another time was chosen")


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
    """What a message may say: day, time, place, a link; the name of a place only where that gives nothing away."""
    from zoneinfo import ZoneInfo

    local = appointment.start.astimezone(ZoneInfo(appointment.location.timezone))
    place = appointment.location
    return {
        "when": f"{local:%A, %B} {local.day} at {local.hour % 12 or 12}:{local:%M} {local:%p} ({local:%Z})",
        "place": appointment.patient.practice.name if place.sensitive else place.name,
        "link": link(appointment.patient.practice, path or f"/appointments/{appointment.pk}/"),
    }


# Helpers ----------------------------------------------------------------------------------------------------


def _settle(appointment: Appointment) -> None:
    if appointment.request is not None:
        intake.scheduled(appointment.request)
    tell(appointment.patient, "booked", appointment, **about(appointment))


def _simply(appointment: Appointment, state: str, version: int | None) -> Appointment:
    appointment = locked(appointment, version)
    appointment.move_to(state)
    _save(appointment)
    return appointment


def _override(actor: Actor, override: bool, reason: str) -> str:
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
