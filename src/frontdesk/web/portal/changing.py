"""Until when a patient can change a visit themselves, and what a move changes."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ...access.may import Actor
from ...booking.models import Appointment, Proposal
from ...booking.moving import changeable, must_move, must_move_one, seen_by
from ...booking.rules import cut_off, told_before
from ...booking.why_it_moves import why_it_moves
from ..crossing import Part


def until(appointment: Appointment, reader: Actor | None, *, told: bool = True) -> dict[str, object]:
    """For `portal/_until.html`: what is told before the visit, the last moment, whether it is still ahead, and whether who reads it may move it, and cancel it."""
    seen = seen_by(reader, appointment)
    last, rule = cut_off(appointment, seen=seen)
    movable, cancelable = changeable(appointment, reader)
    return {
        "told": told_before(appointment, seen=seen, language=get_language() or "en") if told else [],
        "last": last,
        "in_time": now() <= last,
        "ends_early": bool(rule) and appointment.created_at < last,  # else it could never be changed here
        "movable": movable,
        "cancelable": cancelable,
    }


def must_it_move(appointment: Appointment | None) -> dict[str, object]:
    """For `portal/_must_move.html`, on each page that shows an appointment: whether the practice must move it, and why in words."""
    moves = appointment is not None and must_move_one(appointment)
    why = why_it_moves(appointment, get_language() or "en") if appointment is not None and moves else ""
    return {"must_move": moves, "why_it_moves": why}


def moves_as_shown(old: Appointment) -> list[Part]:
    """What a form that gives `old` for another time shows of it: whether it cannot take place, or stands."""
    return [Part("", "", "moves" if must_move_one(old) else "")]


def stands_by_now(old: Appointment | None) -> list[Appointment]:
    """For the rows of such a form: one that must move is given for the other by the same press, whatever the form showed of it."""
    return [old] if old is not None and old.state == "booked" and not must_move_one(old) else []


def stands_after_all() -> str:
    """What is said where a form showed that it cannot take place."""
    return gettext(
        "Your appointment stays after all: you do not have to move. You can keep it or still take another time."
    )


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


def what_they_have(others: Iterable[Appointment]) -> dict[str, object]:
    """For `portal/_second.html`: what they have of that kind already, and which of it cannot take place when it is."""
    others = list(others)
    moving = must_move(others)
    return {"others": others, "moving": moving, "nothing_stands": all(other.pk in moving for other in others)}


def stands(old: Appointment | None) -> str:
    """In words: what is so of the appointment that they have, where they have one, and do not give for another time."""
    if old is None or old.state != "booked":
        return ""
    if must_move_one(old):
        return gettext("Your appointment cannot take place at its time: we have to move it.")
    return gettext("You keep what you have.")
