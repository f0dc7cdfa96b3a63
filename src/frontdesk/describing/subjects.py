"""A clause that does not name its visit or its person again: it is about those of the clause before."""

from __future__ import annotations

import re
from dataclasses import replace

from ..rules.words import listing
from .clauses import Clause, span, weekdays
from .names import Names, people_of, visits_of
from .nouns import noun

_VERB_FIRST = re.compile(
    r"^(?:and |also )?(?:takes?|are|is|lasts?|runs?|have|has|needs?|requires?|starts?|begins?|ends?|must|should|holds?)\b",
    re.I,
)
_TIMES_A_DAY = re.compile(
    r"\b(?:only|at most|no more than|max\w*|just)\b.*?\b(\d+)(?: of (?:those|them|these))? ((?:a|per|each) (?:day|week))\b",
    re.I,
)
_PRONOUN = re.compile(r"\bfor (?:those|them|these|that)\b", re.I)
_AND = re.compile(r"^(?:and |also )", re.I)


def with_subjects(found: list[Clause], names: Names) -> list[Clause]:
    """'New patients need a referral and are 60 minutes': the second half is about the same visit; hours that follow somebody's are theirs."""
    made: list[Clause] = []
    for clause in found:
        before = made[-1].plain if made and clause.before else ""
        made.append(replace(clause, plain=_with_subject(clause.plain, before, names)) if before else clause)
    return made


def _with_subject(text: str, before: str, names: Names) -> str:
    visits, people = visits_of(before), people_of(before, names)
    if visits_of(text):
        return text
    if visits and _VERB_FIRST.match(text):
        return f"{listing([noun(one) for one in _last_of(before)])} {_AND.sub('', text)}"
    if visits and (times := _TIMES_A_DAY.search(text)):
        return f"{text[: times.end(1)]} {noun(_last_of(before)[-1])} {times[2]}{text[times.end() :]}"
    if visits and re.match(r"\d+ minutes(?: each)?$", text):
        return f"{noun(_last_of(before)[-1])} {text}"
    if visits and _PRONOUN.search(text):
        return _PRONOUN.sub(f"for {listing([noun(one) for one in _last_of(before)])}", text)
    if people and weekdays(text) and span(text) and not people_of(text, names) and "open" not in text:
        return f"{listing(people)} {text}"
    return text


def _last_of(text: str) -> list[str]:
    """The visits that a text ends with: 'prenatal visits 20, ultrasounds 45' ends with ultrasounds."""
    named = [found for piece in re.split(r"\d+(?: (?:minutes|hours))?", text) if (found := visits_of(piece))]
    return named[-1] if named else visits_of(text)  # 'covid-19 tests': a number that is the visit's own
