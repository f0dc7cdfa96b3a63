"""Taking back that staff offered a time to somebody who waits: it was never offered to them, and they wait as before."""

from __future__ import annotations

import datetime as dt

from ....access.may import Actor
from ....booking.being_there import NEVER_OFFERED
from ....booking.events import HoldEnded
from ....booking.lanes import release
from ....booking.models import Appointment, WaitlistOffer
from ....booking.moving import OFFERS
from ....core.events import raise_event
from ....intake.undo.actions import TooLateToUndo
from ....messaging.taking_back import before_it_leaves, said, take_back

OFFERED = "waitlist.offer_time"


def offer_of(hold: Appointment) -> WaitlistOffer | None:
    offer: WaitlistOffer | None = WaitlistOffer.objects.filter(hold=hold, state="offered").first()
    return offer


def is_untold(hold: Appointment) -> bool:
    given = offer_of(hold)
    return given is not None and not said(given, *OFFERS)


def leaves_at(until: dt.datetime, hold: Appointment) -> dt.datetime:
    """`until`, or sooner, when the message about it leaves or the time is kept no longer."""
    given = offer_of(hold)
    return until if given is None else min(given.expires_at, before_it_leaves(until, given, *OFFERS))


def never_offered(actor: Actor, hold: Appointment) -> Appointment:
    """Called inside the action that takes it back, in its line.  Raises TooLateToUndo."""
    given = offer_of(hold)
    if given is None or not take_back(given, *OFFERS):
        raise TooLateToUndo
    release([hold])
    hold.move_to("cancelled")
    hold.reason = NEVER_OFFERED
    hold.version += 1
    hold.save()
    raise_event(HoldEnded(actor, hold))
    return hold
