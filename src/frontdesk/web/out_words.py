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
    begin, end = (short_day(one, language, today_here()) for one in (first, last))
    return begin if first == last else f"{begin} – {end}"


def out_words(sentence: Any) -> Any:
    """A sentence of a closure or of time away, short; every other is said as it is."""
    found = _CLOSURE.fullmatch(sentence) if isinstance(sentence, str) else None
    if found is None:
        return spoken_sentence(sentence)
    first = dt.date.fromisoformat(found["on"] or found["first"])
    when = days_words(first, dt.date.fromisoformat(found["on"] or found["last"]))
    if found["begin"]:
        when = f"{when}, {span_words(_minute(found['begin']), _minute(found['end']))}"
    if found["who"]:
        said = gettext("%(name)s is out %(when)s") % {"name": found["who"], "when": when}
    elif found["what"].casefold() == "the practice":
        said = gettext("Closed %(when)s") % {"when": when}
    else:
        said = gettext("%(name)s is closed %(when)s") % {"name": found["what"], "when": when}
    return f"{said} ({found['where']})" if found["where"] else said


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])
