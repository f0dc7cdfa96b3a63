"""A clause about hours: when the practice is open, who is there when and where."""

from __future__ import annotations

import datetime as dt
import re

from .clauses import Clause, span, weekdays
from .facts import Understood
from .names import Names, people_of, places_of, visits_of
from .timetable import Timetable, next_day

_PART_OF_A_DAY = re.compile(r"\b(?:clos\w+|off)\b.*\b(?:after|before|from|at|until)\b \d", re.I)


def hours_of(clause: Clause, names: Names, table: Timetable, today: dt.date) -> list[Understood]:
    """When the practice is open and who is there when, put into the timetable; what cannot be read whole is left alone."""
    text, days, hours = clause.plain, weekdays(clause.plain), span(clause.plain)
    people = people_of(text, names)
    done: list[str] = []
    if re.search(r"\bkeep|\bhold|\breserve|\bsave\b|\bblock", text, re.I):
        return []
    lunch = re.search(r"\blunch\b", text, re.I)
    if lunch and hours:
        table.lunch = hours
        done.append(f"lunch {_say(hours)}")
    elif _PART_OF_A_DAY.search(text) or (people and days and not hours and visits_of(text)):
        return []  # closed for part of a day, or on which days somebody has some visit: asked about, not half read
    elif people and (days or hours):
        done += [_person(clause, table, person, days, hours, names, today) for person in people]
    elif re.search(r"\bclos(?:e|ed|es)\b|\bnot open\b|\boff\b", text, re.I) and days and not hours:
        table.shut |= set(days)
        done.append(f"closed {_list(days)}")
    elif hours and (
        re.search(r"\bopen|\bhours|\bclinic\b|\bwe(?: are| see| work)?\b|\bfrom\b|\bsee patients", text, re.I) or days
    ):
        alternate = re.search(r"every other|alternate|1st and 3rd", text, re.I)
        for day in days:
            table.open_[day] = hours
            if alternate:
                table.alternate[day] = next_day(day, today)
        if not days:
            table.usual = hours
        done.append(f"open {_list(days) or 'Mon, Tue, Wed, Thu, Fri'} {_say(hours)}")
    elif days and re.search(r"\bopen\b", text, re.I):
        table.open_.update(dict.fromkeys(days, table.usual or (480, 1020)))
        done.append(f"open {_list(days)}")
    return [Understood("hours", one, clause.start, clause.end) for one in done if one]


def _person(
    clause: Clause,
    table: Timetable,
    name: str,
    days: list[int],
    hours: tuple[int, int] | None,
    names: Names,
    today: dt.date,
) -> str:
    who, text = table.person(name), clause.plain
    if re.search(r"\d+ minutes|\bno more than|\bat most|\bmax", text) and not hours:
        return ""
    off = re.search(
        r"\boff\b|\bnot (?:in|here|available|working)\b|\bdoesn't work\b|\bdoes not work\b|\baway\b|\bout\b|\bnever (?:in|here|works)\b",
        text,
        re.I,
    )
    if off:
        if not days:
            return ""
        who.off |= set(days)
        return f"{name} is off {_list(days)}"
    if re.search(r"every other|alternate", text, re.I):
        who.alternate |= {day: next_day(day, today) for day in days}
        who.hours |= {day: hours for day in days if hours}
        who.days = (who.days if who.days is not None else set(range(5))) | set(days)
        return f"{name}: every other {_list(days)}{f' {_say(hours)}' if hours else ''}"
    places = places_of(text, names)
    if places and days:
        who.places |= dict.fromkeys(days, places[0])
    elif places:
        who.place = places[0]
    if days and hours:
        who.hours |= dict.fromkeys(days, hours)
        who.days = (who.days or set()) | set(days) if not places or who.days is not None else set(days)
    elif days and re.search(
        r"\bonly\b|\bworks?\b|\bin\b|\bhere\b|\bavailable\b|\bsees? patients\b|\bcomes?\b|\bis at\b|\bon\b", text, re.I
    ):
        if not places or re.search(r"\bonly\b", text, re.I):
            who.days = (who.days or set()) | set(days)
    elif hours:
        who.span = hours
    else:
        return ""
    where = f" at {places[0]}" if places else ""
    return f"{name}: {_list(days)}{f' {_say(hours)}' if hours else ''}{where}".replace(":  ", ": ")


def _list(days: list[int]) -> str:
    return ", ".join(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day] for day in days)


def _say(hours: tuple[int, int]) -> str:
    return f"{hours[0] // 60:02}:{hours[0] % 60:02} to {hours[1] // 60:02}:{hours[1] % 60:02}"
