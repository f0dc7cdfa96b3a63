"""Words of an emergency that reach us where nothing can be kept.  Which words they are: `core/emergency.py`."""

from __future__ import annotations

from ..access.may import Actor
from ..audit.action import action
from ..core.events import raise_event
from .events import EmergencySaid
from .models import Request


@action("request.say_emergency", permission="request.answer")
def say_emergency(actor: Actor, request: Request, *, said: list[str]) -> Request:
    """Words of an emergency that cannot be kept where they were typed: staff call, as if they had been."""
    raise_event(EmergencySaid(request, tuple(said)))
    return request
