"""A piece of a description with everything that it names as a tag: 'Dr. Lee does procedures on Fridays' → 'P0 does V1 on D2'.

Whatever is no tag stays as its word, so that a shape which fits the whole leaves nothing out.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..practice.file.holidays import HOLIDAYS
from ..rules.days_and_times import MONTHS
from .names import Names, payer_spans, room_kind
from .plain import clock, plain, span_of, time_of
from .visits import visit_spans
from .words import HEADING

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun)(?:s|'s)?\b\.?"
_DAY_SPAN = re.compile(rf"(?<![\w-])({_DAY})(?: ?(?:-|to|through|thru) ?({_DAY}))?", re.I)
_CLOCK = r"(?:\d{1,2}(?::\d\d)?(?: ?(?:am|pm))?|noon|midday|midnight)"
_HOURS = re.compile(
    rf"(?<![\w:.$#/-])(?:from |between )?({_CLOCK}) ?(?:-|to|until|till|and) ?({_CLOCK})(?![\w:%/-]|\.\d| ?(?:minutes|hours|days?|weeks?|months?|years?|business|of\b|or\b|patients|visits|times))",
    re.I,
)
_RANGE = re.compile(
    r"\b\d+ ?(?:-|to|or) ?\d+ (?:minutes|hours|days|weeks|months|years|patients|visits|times|business)\b", re.I
)
_MINUTES = re.compile(
    r"(?<![\w:.$/-])(\d{1,3})(?: (minutes)| (hours))(?! (?:early|late|before|ahead|in advance|notice|advance|prior|in the)\b)(?:\b)(?!'|-)"
)
_TIME = re.compile(
    r"(?<=after )(?:the )?(\d{1,2}(?::\d\d)?(?: ?[ap]m)?|noon)\b(?! ?(?:minutes|hours|days?|weeks?|months?|years?|business|no-shows|missed|or|weeks'|visits)\b)|"
    r"(?<=before )(\d{1,2}(?::\d\d)?(?: ?[ap]m)?|noon)\b(?! ?(?:minutes|hours|days?|weeks?|months?|years?|business)\b)|"
    r"(?<=until )(\d{1,2}(?::\d\d)?(?: ?[ap]m)?|noon)\b(?! ?(?:minutes|hours|days?|weeks?|months?|years?|business)\b)|(?<![\w:-])(\d{1,2}(?::\d\d)? ?[ap]m|noon)(?![\w-])",
    re.I,
)
_MONTH = rf"(?:{'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS if month != 'May')}|Sept)\.?"
_DATE = re.compile(
    rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? (20\d\d))?(?: ?(?:-|to|through|thru|until) ?(?:({_MONTH}) )?(\d{{1,2}})(?:st|nd|rd|th)?(?:,? (20\d\d))?)?(?![\w:/])",
    re.I,
)
_SEASON = re.compile(rf"\b(?:from )?({_MONTH}) ?(?:-|to|through|thru) ?({_MONTH})(?! ?\d)(?!\w)", re.I)
_YEARS = r"(?: ?(?:years?|yrs?)(?: old| of age)?)?"
_AGES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (r"\bfrom birth (?:to|through)(?: age)? (\d+)" + _YEARS, lambda m: f"{m[1]} or younger"),
    (
        r"\b(?:ages? |aged )?(\d+)(?: (months|weeks|years))?(?: old| of age)? (?:and|or) (?:up|older|over|above)\b",
        lambda m: f"{m[1]}{_unit(m[2])} or older",
    ),
    (
        r"\b(?:ages? |aged )?(\d+)(?: (months|weeks|years))?(?: old| of age)? (?:and|or) (?:under|younger|below)\b",
        lambda m: f"{m[1]}{_unit(m[2])} or younger",
    ),
    (r"\b(?:ages? |aged )(\d+)\+(?!\w)", lambda m: f"{m[1]} or older"),
    (r"\b(?:ages?|aged) (\d+) ?(?:-|to|through) ?(\d+)\b", lambda m: f"from {m[1]} to {m[2]}"),
    (
        r"\b(?:under|younger than|below)(?: the)?(?: age)?(?: of)? (\d+)(?: (months|weeks|years))?(?: old| of age)?\b(?! ?(?:minutes|hours|days|%|pounds|lbs|pm|am))",
        lambda m: f"under {m[1]}{_unit(m[2])}",
    ),
    (
        r"\b(?:over|older than|above)(?: the)?(?: age)?(?: of)? (\d+)(?: (months|weeks|years))?(?: old| of age)?\b(?! ?(?:minutes|hours|days|%|pounds|lbs|pm|am))",
        lambda m: f"over {m[1]}{_unit(m[2])}",
    ),
    (r"\bup to age (\d+)" + _YEARS, lambda m: f"{m[1]} or younger"),
)
FIELDS = {
    "insurance card": "insurance card",
    "date of birth": "date of birth",
    "phone number": "phone",
    "phone": "phone",
    "guardian name": "guardian name",
    "guardian's name": "guardian name",
    "referral": "referral",
    "email address": "email",
    "member id": "member id",
}
_FIELD = re.compile(r"\b(?:an? |their |the )?(" + "|".join(FIELDS) + r")(?! ?(?:office|center)s?)\b(?!s)", re.I)
_ORDINAL = r"(?:first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th)"
_MONTHLY = re.compile(
    rf"\b(?:the |every )?({_ORDINAL}) ({'|'.join(DAYS)}) of (?:the|each|every) month\b|\b(?:the |every )({_ORDINAL}) ({'|'.join(DAYS)}) of ({'|'.join(MONTHS)})\b",
    re.I,
)
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}
_HOLIDAYS = {
    "new-year": r"New Year'?s?(?: Day)?(?! Eve)",
    "king": r"(?:MLK|Martin Luther King(?:,? Jr\.?)?)(?: Day)?",
    "washington": r"Presidents'? Day|President's Day",
    "memorial": r"Memorial Day",
    "juneteenth": r"Juneteenth",
    "independence": r"Independence Day|(?:the )?(?:4th|Fourth) of July|July (?:4|Fourth)(?:th)?(?!\d)",
    "labor": r"Labor Day",
    "columbus": r"Columbus Day|Indigenous Peoples'? Day",
    "veterans": r"Veterans'? Day|Veteran's Day",
    "thanksgiving": r"Thanksgiving(?: Day)?",
    "christmas": r"Christmas(?: Day)?(?! Eve)|December 25(?:th)?",
}
_FIRST, _LAST = 0xF0000, 0xFFFFD  # letters of nobody's: each stands for a tag until all are found
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")


@dataclass
class Tagged:
    """`text` with tags, and what each of them is: `values['V1']`."""

    text: str
    values: dict[str, Any] = field(default_factory=dict)
    either: bool = False  # of a list it says 'or', and denies nothing: one of them, or each?
    listed: frozenset[str] = frozenset()  # days that stand one by one, as in 'Mondays and Fridays'

    @property
    def splits_days(self) -> bool:
        """Whether a part of the day may be of the last of its days alone: 'Mondays and Friday afternoons'."""
        return any(
            re.search(
                rf"\b{tag},? (?:in the |at )?(?:mornings?|afternoons?|evenings?|nights?|after|before|until|till|from T)\b|\b{tag} from T\d",
                self.text,
            )
            for tag in self.listed
        )

    def of(self, kind: str) -> list[Any]:
        return [value for tag, value in self.values.items() if tag[0] == kind]


def _unit(said: str | None) -> str:
    return f" {said}" if said and said != "years" else ""


class _Tagger:
    def __init__(self, text: str, names: Names, today: dt.date) -> None:
        self.text, self.names, self.today = text, names, today
        self.values: list[tuple[str, Any]] = []

    def put(self, kind: str, value: Any) -> str:
        self.values.append((kind, value))
        return f" {chr(_FIRST + len(self.values) - 1)} "

    def sub(
        self, pattern: re.Pattern[str] | str, make: Callable[[re.Match[str]], tuple[str, Any] | None], flags: int = 0
    ) -> None:
        def put(match: re.Match[str]) -> str:
            made = make(match)
            return self.put(*made) if made else match.group()

        self.text = re.sub(pattern, put, self.text, flags=flags)

    def spans(self, spans: list[tuple[int, int, str]], kind: str) -> None:
        for begin, end, value in reversed(spans):
            self.text = self.text[:begin] + self.put(kind, [value]) + self.text[end:]


def tagged(text: str, names: Names, today: dt.date) -> Tagged:
    """A piece as it was written, with its tags."""
    text = re.sub(r"^\(?\d{1,2}[.)] (?=\D)", "", text.lstrip())  # the number of a line in a list
    work = _Tagger(" ".join(_MARK.sub("\ufffd", text).replace("’", "'").split()), names, today)
    if names.practice:
        work.sub(re.escape(names.practice.replace("’", "'")), lambda match: ("B", [names.practice]))
    _people(work)  # before abbreviations: 'Beth Cole, NP' is nobody new
    if len(names.people.named) == 1:
        _who_writes(work)
    work.text = plain(work.text)
    for place in names.places:
        work.sub(
            rf"\b(?:our |the )?({re.escape(place)})(?: (?:office|location|site|branch))?\b(?!'s)",
            lambda match: ("L", [match[1]]),
        )
    _dates(work)
    for pattern, make in _AGES:
        work.sub(pattern, partial(_age, make), re.I)
    work.sub(_RANGE, lambda match: ("X", match.group()))
    work.spans(payer_spans(work.text), "I")
    work.sub(_FIELD, lambda match: ("F", [FIELDS[match[1].lower()]]))
    _rooms(work)
    work.spans(visit_spans(work.text), "V")
    work.sub(_DAY_SPAN, _day_span)
    work.sub(_HOURS, _hours)
    work.sub(_MINUTES, lambda match: ("M", int(match[1]) * (60 if match[3] else 1)))
    work.sub(_TIME, _time)
    work.sub(r"(?<![\w$.:/-])(\d{1,3})(?![\w%/:-]|\.\d)", lambda match: ("N", int(match[1])))
    return _finished(work)


def _people(work: _Tagger) -> None:
    people = work.names.people
    work.sub(people.pattern, lambda match: ("P", [people.called[match[1]]]))


def _who_writes(work: _Tagger) -> None:
    """'I' where one person alone sees patients; what they say of insurance is said of the practice."""
    if payer_spans(work.text):
        return
    me = list(work.names.people.named)
    work.text = re.sub(rf"\bI(?:'m| am)\b(?! +(?:an? |the |{_MARK.pattern}))", "I is", work.text)
    work.sub(r"\bI\b(?! am\b|'m\b)", lambda _: ("P", me))


def _dates(work: _Tagger) -> None:
    work.sub(r"\bthe day after Thanksgiving\b", lambda _: ("C", [_after_thanksgiving()]), re.I)
    work.sub(r"\b(?:all )?federal holidays\b", lambda _: ("C", ["on federal holidays"]), re.I)
    work.sub(
        _MONTHLY,
        lambda match: (
            "C",
            [
                f"on the {_ordinal(match[1] or match[3])} {(match[2] or match[4]).title()} of {match[5].title() if match[5] else 'the month'}"
            ],
        ),
    )
    work.sub(r"\bChristmas Eve\b", lambda _: ("C", ["on December 24"]), re.I)
    work.sub(r"\bNew Year'?s Eve\b", lambda _: ("C", ["on December 31"]), re.I)
    for holiday in HOLIDAYS:
        phrase = holiday.sentence.removeprefix("The practice is closed ").rstrip(".")
        work.sub(
            rf"\b(?:{_HOLIDAYS[holiday.key]})(?![\w'])(?! ?(?:-|to|through) ?(?:{_MONTH}|\d))",
            partial(_closing, phrase),
            re.I,
        )
    work.sub(_DATE, lambda match: _date(match, work.today))
    work.sub(_SEASON, _season)


def _age(make: Callable[[re.Match[str]], str], match: re.Match[str]) -> tuple[str, Any]:
    return "A", make(match)


def _closing(phrase: str, _match: re.Match[str]) -> tuple[str, Any]:
    return "C", [phrase]


def _ordinal(said: str) -> str:
    return _ORDINALS.get(said.lower(), said.lower())


def _after_thanksgiving() -> str:
    thanksgiving = next(holiday for holiday in HOLIDAYS if holiday.key == "thanksgiving")
    return thanksgiving.sentence_of_the_day_after.removeprefix("The practice is closed ").rstrip(".")


def _month(said: str) -> int:
    return next(
        number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(said.lower().rstrip(".")[:3])
    )


def _date(match: re.Match[str], today: dt.date) -> tuple[str, Any] | None:
    """(the first date, the last, whether a year was said): the next such dates where none was."""
    try:
        month, day = _month(match[1]), int(match[2])
        first = dt.date(int(match[3]), month, day) if match[3] else _coming(month, day, today)
        if not match[5]:
            return "E", (first, first, bool(match[3]))
        to = _month(match[4]) if match[4] else month
        last = dt.date(int(match[6]), to, int(match[5])) if match[6] else _coming(to, int(match[5]), first)
    except ValueError:
        return None
    return ("E", (first, last, bool(match[3] or match[6]))) if last >= first else None


def _coming(month: int, day: int, after: dt.date) -> dt.date:
    date = dt.date(after.year, month, day)
    return date if date >= after else dt.date(after.year + 1, month, day)


def _season(match: re.Match[str]) -> tuple[str, Any]:
    last = _month(match[2])
    end = 28 if last == 2 else 30 if last in (4, 6, 9, 11) else 31
    return "S", f"from {MONTHS[_month(match[1]) - 1]} 1 to {MONTHS[last - 1]} {end}"


def _rooms(work: _Tagger) -> None:
    for kind in sorted(work.names.rooms, key=len, reverse=True):
        many = kind[:-1] + "ies" if kind.endswith("y") else f"{kind}s"
        work.sub(
            rf"\b(?:(?:an?|the|our) )?(?:{re.escape(kind)}|{re.escape(many)})\b",
            lambda match: _room(match.group(), work.names),
            re.I,
        )


def _room(said: str, names: Names) -> tuple[str, Any] | None:
    kind = room_kind(said)
    known = next((room for room in names.rooms if room.lower() == kind.lower()), "")
    return ("R", [known]) if known else None


def _day(said: str) -> int:
    return next(n for n, day in enumerate(DAYS) if day.lower().startswith(said.lower().rstrip(".")[:3]))


def _day_span(match: re.Match[str]) -> tuple[str, Any]:
    first = _day(match[1])
    last = _day(match[2]) if match[2] else first
    return "D", [*range(first, last + 1)] if first <= last else [*range(first, 7), *range(last + 1)]


def _hours(match: re.Match[str]) -> tuple[str, Any]:
    if match.group().lower().startswith("between") and re.fullmatch(r"\d{1,2} \d{1,2}", f"{match[1]} {match[2]}"):
        return "X", match.group()  # ages, or times?
    span = span_of(match[1], match[2])
    return ("H", [span]) if span else ("X", match.group())


def _time(match: re.Match[str]) -> tuple[str, Any] | None:
    said = next(group for group in match.groups() if group)
    at = time_of(said)
    return ("T", clock(at)) if at is not None else ("X", match.group())


_DETERMINER = r"(?:the |our |all |an? |any |your )?"
_JOINED = re.compile(
    r"\b([VPLIDHCFR])(\d+)( ?, ?(?:and |or )?| and | or | plus | / ?|/)(?:on (?=[DC]))?" + _DETERMINER + r"(\1)(\d+)\b"
)
_DENIED = re.compile(r"\b(?:not|no|none|never|nobody|cannot|isnt|without)\b|n't\b")


def _finished(work: _Tagger) -> Tagged:
    """Lower case, tags by letter and number in their order, lists as one tag."""
    values: dict[str, Any] = {}
    pieces: list[str] = []
    for piece in _MARK.split(work.text):
        if len(piece) == 1 and _FIRST <= ord(piece) <= _LAST:
            kind, value = work.values[ord(piece) - _FIRST]
            tag = f"{kind}{len(values)}"
            values[tag] = value
            pieces.append(f" {tag} ")
        else:
            pieces.append(piece.lower())
    text = re.sub(r"\s+", " ", "".join(pieces)).strip()
    text = re.sub(r" ([,;:.!?)'])", r"\1", re.sub(r"([(]) ", r"\1", text))
    text = re.sub(r"\bD(\d+)[,.](?= D\d)", r"D\1,", text)
    either, listed = False, set()
    while (match := _JOINED.search(text)) is not None:
        tag = match[1] + match[2]
        values[tag] = [*values[tag], *values.pop(match[4] + match[5])]
        chosen = " or " in f" {match[3].strip(' ,')} " or ("/" in match[3] and match[1] in "FRVP")
        either |= chosen and match[1] != "I" and not _DENIED.search(text[: match.start()])
        listed |= {tag} if match[1] == "D" and "/" not in match[3] else set()
        text = text[: match.start()] + tag + text[match.end() :]
    values = {tag: sorted(set(value)) if tag[0] == "D" else value for tag, value in values.items()}
    used = {tag: value for tag, value in values.items() if re.search(rf"\b{tag}\b", text)}
    return Tagged(_common(text), used, either, frozenset(listed & used.keys()))


_COMMON: tuple[tuple[str, str], ...] = (
    (r"^[-•*·–—▪●○◦‣>|]+ ?", ""),
    (r"\b(?:don't|doesn't|do not|does not|won't|will not|didn't|doesnt|dont)\b", "not"),
    (r"\b(?:can't|cannot|can not|may not|must not|shouldn't|should not)\b", "cannot"),
    (r"\b(?:is not|isn't|are not|aren't|am not)\b", "isnt"),
    (r"\b(?:we're)\b", "we are"),
    (r"\b(?:i'm)\b", "i am"),
    (r"^(?:and|also|please|plus)[, ]+", ""),
    (r"[.!;]+$", ""),
    (r"\b(?:an?|the|our|all|every|each|all of our) (?=V\d)", ""),
    (r" ?\((.*)\)$", r", \1"),
    (r" ?[|\t] ?", ", "),
    (r"^, |[, ]+$", ""),
    (r": ?[-•*] ", ": "),
    (rf"^{HEADING}(?::| (?=[A-Z]\d|we |no |we'|[-•*])) ?(?:[-•*]|N\d+[.)])? ?", ""),
)


def _common(text: str) -> str:
    for pattern, to in _COMMON:
        text = re.sub(pattern, to, text).strip()
    return text


def tags_in(text: str) -> Iterator[str]:
    return (match.group() for match in re.finditer(r"\b[A-Z]\d+\b", text))
