"""What happens to taken time.  Who hears of it, and in which order, stands in `server/listeners.py`."""

from __future__ import annotations

from dataclasses import dataclass

from ..access.may import Actor
from ..core.events import Event
from ..intake.models import Request
from ..people.models import Patient
from .models import Appointment


@dataclass(frozen=True)
class Held(Event):
    """`hold` keeps a time while somebody makes up their mind."""

    actor: Actor
    hold: Appointment


@dataclass(frozen=True)
class HoldEnded(Event):
    """`hold` was given back and became no appointment: its time is free again."""

    actor: Actor
    hold: Appointment


@dataclass(frozen=True)
class Booked(Event):
    """`appointment` is new and instead of none.

    `tell`: whether its patient is told of this one by itself.
    `again`: the one that had ended by mistake and stands again as this one: it settles what that had settled, and nothing else.
    """

    actor: Actor
    appointment: Appointment
    tell: bool = True
    again: Appointment | None = None


@dataclass(frozen=True)
class Moved(Event):
    """`new` took the place of `old`, whose time is free again."""

    actor: Actor
    old: Appointment
    new: Appointment


@dataclass(frozen=True)
class Cancelled(Event):
    """`appointment` will not take place; its time is free again.  `tell`: whether its patient is told."""

    actor: Actor
    appointment: Appointment
    tell: bool = True


@dataclass(frozen=True)
class Confirmed(Event):
    """The patient said that they will come."""

    actor: Actor
    appointment: Appointment


@dataclass(frozen=True)
class Arrived(Event):
    """The patient of `appointment` is here.  `corrected`: they were before this was written down, nobody knows since when."""

    actor: Actor
    appointment: Appointment
    corrected: bool = False


@dataclass(frozen=True)
class Completed(Event):
    """The visit has taken place."""

    actor: Actor
    appointment: Appointment


@dataclass(frozen=True)
class NoShow(Event):
    """The patient did not come."""

    actor: Actor
    appointment: Appointment


@dataclass(frozen=True)
class SetBack(Event):
    """What was written down about the visit was wrong: it was in `state` and is in an earlier one again."""

    actor: Actor
    appointment: Appointment
    state: str


@dataclass(frozen=True)
class TakenBack(Event):
    """What staff did to `appointment` is as if it had not been: it was in `state` and stands again.

    `given_up`: the time that it had been moved to, which nobody has heard of.
    """

    actor: Actor
    appointment: Appointment
    state: str
    given_up: Appointment | None = None


@dataclass(frozen=True)
class BookingTakenBack(Event):
    """That staff booked `appointment` for its patient is as if it had not been: it was never theirs, and its time is free.

    `asked`: its request was written down by the same press.
    """

    actor: Actor
    appointment: Appointment
    asked: bool


@dataclass(frozen=True)
class HeldAgain(Event):
    """That `hold` was accepted or passed on for its patient is as if it had not been: it is kept for them again.

    `old`: the appointment that it had taken the place of, which stands again.
    """

    actor: Actor
    hold: Appointment
    old: Appointment | None = None


@dataclass(frozen=True)
class Resized(Event):
    """It is longer or shorter than it was."""

    actor: Actor
    appointment: Appointment


@dataclass(frozen=True)
class Matched(Event):
    """Who asked by `request` is `patient`; `made` is the record that was made for it, closed now."""

    actor: Actor
    request: Request
    made: Patient
    patient: Patient


@dataclass(frozen=True)
class FoundNew(Event):
    """Who asked by `request` is nobody of those whom the practice knew."""

    actor: Actor
    request: Request


@dataclass(frozen=True)
class Merged(Event):
    """The record `gone` is the same person as `kept`."""

    actor: Actor
    kept: Patient
    gone: Patient


@dataclass(frozen=True)
class CountSaid(Event):
    """Staff have said whether a visit of `patient` that was canceled late counts."""

    patient: Patient


@dataclass(frozen=True)
class Unmerged(Event):
    """`kept` and `gone` are two people after all."""

    actor: Actor
    kept: Patient
    gone: Patient
