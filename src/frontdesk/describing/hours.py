"""A clause about hours: when the practice is open, who is there when and where."""

from __future__ import annotations

import datetime as dt
import re

from .clauses import SHORT_DAYS, Clause, span, weekdays
from .facts import Understood
from .names import Names, payers_of, people_of, places_of, visits_of
from .timetable import Person, Timetable, next_day

# Closed for a part of a day, time that is kept, days that are not named: no hours that could be read whole.
_ASKED = re.compile(
    r"\b(?:clos\w+|off)\b.*\b(?:after|before|from|at|until)\b \d|\brest of the week\b|\bother days\b|\b(?:keep|hold|reserve|save|block)",
    re.I,
)
_UNTIL = re.compile(r"\b(?:until|till)\b", re.I)


def hours_of(clause: Clause, names: Names, table: Timetable, today: dt.date) -> list[Understood]:
    """When the practice is open and who is there when, put into the timetable; what cannot be read whole is left alone."""
    text, days = clause.plain, weekdays(clause.plain)
    hours = span(text) or _until(text, table)
    people = people_of(text, names)
    if _ASKED.search(text) or payers_of(text):
        return []
    if lunch := _lunch(text, hours):
        table.lunch = lunch
        done = [f"lunch {_say(lunch)}"]
    elif not hours and days and (_UNTIL.search(text) or (people and visits_of(text))):
        done = []  # until when is not clear, or on which days somebody has some visit: asked about, not half read
    elif people and (days or hours):
        done = [_person(clause, table, person, days, hours, names, today) for person in people]
    elif len(names.locations) > 1 and places_of(text, names):
        done = []  # hours of one place among several are its people's
    else:
        done = [_everybody(text, table, days, hours, today)]
    return [Understood("hours", one, clause.start, clause.end) for one in done if one]


def _lunch(text: str, hours: tuple[int, int] | None) -> tuple[int, int] | None:
    """'lunch 12 to 1', 'an hour for lunch at noon'."""
    said = re.search(r"\b(\d+) minutes\b.*\blunch\b.*\bat (noon|\d{1,2})\b(?!:)", text, re.I)
    if said:
        hour = 12 if said[2].lower() == "noon" else int(said[2])
        begin = (hour if hour > 9 else hour + 12) * 60
        return begin, begin + int(said[1])
    return hours if re.search(r"\blunch\b", text, re.I) else None


def _everybody(text: str, table: Timetable, days: list[int], hours: tuple[int, int] | None, today: dt.date) -> str:
    """When the practice is open, or shut for whole days."""
    if re.search(r"\bclos(?:e|ed|es)\b|\bnot open\b|\boff\b", text, re.I) and days and not hours:
        table.shut |= set(days)
        return f"closed {_list(days)}"
    if hours and (
        days or re.search(r"\bopen|\bhours|\bclinic\b|\bwe(?: are| see| work)?\b|\bfrom\b|\bsee patients", text, re.I)
    ):
        alternate = re.search(r"every other|alternate|1st and 3rd", text, re.I)
        for day in days:
            table.open_[day] = hours
            if alternate:
                table.alternate[day] = next_day(day, today)
        if not days:
            table.usual = hours
        return f"open {_list(days) or 'Mon, Tue, Wed, Thu, Fri'} {_say(hours)}"
    if days and re.search(r"\bopen\b", text, re.I):
        table.open_.update(dict.fromkeys(days, table.usual or (480, 1020)))
        return f"open {_list(days)}"
    return ""


def _until(text: str, table: Timetable) -> tuple[int, int] | None:
    """'Fridays until noon': from when the practice opens on other days."""
    said = re.search(r"\b(?:until|till) (noon|\d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)?)", text, re.I)
    begin = table.usual or next(iter(table.open_.values()), None)
    return span(f"{begin[0] // 60}:{begin[0] % 60:02} to {said[1]}") if said and begin else None


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
    if len(places) > 1 and days:
        return _rotates(who, name, text, places, hours)
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
        if not places or re.search(r"\bonly\b|\bexcept\b|\bbut not\b", text, re.I):
            who.days = (who.days or set()) | set(days)
    elif hours:
        who.span = hours
    else:
        return ""
    where = f" at {places[0]}" if places else ""
    return f"{name}: {_list(days)}{f' {_say(hours)}' if hours else ''}{where}".replace(":  ", ": ")


def _rotates(who: Person, name: str, text: str, places: list[str], hours: tuple[int, int] | None) -> str:
    """'At Main Street Monday and Friday and at Lakeview on Tuesdays': each place with the days beside it; '' where one has none."""
    at = sorted((match.start(), match.end(), one) for one in places if (match := re.search(re.escape(one), text)))
    first_day = next((n for n in range(len(text)) if weekdays(text[: n + 1])), len(text))
    if first_day < at[0][0]:  # 'Mondays at Main Street'
        bounds = [
            (begin, end) for begin, end in zip([0, *(one[1] for one in at)], [one[0] for one in at], strict=False)
        ]
    else:
        bounds = [
            (begin, end)
            for begin, end in zip([one[1] for one in at], [*(one[0] for one in at[1:]), len(text)], strict=True)
        ]
    there = [(place, weekdays(text[begin:end])) for (_b, _e, place), (begin, end) in zip(at, bounds, strict=False)]
    if len(there) < len(at) or not all(days for _place, days in there):
        return ""
    who.days = who.days or set()
    for place, days in there:
        who.places |= dict.fromkeys(days, place)
        who.days |= set(days)
        who.hours |= dict.fromkeys(days, hours) if hours else {}
    return f"{name}: " + ", ".join(f"{_list(days)} at {place}" for place, days in there)


def _list(days: list[int]) -> str:
    return ", ".join(SHORT_DAYS[day] for day in days)


def _say(hours: tuple[int, int]) -> str:
    return f"{hours[0] // 60:02}:{hours[0] % 60:02} to {hours[1] // 60:02}:{hours[1] % 60:02}"
