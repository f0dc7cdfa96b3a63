"""What follows for the waitlist from what happened: a time is free, somebody has theirs, or has it no more (`server/listeners.py`)."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.timezone import now

from ....access.may import SYSTEM
from ....booking.events import (
    Arrived,
    Booked,
    BookingTakenBack,
    Cancelled,
    HeldAgain,
    HoldEnded,
    Moved,
    NoShow,
    SetBack,
    TakenBack,
)
from ....booking.models import Appointment, WaitlistEntry, WaitlistOffer
from ....booking.moving import OFFERS
from ....intake.events import PatientDied, RequestChanged, TaskDone
from ....intake.states import UNDECIDED
from ....intake.tasks.actions import NOBODY_THERE
from ....messaging.actions import TAKE_BACK
from ....messaging.taking_back import say_last_again
from ....practice.file.model import BY_PATIENT
from ...wakeups import defer_filling
from ..actions import (
    CANCELLED,
    DIED,
    ENDED,
    GIVEN_UP,
    LOST,
    OTHERWISE,
    OVER,
    REQUEST_OVER,
    WAITING,
    call_again,
    end_offers,
    gave_up,
    leave,
    offered_no_longer,
    settle,
    wait_again,
)
from ..again.actions import ended_beside, ended_with, offer_again


def time_freed(event: Cancelled | HoldEnded | Moved) -> None:
    """A time is free again that somebody may wait for."""
    appointment = (
        event.hold if isinstance(event, HoldEnded) else event.old if isinstance(event, Moved) else event.appointment
    )
    if appointment.start > now():  # while staff can take it back it is offered to nobody
        defer_filling(appointment.practice_id, TAKE_BACK if event.actor.is_staff else dt.timedelta())


def somebody_there(event: TaskDone) -> None:
    """Somebody has said what comes of a time that was given back: unless nobody is there, it is on offer."""
    if event.task.kind == "refill" and event.task.outcome != NOBODY_THERE:
        defer_filling(event.task.practice_id)


def hold_ended(event: HoldEnded) -> None:
    """An offer without its time is none: who waited waits on."""
    for given in WaitlistOffer.objects.filter(hold=event.hold, state="offered"):
        settle(given, "passed", "waiting")


def booked(event: Booked) -> None:
    """Who got such a visit waits no longer for one; beside one that stands again they wait as they did."""
    appointment = event.appointment
    _taken(appointment)
    if event.again is not None:
        return
    waiting = WaitlistEntry.objects.filter(
        patient=appointment.patient, visit_type=appointment.visit_type, appointment=None, state__in=WAITING
    )
    for entry in waiting:
        end_offers(entry, "declined")
        entry.state, entry.got = "booked", appointment
        entry.save(update_fields=["state", "got"])


def moved(event: Moved) -> None:
    """What was offered is theirs; who kept the old time while they waited for an earlier one keeps the new one and waits on."""
    WaitlistEntry.objects.filter(got=event.old).update(got=event.new)
    _taken(event.new)
    WaitlistEntry.objects.filter(appointment=event.old, state__in=WAITING).update(appointment=event.new)


def cancelled(event: Cancelled) -> None:
    """Nobody waits for something earlier than nothing; who had waited without a time, and has none again, does as `_after_all` says."""
    for entry in WaitlistEntry.objects.filter(appointment=event.appointment, state__in=WAITING):
        leave(SYSTEM, entry, reason=CANCELLED)
    had = WaitlistEntry.objects.filter(got=event.appointment, state="booked")
    for entry in had.select_related("patient", "request").order_by("created_at", "pk"):
        _after_all(event, entry)


def taken_back(event: TakenBack) -> None:
    """Who kept it while they waited for something earlier keeps it, and waits on, with what they were offered; the time that it had meanwhile is free."""
    appointment = event.appointment
    _wait_on(appointment, CANCELLED)
    _has_it_again(appointment)
    if event.given_up is not None:
        WaitlistEntry.objects.filter(got=event.given_up).update(got=appointment)
        WaitlistEntry.objects.filter(appointment=event.given_up, state__in=WAITING).update(appointment=appointment)
        defer_filling(appointment.practice_id)
    because = "their appointment was moved" if event.given_up is not None else "their appointment was canceled"
    for given in ended_beside(appointment):
        offer_again(event.actor, given, because)


def booking_taken_back(event: BookingTakenBack) -> None:
    """Who waited waits on, unless they wait otherwise by now; what was on offer to them is again; the time is free at once."""
    appointment = event.appointment
    ended = ended_with(appointment)
    for entry in WaitlistEntry.objects.filter(appointment=appointment, state__in=WAITING):
        leave(SYSTEM, entry, reason=CANCELLED)
    waiting = WaitlistEntry.objects.filter(patient=appointment.patient_id, state__in=WAITING).values("visit_type")
    had = WaitlistEntry.objects.filter(got=appointment, state="booked")
    had.exclude(visit_type__in=waiting).update(state="waiting", got=None)
    for given in ended:
        offer_again(event.actor, given, "another time was booked for them")
    defer_filling(appointment.practice_id)


def held_again(event: HeldAgain) -> None:
    """It is offered to them again; who waits for something earlier than the old time waits on beside that."""
    for given in WaitlistOffer.objects.filter(hold=event.hold, state__in=("accepted", "declined")):
        given.state = "offered"
        given.save(update_fields=["state"])
        say_last_again(given, *OFFERS)
        entry = WaitlistEntry.objects.filter(pk=given.entry_id, state__in=("booked", "waiting"))
        entry.update(state="offered", got=None)
        call_again(event.hold)
    if event.old is not None:
        WaitlistEntry.objects.filter(appointment=event.hold, state__in=WAITING).update(appointment=event.old)
        WaitlistEntry.objects.filter(got=event.hold).update(got=event.old)


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
        leave(SYSTEM, entry, reason=DIED)


def request_changed(event: RequestChanged) -> None:
    """What was declined or taken back waits for no time; for what has to be decided (again) none is offered, until it is."""
    waiting = WaitlistEntry.objects.filter(request=event.request, appointment=None, state__in=WAITING)
    for entry in waiting:
        if event.request.state in ENDED:
            leave(SYSTEM, entry, reason=REQUEST_OVER)
        elif event.request.state in UNDECIDED and entry.state == "offered":
            offered_no_longer(entry)
        elif event.request.state == "approved":
            defer_filling(entry.practice_id)


# Helpers ----------------------------------------------------------------------------------------------------


def _wait_on(appointment: Appointment, reason: str) -> None:
    """Who no longer waited beside this appointment, for that reason, waits again; unless they wait otherwise by now."""
    waiting = WaitlistEntry.objects.filter(patient=appointment.patient_id, state__in=WAITING).values("visit_type")
    left = WaitlistEntry.objects.filter(appointment=appointment, state="left", reason=reason)
    left.exclude(visit_type__in=waiting).update(state="waiting", reason="")


def _after_all(event: Cancelled, entry: WaitlistEntry) -> None:
    """What they got is canceled.  By the practice: they wait again, in their old place.  By their own wish: that was it."""
    other = _other_time(entry, event.appointment)
    if other is not None:
        entry.got = other
        entry.save(update_fields=["got"])
    elif (reason := _why_not_again(event, entry)) is not None:
        gave_up(SYSTEM, entry, reason=reason)
    else:
        wait_again(SYSTEM, entry)


def _other_time(entry: WaitlistEntry, but: Appointment) -> Appointment | None:
    """Who has such a visit to come waits for none."""
    same = Appointment.objects.filter(
        patient=entry.patient_id, visit_type=entry.visit_type_id, state="booked", start__gt=now()
    )
    return same.exclude(pk=but.pk).order_by("start").first()


def _why_not_again(event: Cancelled, entry: WaitlistEntry) -> str | None:
    """Why who has lost their time does not wait again; None where they do."""
    if entry.patient.deceased_on is not None:
        return DIED
    if event.appointment.means == BY_PATIENT:
        return GIVEN_UP
    if entry.appointment_id is not None:
        return CANCELLED
    if entry.request is not None and entry.request.state in ENDED:
        return REQUEST_OVER
    waits = WaitlistEntry.objects.filter(patient=entry.patient_id, visit_type=entry.visit_type_id, state__in=WAITING)
    return OTHERWISE if waits.exists() else None


def _has_it_again(appointment: Appointment) -> None:
    """They were about to wait again, or had given it up, and have their time after all."""
    for entry in WaitlistEntry.objects.filter(Q(state__in=WAITING) | Q(state="left", reason__in=LOST), got=appointment):
        end_offers(entry, "declined")
        entry.state, entry.reason = "booked", ""
        entry.save(update_fields=["state", "reason"])


def _taken(appointment: Appointment) -> None:
    """An offer of which the time is booked now was accepted, whichever way."""
    for given in WaitlistOffer.objects.filter(hold=appointment, state="offered"):
        settle(given, "accepted", "booked")
