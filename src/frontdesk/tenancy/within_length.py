"""What people typed is kept whole or refused: the one place that says how much a column keeps."""

from __future__ import annotations

from django.utils.translation import gettext

from ..core.refusals import Refusal


class TooLong(Refusal):
    """More than is kept of such a text: cut off, it might say the opposite."""

    code, status = "too-long", 422

    def __init__(self, length: int, most: int) -> None:
        words = gettext(
            "What you typed is too long: %(length)s characters. At most %(most)s can be kept. Nothing was changed. Go back: what you typed is still there."
        )
        super().__init__(words % {"length": f"{length:,}", "most": f"{most:,}"})


def within_length(text: str, most: int) -> str:
    """The text as it was typed.  Raises TooLong."""
    if len(text) > most:
        raise TooLong(len(text), most)
    return text
