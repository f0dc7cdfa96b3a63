"""What can stand in the way of a booking, in words that the user can act on."""

from __future__ import annotations

from django.utils.translation import gettext

from ..availability.model import Reason
from .offers import Offer


class JustTaken(Exception):
    """Somebody else was faster; `nearest` are the three free times nearest to the one that was wanted."""

    def __init__(self, nearest: list[Offer]) -> None:
        self.nearest = nearest
        super().__init__(gettext("That time has just been taken."))


class BreaksRules(Exception):
    """The practice's rules do not allow this time; `reasons` are all that stand in the way."""

    def __init__(self, reasons: list[Reason]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(reason.rule or reason.detail for reason in reasons))


class HoldGone(Exception):
    """The hold has expired; the time may be free still: choose it again."""

    def __init__(self) -> None:
        super().__init__(gettext("We kept this time for you as long as we could. Please choose a time again."))
