"""What patients are told about appointments, and what is no longer said when things have changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.utils.timezone import now

from ..access.may import Actor
from ..intake.models import Request
from ..intake.states import OPEN
from ..messaging import dates
from ..messaging.actions import link, tell, tell_soon, withdraw, withdraw_about
from ..messaging.events import Leaving
from ..messaging.models import Message
from ..messaging.taking_back import say_again, say_last_again, settle_about
from ..messaging.ways import reader, seen_by_reached
from ..people.models import Patient
from ..practice.words import visit_words
from .choices import SAY_CHOICES, choices
from .events import Arrived, Booked, BookingTakenBack, Cancelled, Confirmed, HeldAgain, Moved, TakenBack
from .models import Appointment, WaitlistOffer
from .moving import MOVING, PROPOSED, STAYS, moves_alone, must_move_one
from .rules import tells_anything, told_before
from .why_it_moves import why_it_moves, with_whom


def about(appointment: Appointment, path: str | None = None) -> dict[str, str]:
    """What a message may say: day, time, place, a link; names only where they give nothing away (42 CFR Part 2)."""
    place, language = appointment.location, appointment.patient.language
    practice, visit = appointment.patient.practice, appointment.visit_type
    moment = appointment.start.astimezone(ZoneInfo(place.timezone))
    return {
        "when": dates.when(moment, place.timezone, language),
        "day": dates.day(moment.date(), language),
        "time": dates.clock(moment, place.timezone, language),
        "place": practice.name if place.sensitive else place.name,
        "where": practice.name if place.sensitive else ", ".join(filter(None, (place.name, place.address))),
        "visit": ("visita" if language == "es" else "visit") if visit.sensitive else visit_words(visit, language)[0],
        "with_whom": with_whom(appointment),
        "why_it_moves": why_it_moves(appointment),
        "link": link(practice, path or f"/appointments/{appointment.pk}/"),
    }


def meanwhile(given: WaitlistOffer, *, over: bool = False) -> dict[str, str]:
    """Of the appointment that somebody has beside an offer, where they have one: that it stays theirs, or must move all the same.

    `over`: the offer is none any more.
    """
    old = given.entry.appointment
    if old is None or old.state != "booked":
        return {"meanwhile": ""}
    words, spanish = about(old), old.patient.language == "es"
    if must_move_one(old):
        said = (
            " No podremos atenderle en su cita del {when}{why}."
            if spanish
            else " Your appointment on {when} cannot take place{why}."
        )
    elif over:
        said = " Su cita del {when} sigue siendo suya." if spanish else " Your appointment on {when} stays yours."
    else:
        said = (
            " Su cita del {when} sigue siendo suya hasta que acepte."
            if spanish
            else " Your appointment on {when} stays yours until you accept."
        )
    return {"meanwhile": said.format(when=words["when"], why=words["why_it_moves"])}


def tell_of(
    appointment: Appointment,
    template: str,
    words: Mapping[str, str],
    *,
    soon: Actor | None = None,
    thing: Model | None = None,
    patient: Patient | None = None,
    not_after: dt.datetime | None = None,
    once: str = "",
) -> Message | None:
    """Tell a patient of a time, for as long as it lies ahead; nobody hears of what is over, also where the message waited.

    `soon`: who did it; staff can take it back for some seconds.  `thing`: what the message is about, where it is not the appointment.
    `not_after`: when it is no longer worth saying, if that is sooner.
    """
    if appointment.start <= now():
        return None
    if template in TELLS_BEFORE:
        words = {**words, "before": _before(appointment)}
    if template in SAY_CHOICES:
        words = {**words, **choices(appointment, template, words["link"])}
    whom, what = patient or appointment.patient, thing or appointment
    over = min(appointment.start, not_after or appointment.start)
    if soon is not None:
        return tell_soon(soon, whom, template, what, not_after=over, **words)
    return tell(whom, template, what, once=once, not_after=over, **words)


def tell_no_time(
    appointment: Appointment, *, soon: Actor | None = None, patient: Patient | None = None, once: str = ""
) -> bool:
    """It must move, and no other time is held for it: who can choose one is led to the page, who cannot is told that we will call."""
    reading = reader(appointment.patient, appointment.visit_type.code)
    template = "time-withdrawn" if moves_alone(appointment, reading) else "time-withdrawn-call"
    return tell_of(appointment, template, about(appointment), soon=soon, patient=patient, once=once) is not None


# Messages that say when the visit is, so that they say what is to be done before it.
TELLS_BEFORE = frozenset({"booked", "rescheduled", "reminder", "reminder-confirmed", "confirmed"})


def _before(appointment: Appointment) -> str:
    """What the rules tell before the visit; '' of one whose name is kept out of messages: it would give it away."""
    if appointment.visit_type.sensitive or appointment.location.sensitive or not tells_anything():
        return ""
    seen = seen_by_reached(appointment.patient, appointment.visit_type.code)
    return " ".join(told_before(appointment, seen=seen))


def booked(event: Booked) -> None:
    """One message, the appointment: nobody hears that we look for a time, once there is one."""
    if event.appointment.request is not None:
        withdraw_about(event.appointment.request, *BEFORE_ITS_TIME)
    if event.tell:
        _tell_soon(event.actor, "booked", event.appointment)


def moved(event: Moved) -> None:
    withdraw_about(event.old, *ABOUT_A_TIME, *OF_ITSELF)  # what has not left yet, and is no longer so
    _tell_soon(event.actor, "rescheduled", event.new)


def cancelled(event: Cancelled) -> None:
    withdraw_about(event.appointment, *ABOUT_A_TIME, *OF_ITSELF)
    if event.tell:
        _tell_soon(event.actor, "cancelled", event.appointment, _where_to_next(event.appointment))


def leaving(event: Leaving) -> None:
    """Nobody is reminded of a visit that was canceled, moved or over by then, or that must move, nor told that it stays: whoever ended
    it may have come between the round that read it and the reminder that it wrote, or while it waited for the morning."""
    message = event.message
    if message.template not in (*REMINDERS, STAYS) or message.thing_id is None:
        return
    appointment = Appointment.objects.filter(pk=message.thing_id).first()
    if appointment is None or appointment.state != "booked" or appointment.start <= now() or must_move_one(appointment):
        withdraw(message)


def heard(event: Confirmed | Arrived) -> None:
    """Who confirms a visit, or is here for it, knows of it: nobody has to be called because a message about it came back."""
    settle_about(event.appointment, *REMINDERS, *OF_ITSELF)


def _where_to_next(appointment: Appointment) -> str:
    """The request that waits for another time, where there is one: nobody asks twice."""
    asked = appointment.request
    return f"/requests/{asked.pk}/" if asked is not None and asked.state in OPEN else "/"


def taken_back(event: TakenBack) -> None:
    """It takes place after all, and its patient is reminded of it."""
    say_again(event.appointment, *REMINDERS, *OF_ITSELF)
    say_last_again(event.appointment, STAYS)


def booking_taken_back(event: BookingTakenBack) -> None:
    """It is not to come; and of a request that waits again it is said that it has arrived, or was approved, if that was not said yet."""
    withdraw_about(event.appointment, *ABOUT_A_TIME)
    known = event.appointment.request
    asked = Request.objects.filter(pk=known.pk, state__in=OPEN).first() if known is not None else None
    if asked is None:
        return
    if asked.state != "approved" or not say_last_again(asked, "request-approved"):
        say_last_again(asked, "request-received")


def held_again(event: HeldAgain) -> None:
    """So does what had been moved to a time that is only kept."""
    if event.old is not None:
        say_again(event.old, *REMINDERS, *OF_ITSELF)
        say_last_again(event.old, *PROPOSED)
        say_last_again(event.old, STAYS)


BEFORE_ITS_TIME = ("request-received", "information-needed", "request-approved")  # not so once the request has a time
REMINDERS = ("reminder", "reminder-confirmed")
ABOUT_A_TIME = (
    *REMINDERS,
    *MOVING,
    STAYS,
    "place-changed",
)  # what is wrong once that time is given back
OF_ITSELF = ("booked", "rescheduled")  # that there is one, and when


def _tell_soon(actor: Actor, template: str, appointment: Appointment, path: str | None = None) -> None:
    """What staff do can be taken back until it is said."""
    tell_of(appointment, template, about(appointment, path), soon=actor)
