"""What happens to the people of a practice.  Who hears of it stands in `server/listeners.py`."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ..core.events import Event
from ..tenancy.models import Practice
from .models import Staff


@dataclass(frozen=True)
class RightsGiven(Event):
    """`by` gave `to` (a person, everybody with a role, another system) rights that they did not have: `what`.

    `person`: whose own rights they are, where they are one person's.
    """

    practice: Practice
    by: str
    to: str
    what: str
    person: UUID | None = None


@dataclass(frozen=True)
class AccessEnded(Event):
    """`staff` may not sign in any more: what they had to do is anybody's again."""

    staff: Staff
