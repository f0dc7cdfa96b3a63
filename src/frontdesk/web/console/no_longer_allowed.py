"""Why an appointment that was good when it was booked is against the rules now, in a few words: the heading of its exception and of its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ...booking.models import Appointment
from ...day.exceptions.queries import asked_as_stranger, same_rules_as_booked

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BY_THE_RULES = _("No longer allowed by the rules")
MATCHED_SINCE = _("Not allowed by the patient's record, known since it was booked")
CHANGED_SINCE = _("Not allowed since something about the patient changed")


def no_longer_allowed(appointment: Appointment) -> _StrPromise:
    """A rule may have been changed; or no rule was, and another thing is known of the patient than when it was booked."""
    if not same_rules_as_booked(appointment):
        return BY_THE_RULES
    return MATCHED_SINCE if asked_as_stranger(appointment) else CHANGED_SINCE
