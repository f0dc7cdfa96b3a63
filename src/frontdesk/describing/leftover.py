"""What of a clause stands in nothing that was understood of it: better asked about than half read.

A number, a day, a part of the day or a name that no fact has, and a 'not' that nothing denies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .clauses import SHORT_DAYS, Clause, weekdays
from .facts import Understood
from .names import Names, people_of

_NOT = re.compile(
    r"\b(?:nobody|no one|none|never|not|no|without|\w+n't|cannot|neither|nor|except|excluding|unless)\b(?! (?:more|less|later|earlier) than)",
    re.I,
)
_DENIES = re.compile(
    r"\bnot\b|\bclosed\b|\boff\b|\baway\b|\bmost\b|\bonly\b|\blunch\b|\bunder\b|\bover\b|\bno-shows\b|\bmissing\b|\bKeep\b|\bcancel\b|\bmentions\b|\bfor established\b|\bfor new\b",
    re.I,
)
_PART_OF_DAY = re.compile(r"\b(?:mornings?|afternoons?|evenings?|nights?)\b", re.I)
_OF_US = re.compile(
    r"[ -](?:\w+ )?(?:doctors?|physicians?|providers?|dentists?|hygienists?|therapists?|nurses?|midwives|OBs?|offices|locations|sites)\b",
    re.I,
)
_CALENDAR = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|christmas|new|year|memorial|labor|independence|thanksgiving|martin|mlk|presidents|veterans|juneteenth|columbus|day|eve)"
)


def denied(clause: Clause, facts: Iterable[Understood]) -> bool:
    """Whether the clause says 'not' and what was understood of it says no such thing: then it was misread."""
    said = " ".join(fact.says for fact in facts)
    if re.search(r"\b(?:without|unless|until)\b", clause.plain, re.I) and "before booking" in said:
        return False
    return bool(_NOT.search(clause.plain)) and not _DENIES.search(said)


def leftover(clause: Clause, facts: list[Understood], names: Names) -> str:
    """The first word or number of a clause that is in none of its facts; '' where all are."""
    said = " ".join(fact.says for fact in facts)
    numbers = _numbers(said, names)
    for match in re.finditer(r"(?<![\w:.])(\d{1,3})(?::(\d\d))?(?![\w%])", clause.plain):
        if int(match[1]) not in numbers and not _OF_US.match(clause.plain[match.end() :]):
            return match.group()
    timed = any(fact.kind == "hours" for fact in facts)
    days = weekdays(clause.plain)
    if (
        days
        and not timed
        and not any(SHORT_DAYS[day] in said for day in days)
        and not re.search(r"\d{4}-|\bclosed\b", said)
    ):
        return _first(r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b", clause.plain)
    part = _PART_OF_DAY.search(clause.plain)
    if part and not timed and not re.search(r"\d\d:\d\d|times a day", said):
        return part.group()
    if (case := re.search(r"\b(?:when|whenever|in case)\b.*", clause.plain)) and "when" not in said and not timed:
        return case.group()
    if (
        re.search(r"\b(?:until|till)\b", clause.plain)
        and "until" not in said
        and not timed
        and not re.search(r"\d{4}-", said)
    ):
        return _first(r"\b(?:until|till)\b.*", clause.plain)
    if not any(fact.kind == "practice" for fact in facts) and (strange := _strange(clause.plain, said, names)):
        return strange
    if len(names.providers) < 2 or re.search(r"\beach provider\b|\bfrom a clinician\b", said):
        return ""  # a fact about everybody names nobody
    return next((who for who in people_of(clause.plain, names) if who.split(",")[0] not in said), "")


def _numbers(said: str, names: Names) -> set[int]:
    """Every number that is in what was understood, in any way that people write it."""
    found = {names.doctors, len(names.locations), len(names.providers)}
    for match in re.finditer(r"\d+", said):
        n = int(match.group())
        found |= {n, n - 12}  # 17:00 is 5
        found |= {n // unit for unit in (60, 7, 30, 24) if n % unit == 0 and n}
    for age in re.findall(r"(?:under|over) (\d+)", said):  # 'over 17' is 18 and older
        found |= {int(age) - 1, int(age) + 1}
    for begin, end in re.findall(r"(\d\d:\d\d) to (\d\d:\d\d)", said):  # 'an hour for lunch'
        found.add(int(end[:2]) * 60 + int(end[3:]) - int(begin[:2]) * 60 - int(begin[3:]))
    return found


def _strange(text: str, said: str, names: Names) -> str:
    """A name that nothing knows: a place, a person, a machine."""
    known = " ".join((said, names.practice, *names.providers, *names.payers, *names.locations)).lower()
    for match in re.finditer(r"(?<=[a-z,/&] )[A-Z][\w'-]{2,}", text):
        word = match.group().removesuffix("'s").lower()
        if word not in known and not _CALENDAR.match(word):
            return match.group()
    return ""


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text, re.I)
    return match.group() if match else ""
