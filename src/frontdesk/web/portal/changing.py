"""Until when a patient can change a visit themselves, and what a move changes."""

from __future__ import annotations

from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ...booking.models import Appointment, Proposal
from ...booking.moving import bookable_alone_instead
from ...booking.rules import cut_off, told_before
from ...intake.evaluation import Seen


def until(one: Appointment, seen: Seen, *, told: bool = True) -> dict[str, object]:
    """For `portal/_until.html`: what is told before the visit, the last moment, whether it is still ahead, and whether the patient may move it or only cancel."""
    last, rule = cut_off(one, seen=seen)
    return {
        "told": told_before(one, seen=seen, language=get_language() or "en") if told else [],
        "last": last,
        "in_time": now() <= last,
        "ends_early": bool(rule) and one.created_at < last,  # else it could never be changed here
        "movable": bookable_alone_instead(one, seen),
    }


def proposed_instead(mine: Appointment) -> Proposal | None:
    """The time that the practice keeps for them in the place of this one."""
    waiting: Proposal | None = (
        mine.proposals.filter(state="proposed", expires_at__gt=now())
        .select_related("hold", "hold__provider", "hold__location", "hold__visit_type", "hold__patient")
        .first()
    )
    return waiting


def what_changes(old: Appointment, new: Appointment) -> list[str]:
    """In words: when, with whom, where, in that order; what stays is not said."""
    words = [
        (old.start != new.start, gettext("the day or time")),
        (old.provider_id != new.provider_id, gettext("who you will see")),
        (old.location_id != new.location_id, gettext("where it is")),
    ]
    return [text for changes, text in words if changes]
