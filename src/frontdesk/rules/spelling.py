"""How to write what people write otherwise: told where reading stopped."""

from __future__ import annotations

import re

_HINTS = (
    (r"[-+±][0-9.]", "write a number without a sign"),
    (
        r"[0-9]{1,2}\.[0-9]{2}(?![0-9])",
        "write a time with a colon, such as 13:00, and minutes as a whole number, such as 90 minutes",
    ),
    (r"[0-9]*\.[0-9]", "write whole numbers, such as 90 minutes for an hour and a half"),
    (r"[0-9]{1,2}/[0-9]{1,2}", "write a date as December 25 (every year) or as 2026-12-25"),
    (r"[0-9]{1,2}(st|nd|rd|th)\b", "write the month with the day, such as December 25"),
    (r"(midnight|12 ?am)\b", "write 0:00, or 24:00 as an end"),
    (r"#", "a remark begins a line of its own"),
)


_DAY_ALONE = re.compile(r"[0-9](st|nd|rd|th)\.?\s*$", re.IGNORECASE)


def how_to_write(sentence: str, at: int) -> str | None:
    """What to do about the words at which reading stopped; None where there is nothing to say about how they are written."""
    rest = sentence[at:]
    for pattern, hint in _HINTS:
        if re.match(pattern, rest, re.IGNORECASE):
            return hint
    if _DAY_ALONE.search(sentence[:at]):
        return "write the month with the day, such as December 25"
    return "write numbers with the digits 0 to 9" if rest[:1].isnumeric() and not rest[:1].isascii() else None
