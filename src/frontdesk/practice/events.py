"""What happens to a practice's rules.  Who hears of it stands in `server/listeners.py`."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.events import Event
from .models import Policy


@dataclass(frozen=True)
class Publishing(Event):
    """`policy` is about to be in force: whoever listens may put into its text what stands whatever the text says.

    `again`: the text is one that was in force earlier.
    """

    policy: Policy
    again: bool = False


@dataclass(frozen=True)
class Published(Event):
    """`policy` is in force from now on, in the place of `before`."""

    policy: Policy
    before: Policy | None = None
