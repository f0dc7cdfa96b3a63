"""Whether a time that is kept can be at all, by the rules in force now: somebody is there, and it is open.

How early one may book, or how many times a day has, was judged when the time was kept, and stays agreed.
"""

from __future__ import annotations

from django.utils.timezone import now
from django.utils.translation import get_language

from ..messaging.dates import when_here
from ..practice import policies
from ..rules.facts import Channel
from .errors import ChangedSince, ChosenSince, HasAnother, HoldGone, NoLongerKept, NotThereThen
from .judging import Judge, with_facts
from .models import Appointment
from .states import EXPIRED
from .take import Place, Wish, nearest_to

NOT_THERE = "nobody is there then"  # why a hold has ended
CHANGED = "the appointment has changed"
CHOSEN = "another time was chosen"
NO_ROOM_FOR_IT = "the visit has another length, which does not fit there"
NOT_TAKEN = "the offer was not taken"
NEVER_OFFERED = "the offer was undone"
NOBODY_ANSWERED = "nobody answered"
ANOTHER = "another time was booked"
RAN_OUT = (EXPIRED, NOT_TAKEN, NOBODY_ANSWERED)
BOOKED = ("booked", "arrived", "completed")


def provider_can_be_there(held: Appointment) -> bool:
    """Whether the rules in force still let its provider be there at that time."""
    appointment = with_facts(Appointment.objects.filter(pk=held.pk)).get()
    return not Judge(policies.current().setup).absent(appointment)


def time_no_longer_kept(held: Appointment) -> HoldGone | NotThereThen:
    """What to say of a time that is kept no longer: nobody waited too long where the practice took it back."""
    if held.reason == NOT_THERE or not provider_can_be_there(held):
        return nobody_there(held)
    until = held.hold_expires_at
    over = until is not None and until < now() and (held.state == "held" or held.reason in RAN_OUT)
    return HoldGone() if over else kept_for_something_else(held)


def kept_for_something_else(held: Appointment) -> HoldGone:
    """What to say of a time that was kept for what is another matter by now: what they have instead."""
    appointment = booked_instead(held)
    if appointment is not None and appointment.pk != held.replaces_id:
        return HasAnother(
            when_here(appointment.start, appointment.location, get_language() or "en"), appointment.provider.name
        )
    if held.reason == CHOSEN:
        return ChosenSince()
    return ChangedSince() if held.reason in (CHANGED, ANOTHER, NO_ROOM_FOR_IT) else NoLongerKept()


def booked_instead(held: Appointment) -> Appointment | None:
    """What is booked of that for which a time was held: what was to be moved, wherever it is by now, or what was asked for."""
    instead = held.replaces
    if instead is None and held.request_id is not None:
        instead = Appointment.objects.filter(request=held.request_id, state__in=BOOKED).order_by("start").first()
    while instead is not None and instead.successor is not None:
        instead = instead.successor
    return instead if instead is not None and instead.state in BOOKED else None


def nobody_there(held: Appointment) -> NotThereThen:
    """With the times that are free instead."""
    place = Place(held.provider.code, held.location.code, held.start)
    channel: Channel = "online" if held.channel == "online" else "staff"
    due = held.recall_id is not None
    wish = Wish(
        held.patient, held.visit_type, place, channel, held.request, replaces=held.replaces, agreed=True, invited=due
    )
    return NotThereThen(nearest_to(wish))
