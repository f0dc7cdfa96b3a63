"""Hours as a description gives them: when the practice is open, who is there when and where; made into blocks at the end."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from .names import Ids, Names
from .plain import clock
from .shape import compiled
from .tags import Tagged

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Span = tuple[int, int]

_OPEN = r"(?:(?:we|the office|the clinic|the practice|office|clinic|our office|our clinic) (?:are|is) open|open|(?:clinic|office)(?=:)|we see patients|we are here|i see patients|i see clients|i work|i am in the office|(?:our |the )?(?:office |clinic |business |regular |practice )?hours(?: of operation)?(?: are| is)?)"
_WORKS = r"(?:works?|is in|is here|is available|is in the office|are here|are in|sees? (?:patients|clients)|has clinic|is in clinic|i see (?:patients|clients)|i work|, | -|:|is)"
_WHEN = r"(?:(?:on )?{D}(?: (?:mornings?|afternoons?))?[:,]? (?:from )?{H}|(?:from )?{H},? (?:on )?{D})"
PRACTICE = tuple(
    compiled(pattern)
    for pattern in (
        rf"{_OPEN}:? ?(?:from )?{_WHEN}",
        r"{D}:?,? (?:open )?(?:from )?{H}",
        r"{D}:? open (?:from )?{H}",
        r"{H},? (?:on )?{D}",
    )
)
PERSON = tuple(
    compiled(pattern)
    for pattern in (
        rf"{{P}} ?{_WORKS} ?(?:(?:at|in) {{L}},? ?)?(?:on |every )?{_WHEN}(?:,? (?:at|in) {{L}})?",
        rf"{{P}},? {_WHEN}(?:,? (?:at |in )?{{L}})?",
        rf"{{P}},? {{L}},? {_WHEN}",
        r"{P}'s hours are {D} {H}",
        r"{P}'s hours are {H} {D}",
    )
)
DAYS_ONLY = tuple(
    compiled(pattern)
    for pattern in (
        r"{P} (?:works|is in|is here|is in the office|is available|sees patients|sees clients|work|are here|are in|see patients)(?: only)? (?:on )?{D}(?: only)?",
        r"{P} only works (?:on )?{D}",
    )
)
LUNCH = tuple(
    compiled(pattern)
    for pattern in (
        r"(?:(?:we are|office is|the office is|the clinic is|is|and) )?closed (?:for lunch )?(?:from )?{H}(?: for lunch)?",
        r"lunch(?: is| break|:| break is)? ?(?:from )?{H}",
        r"(?:we |the office )?closes? for lunch (?:from )?{H}",
        r"{H} (?:for )?lunch",
    )
)
OWN_LUNCH = tuple(compiled(pattern) for pattern in (r"{P} takes lunch (?:from )?{H}", r"{P}'s lunch is (?:from )?{H}"))


@dataclass(frozen=True)
class Hours:
    """What a piece says of hours.  `who` are names, () where it is the practice's; `spans` () where only the days are said."""

    who: tuple[str, ...]
    days: tuple[int, ...]
    spans: tuple[Span, ...] = ()
    place: str = ""
    lunch: bool = False


def hours_of(tagged_text: Tagged) -> Hours | None:
    """What a piece that fits a shape of hours says."""
    for shapes, lunch in ((OWN_LUNCH, True), (PERSON, False), (DAYS_ONLY, False), (LUNCH, True), (PRACTICE, False)):
        for shape in shapes:
            if match := shape.fullmatch(tagged_text.text):
                return _read(match, tagged_text, lunch)
    return None


def _read(match: re.Match[str], tagged_text: Tagged, lunch: bool) -> Hours | None:
    def value(kind: str) -> Any:
        tag = next((tag for name, tag in match.groupdict().items() if name.split("_")[0] == kind and tag), None)
        return tagged_text.values[tag] if tag else ()

    places = value("L")
    if len(places) > 1 or (lunch and len(value("H")) != 1):
        return None
    spans = tuple(sorted(value("H")))
    if any(first[1] > second[0] for first, second in pairwise(spans)):
        return None
    if spans and (
        ("morning" in match.group() and spans[-1][1] > 780) or ("afternoon" in match.group() and spans[0][0] < 720)
    ):
        return None
    if lunch and not (spans[0][0] >= 660 and spans[0][1] <= 900):
        return None  # nobody has lunch then
    return Hours(tuple(value("P")), tuple(value("D")), spans, "".join(places), lunch)


