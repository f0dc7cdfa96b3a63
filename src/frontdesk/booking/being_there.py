"""Whether a time that is kept can be at all, by the rules in force now: somebody is there, and it is open.

How early one may book, or how many times a day has, was judged when the time was kept, and stays agreed.
"""

from __future__ import annotations

from ..practice import policies
from ..rules.facts import Channel
from .errors import ChangedSince, HoldGone, NotThereThen
from .exceptions.queries import Judge, with_facts
from .models import Appointment
from .take import Place, Wish, nearest_to

NOT_THERE = "nobody is there then"  # why a hold has ended
CHANGED = "the appointment has changed"


def can_be(held: Appointment) -> bool:
    """Whether the rules in force still let its provider be there at that time."""
    one = with_facts(Appointment.objects.filter(pk=held.pk)).get()
    return not Judge(policies.file_of(policies.published()).setup).absent(one)


def gone(held: Appointment) -> HoldGone | NotThereThen:
    """What to say of a time that is kept no longer: nobody waited too long where the practice took it back."""
    if held.reason == NOT_THERE or not can_be(held):
        return nobody_there(held)
    return ChangedSince() if held.reason == CHANGED else HoldGone()


def nobody_there(held: Appointment) -> NotThereThen:
    """With the times that are free instead."""
    place = Place(held.provider.code, held.location.code, held.start)
    channel: Channel = "online" if held.channel == "online" else "staff"
    wish = Wish(held.patient, held.visit_type, place, channel, held.request, replaces=held.replaces, agreed=True)
    return NotThereThen(nearest_to(wish))
