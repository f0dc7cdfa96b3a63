"""A description of a practice into a draft of its file: everything that was understood, with the words it came from, and everything that was not, as questions."""

from __future__ import annotations

import datetime as dt
import re

from ..rules.language import Refusal, parse, render
from .clauses import SHORT_DAYS, Clause, clauses, weekdays
from .facts import Description, Question, Understood
from .hours import hours_of
from .introductions import introduced, named
from .leftover import denied, leftover
from .names import Names, gather, own_visits, people_of
from .sentences import READERS
from .subjects import with_subjects
from .timetable import Timetable
from .writing import vocabulary_of, write

_HEDGE = re.compile(
    r"\b(?:unless|except|sometimes|usually|depending|maybe|occasionally|if (?!they|you)|but not|other than)\b.*", re.I
)
_CHATTER = re.compile(r"^(?:hi|hello|thanks|thank you|that's (?:all|it)|let (?:us|me) know)\b", re.I)
_CONDITION = re.compile(
    r"(?:when|whenever|in case|unless|if|except|but not|other than|sometimes|usually|depending|maybe|occasionally)\b",
    re.I,
)
_BROAD = re.compile(r"(?:Visits|Keep \d+ minutes free (?:after|before) visits)\b")


def describe(text: str, *, today: dt.date, name: str = "", timezone: str = "America/New_York") -> Description:
    """`name` and `timezone` are used where the description has none.  Deterministic; needs no network."""
    found = [clause for clause in clauses(text) if not _CHATTER.match(clause.plain)]
    with own_visits(found):
        return _described(text, found, today, name, timezone)


def _described(text: str, found: list[Clause], today: dt.date, name: str, timezone: str) -> Description:
    names = gather(found, text)
    result = Description("", clauses=len(found))
    table, said = Timetable(), dict[str, None]()
    for clause in with_subjects(found, names):
        facts = [*named(clause, names), *hours_of(clause, names, table, today)]
        rules = [Understood("rule", one, clause.start, clause.end) for one in _sentences(clause, names, today)]
        if denied(clause, [*facts, *rules]):
            facts, rules = [one for one in facts if one.kind == "hours"], []
        facts += rules
        facts += introduced(clause, names, facts, result)
        hedge = _HEDGE.search(clause.plain)
        open_ = hedge.group().strip() if hedge and not _is_said(hedge.group(), facts) else ""
        open_ = open_ or leftover(clause, facts, names)
        if open_:  # half of a clause is no reason for a rule about every visit, and its condition none to leave it out
            whole = _CONDITION.match(open_)
            facts = [one for one in facts if one.kind != "rule" or not (whole or _BROAD.match(one.says))]
        said.update(dict.fromkeys(one.says for one in facts if one.kind == "rule"))
        result.understood += facts
        if facts and not open_:
            result.covered += 1
        elif facts:
            names_ = (("what", open_), ("text", clause.text))
            result.questions.append(Question("What about “%(what)s” in “%(text)s”?", clause.start, clause.end, names_))
        else:
            result.questions.append(
                Question(
                    "What does “%(text)s” mean for scheduling?", clause.start, clause.end, (("text", clause.text),)
                )
            )
    write(result, names, table, list(said), name, timezone)
    return result


# Reading ----------------------------------------------------------------------------------------------------


def _sentences(clause: Clause, names: Names, today: dt.date) -> list[str]:
    """What is a sentence of the language already, else what the readers make of it; each once."""
    found: dict[str, None] = {}
    vocabulary = vocabulary_of(names)
    dated = people_of(clause.plain, names) and re.search(
        r"\baway\b|vacation|on leave", clause.plain
    )  # this once, not every year
    try:
        if dated:
            raise Refusal(clause.plain, 0, ())
        return [render(parse(clause.plain, vocabulary), vocabulary)]
    except Refusal:
        pass
    for reader in READERS:
        for made in reader(clause, names, today):
            try:
                found[render(parse(made, vocabulary), vocabulary)] = None
            except Refusal:
                continue
    return list(found)


def _is_said(hedge: str, facts: list[Understood]) -> bool:
    """An exception that became a rule or hours of its own: its names stand in what was understood, or its days are left out there."""
    timed = " ".join(fact.says for fact in facts if fact.kind == "hours")
    if (
        timed
        and weekdays(hedge)
        and not re.search(r"\d", hedge)
        and not any(SHORT_DAYS[day] in timed for day in weekdays(hedge))
    ):
        return True
    words = set(re.findall(r"[A-Z][a-z]{2,}|no-shows|mentions", hedge))
    return bool(words) and all(any(word[:3] in fact.says for fact in facts) for word in words)
