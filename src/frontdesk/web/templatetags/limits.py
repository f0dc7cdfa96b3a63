"""What stands beside a limit that is reached."""

from __future__ import annotations

from typing import Any

from django import template

from ...access.may import Actor, may_open
from ...availability.model import Reason
from ...booking import queries as booking
from ...booking.models import Appointment
from ..limited import Limited

register = template.Library()
MOST = 12  # appointments beside one reason


@register.simple_tag(takes_context=True)
def that_count(context: dict[str, Any], reason: Reason) -> Limited[Appointment]:
    """The appointments that count toward a limit which is reached, as far as whoever reads may open them."""
    actor: Actor = context["request"].actor
    if not reason.counted or not may_open(actor, "appointment.view"):
        return Limited([], MOST)
    return Limited(booking.visible(actor).filter(pk__in=reason.counted).order_by("start"), MOST)
