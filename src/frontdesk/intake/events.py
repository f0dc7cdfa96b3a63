"""What happens to requests and to the people who ask.  Who hears of it stands in `server/listeners.py`."""

from __future__ import annotations

from dataclasses import dataclass

from ..access.may import Actor
from ..core.events import Event
from ..people.models import Patient
from .models import Document, Referral, Request, Task


@dataclass(frozen=True)
class TaskDone(Event):
    """Somebody said what came of `task`."""

    actor: Actor
    task: Task


@dataclass(frozen=True)
class MadeNew(Event):
    """Staff have looked at the records that are like `patient`, who is somebody else, and made one of their own."""

    actor: Actor
    patient: Patient


@dataclass(frozen=True)
class RequestChanged(Event):
    """`request` is in another state than before."""

    request: Request


@dataclass(frozen=True)
class EmergencySaid(Event):
    """Somebody typed words of an emergency about `request`, and no change of its state tells of them: `said`."""

    request: Request
    said: tuple[str, ...]


@dataclass(frozen=True)
class ReferralEnded(Event):
    """`referral` was declined, or closed because it came twice."""

    actor: Actor
    referral: Referral


@dataclass(frozen=True)
class ReferralReopened(Event):
    """It was ended by mistake."""

    actor: Actor
    referral: Referral


@dataclass(frozen=True)
class DocumentAdded(Event):
    """A patient has sent a document that belongs to no request."""

    document: Document


@dataclass(frozen=True)
class DocumentReplaced(Event):
    """A patient has sent `new` in the place of `old`, which was the wrong file."""

    old: Document
    new: Document


@dataclass(frozen=True)
class PatientDied(Event):
    """It was written down that `patient` has died."""

    actor: Actor
    patient: Patient


@dataclass(frozen=True)
class DeathTakenBack(Event):
    """It was a mistake: `patient` is alive."""

    actor: Actor
    patient: Patient


@dataclass(frozen=True)
class SeenBeforeSaid(Event):
    """Staff have said whether `patient` was seen by the practice before its visits were kept here."""

    patient: Patient


@dataclass(frozen=True)
class InsuranceChanged(Event):
    """`patient` has another insurance than before, or none."""

    patient: Patient
