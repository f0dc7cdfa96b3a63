"""Taking back that staff offered a time to somebody who waits: it was never offered to them, and they wait as before."""

from __future__ import annotations

import datetime as dt

from ....access.may import Actor
from ....core.events import raise_event
from ....intake.undo.actions import TooLateToUndo
from ....messaging.taking_back import before_it_leaves, said, take_back
from ...being_there import NEVER_OFFERED
from ...events import HoldEnded
from ...lanes import release
from ...models import Appointment, WaitlistOffer

OFFERED = "waitlist.offer_time"
TELLING = "waitlist-offer"


def offer_of(hold: Appointment) -> WaitlistOffer | None:
    found: WaitlistOffer | None = WaitlistOffer.objects.filter(hold=hold, state="offered").first()
    return found


def is_untold(hold: Appointment) -> bool:
    given = offer_of(hold)
    return given is not None and not said(given, TELLING)


def leaves_at(until: dt.datetime, hold: Appointment) -> dt.datetime:
    """`until`, or sooner, when the message about it leaves or the time is kept no longer."""
    given = offer_of(hold)
    return until if given is None else min(given.expires_at, before_it_leaves(until, given, TELLING))


def never_offered(actor: Actor, hold: Appointment) -> Appointment:
    """Called inside the action that takes it back, in its line.  Raises TooLateToUndo."""
    given = offer_of(hold)
    if given is None or not take_back(given, TELLING):
        raise TooLateToUndo
    release([hold])
    hold.move_to("cancelled")
    hold.reason = NEVER_OFFERED
    hold.version += 1
    hold.save()
    raise_event(HoldEnded(actor, hold))
    return hold
