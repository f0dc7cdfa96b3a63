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
NOT_TAKEN = "the offer was not taken"
NEVER_OFFERED = "the offer was undone"
NOBODY_ANSWERED = "nobody answered"
ANOTHER = "another time was booked"
RAN_OUT = (EXPIRED, NOT_TAKEN, NOBODY_ANSWERED)
BOOKED = ("booked", "arrived", "completed")


def can_be(held: Appointment) -> bool:
    """Whether the rules in force still let its provider be there at that time."""
    one = with_facts(Appointment.objects.filter(pk=held.pk)).get()
    return not Judge(policies.current().setup).absent(one)


def gone(held: Appointment) -> HoldGone | NotThereThen:
    """What to say of a time that is kept no longer: nobody waited too long where the practice took it back."""
    if held.reason == NOT_THERE or not can_be(held):
        return nobody_there(held)
    until = held.hold_expires_at
    over = until is not None and until < now() and (held.state == "held" or held.reason in RAN_OUT)
    return HoldGone() if over else changed(held)


def changed(held: Appointment) -> HoldGone:
    """What to say of a time that was kept for what is another matter by now: what they have instead."""
    one = has_now(held)
    if one is not None and one.pk != held.replaces_id:
        return HasAnother(when_here(one.start, one.location, get_language() or "en"), one.provider.name)
    if held.reason == CHOSEN:
        return ChosenSince()
    return ChangedSince() if held.reason in (CHANGED, ANOTHER) else NoLongerKept()


def has_now(held: Appointment) -> Appointment | None:
    """What is booked of that for which a time was held: what was to be moved, wherever it is by now, or what was asked for."""
    one = held.replaces
    if one is None and held.request_id is not None:
        one = Appointment.objects.filter(request=held.request_id, state__in=BOOKED).order_by("start").first()
    while one is not None and one.successor is not None:
        one = one.successor
    return one if one is not None and one.state in BOOKED else None


def nobody_there(held: Appointment) -> NotThereThen:
    """With the times that are free instead."""
    place = Place(held.provider.code, held.location.code, held.start)
    channel: Channel = "online" if held.channel == "online" else "staff"
    wish = Wish(held.patient, held.visit_type, place, channel, held.request, replaces=held.replaces, agreed=True)
    return NotThereThen(nearest_to(wish))