@dataclass
class Timetable:
    """All hours that were said, and what they come to for each person."""

    said: list[Hours] = field(default_factory=list)
    held_back: set[str] = field(default_factory=set)  # of whom something about hours was said that is asked about

    @property
    def week(self) -> dict[int, tuple[Span, ...]]:
        """When the practice is open, day by day."""
        return {
            day: hours.spans
            for hours in self.said
            if not hours.who and not hours.lunch and hours.spans
            for day in hours.days
        }

    def blocks(self, name: str, names: Names, ids: Ids) -> list[dict[str, Any]]:
        """A provider's weekly hours as the practice file has them."""
        days_by_span: dict[tuple[Span, str], list[int]] = {}
        for day, span, place in self._pieces(name, names):
            if place:
                days_by_span.setdefault((span, ids.of("location", place)), []).append(day)
        return [
            {"at": at, "days": [DAYS[day] for day in sorted(days)], "from": clock(span[0]), "to": clock(span[1])}
            for (span, at), days in days_by_span.items()
        ]

    def _pieces(self, name: str, names: Names) -> list[tuple[int, Span, str]]:
        own = [hours for hours in self.said if name in hours.who and not hours.lunch]
        only = "" if names.has_several_places else names.places[0]
        week = self.week
        if own:
            pieces = [
                (day, span, hours.place or only)
                for hours in own
                for day in hours.days
                for span in hours.spans or week.get(day, ())
            ]
        elif name in self.held_back:
            pieces = []
        else:
            pieces = [(day, span, only) for day in sorted(week) for span in week[day]]
        lunches = [hours.spans[0] for hours in self.said if hours.lunch and (not hours.who or name in hours.who)]
        return [(day, part, place) for day, span, place in pieces for part in _around(span, lunches)]

    def faults(self, names: Names) -> list[Hours]:
        """What was said that cannot be: two places at once, a lunch that lies in no hours, days without hours, hours of nobody."""
        bad = [hours for hours in self.said if not hours.who and not hours.lunch and self._said_twice(hours)]
        for said in self.said:
            people = said.who or tuple(self.whose(names))
            if (
                (
                    said.lunch
                    and not any(
                        any(span[0] == said.spans[0][1] for _d, span, _p in self._pieces(name, names))
                        for name in people
                    )
                )
                or (not said.lunch and not said.who and not people)
                or (said.who and not said.spans and not all(day in self.week for day in said.days))
                or (said.who and not said.place and names.has_several_places)
                or (not said.who and names.has_several_places)
            ):
                bad.append(said)
        return bad + [
            hours
            for hours in self.said
            if hours.who and not hours.lunch and any(self._doubled(name) for name in hours.who)
        ]

    def _said_twice(self, hours: Hours) -> bool:
        """Whether the practice's hours of a day are said twice."""
        others = (
            other for other in self.said if other is not hours and not other.who and not other.lunch and other != hours
        )
        return any(set(other.days) & set(hours.days) for other in others)

    def _doubled(self, name: str) -> bool:
        """Whether somebody is said to be in two places, or at two hours, at once."""
        own = [
            (day, span, hours.place)
            for hours in self.said
            if name in hours.who and not hours.lunch
            for day in hours.days
            for span in hours.spans
        ]
        return any(
            first[0] == second[0] and first[1][0] < second[1][1] and second[1][0] < first[1][1]
            for place, first in enumerate(own)
            for second in own[place + 1 :]
        )

    def whose(self, names: Names) -> list[str]:
        """Who has the practice's hours: everybody of whom nothing else was said."""
        own = {name for hours in self.said if not hours.lunch and hours.spans for name in hours.who}
        return [name for name in names.people.named if name not in own and name not in self.held_back]


def _around(span: Span, lunches: list[Span]) -> list[Span]:
    for lunch in lunches:
        if span[0] < lunch[0] < lunch[1] < span[1]:
            return [(span[0], lunch[0]), (lunch[1], span[1])]
    return [span]
