"""What a mistake has ended of somebody's waiting and cannot be put back: whoever takes the mistake back is given it, to call about."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.utils.timezone import now

from ...access.may import Actor
from ...booking.models import WaitlistEntry, WaitlistOffer
from ...intake.tasks.actions import open_task
from ...messaging.dates import when
from ...people.models import Staff

SOON = dt.timedelta(hours=4)


def list_for_staff(actor: Actor, entry: WaitlistEntry, what: str, *, of_merge: UUID | None = None) -> None:
    """Called inside the taking back, by the merge that was one or the death."""
    owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    open_task("lost", entry, due_at=now() + SOON, patient=entry.patient, what=what, owner=owner, of_merge=of_merge)


def given_back(given: WaitlistOffer, because: str) -> str:
    """What staff read of an offer that nobody can accept any more."""
    time = when(given.hold.start, given.hold.location.timezone, "en")
    return f"the time offered to them, {time}, was given back when {because}"
