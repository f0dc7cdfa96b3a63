"""What happens to messages."""

from __future__ import annotations

from dataclasses import dataclass

from ..access.may import Actor
from ..core.events import Event
from .models import Message


@dataclass(frozen=True)
class Leaving(Event):
    """A message is about to be handed over: whoever knows that what it says is no longer so withdraws it."""

    message: Message


@dataclass(frozen=True)
class Settled(Event):
    """Staff have dealt with a message that could not be delivered."""

    actor: Actor
    message: Message
