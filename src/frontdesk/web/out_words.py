"""When somebody is out, or what is closed, as a receptionist says it: 'Dr. Chen is out Fri, Dec 18, from 1 PM'.

Only for showing.  On the pages of rules the sentence itself stands, since it can be typed as it is shown there (`rules/spoken.py`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.utils.translation import get_language, gettext

from ..core import saying
from ..messaging.dates import short_day
from ..tenancy.today import today_here
from .own_words import spoken_sentence

_DATE = r"\d{4}-\d{2}-\d{2}"
_CLOSURE = re.compile(
    rf"(?:(?P<who>[^“]+?) is away|(?P<what>[^“]+?) is closed)(?: at (?P<where>.+?))?"
    rf" (?:on (?P<on>{_DATE})|from (?P<first>{_DATE}) to (?P<last>{_DATE}))"
    r"(?: from (?P<begin>\d\d:\d\d) to (?P<end>\d\d:\d\d))?\.?"
)


def span_words(begin: int, end: int) -> str:
    """Minutes of a day: 'all day', 'from 1 PM', 'until 1 PM', '1 PM–3:30 PM'."""
    return saying.span(begin, end, get_language() or "en")


def days_words(first: dt.date, last: dt.date) -> str:
    """'Fri, Dec 18', or 'Thu, Nov 26 – Fri, Nov 27'."""
    language = get_language() or "en"
    begin, end = (short_day(day, language, today_here()) for day in (first, last))
    return begin if first == last else f"{begin} – {end}"


def out_words(sentence: Any) -> Any:
    """A sentence of a closure or of time away, short; every other is said as it is."""
    match = _CLOSURE.fullmatch(sentence) if isinstance(sentence, str) else None
    if match is None:
        return spoken_sentence(sentence)
    first = dt.date.fromisoformat(match["on"] or match["first"])
    when = days_words(first, dt.date.fromisoformat(match["on"] or match["last"]))
    if match["begin"]:
        when = f"{when}, {span_words(_minute(match['begin']), _minute(match['end']))}"
    if match["who"]:
        said = gettext("%(name)s is out %(when)s") % {"name": match["who"], "when": when}
    elif match["what"].casefold() == "the practice":
        said = gettext("Closed %(when)s") % {"when": when}
    else:
        said = gettext("%(name)s is closed %(when)s") % {"name": match["what"], "when": when}
    return f"{said} ({match['where']})" if match["where"] else said


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
