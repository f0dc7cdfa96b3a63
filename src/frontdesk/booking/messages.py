"""What patients are told about appointments, and what is no longer said when things have changed."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ..messaging import dates
from ..messaging.actions import link, tell, tell_soon, withdraw_about
from ..messaging.taking_back import say_again
from ..people.may import Actor
from ..practice.words import visit_words
from .events import Booked, Cancelled, Moved, TakenBack
from .models import Appointment


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


def booked(event: Booked) -> None:
    if event.tell:
        _tell("booked", event.appointment)


def moved(event: Moved) -> None:
    withdraw_about(event.old, *ABOUT_A_TIME)
    _tell_soon(event.actor, "rescheduled", event.new)


def cancelled(event: Cancelled) -> None:
    withdraw_about(event.appointment, *ABOUT_A_TIME)
    if event.tell:
        _tell_soon(event.actor, "cancelled", event.appointment, "/")


def taken_back(event: TakenBack) -> None:
    """It takes place after all, and its patient is reminded of it."""
    say_again(event.appointment, "reminder", "reminder-confirmed")


ABOUT_A_TIME = ("reminder", "time-proposed", "time-withdrawn")  # what is wrong once that time is given back


def _tell(template: str, appointment: Appointment, path: str | None = None) -> None:
    """Nobody is told of what is over already."""
    if appointment.start > now():
        tell(appointment.patient, template, appointment, not_after=appointment.start, **about(appointment, path))


def _tell_soon(actor: Actor, template: str, appointment: Appointment, path: str | None = None) -> None:
    """The same; what staff do can be taken back until it is said."""
    if appointment.start > now():
        words = about(appointment, path)
        tell_soon(actor, appointment.patient, template, appointment, not_after=appointment.start, **words)
