"""A clause into sentences of the language of rules.  Each reader knows one family; what it makes is read again by the same grammar as everything else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

from ..practice.file.holidays import HOLIDAYS
from ..rules.days_and_times import MONTHS
from ..rules.words import article, listing, upper_first
from .clauses import Clause, clock, span, weekdays
from .names import Names, people_of, places_of, visit_of, visits_of
from .nouns import noun
from .people import approval, information, insurance, online, patients, who

Reader = Callable[[Clause, Names, dt.date], Iterator[str]]


def _tail(clause: Clause, names: Names) -> str:
    """' with Dr. Chen at Downtown' where the clause says so."""
    people = people_of(clause.plain, names)
    places = places_of(clause.plain, names)
    return (f" with {people[0]}" if len(people) == 1 else "") + (f" at {places[0]}" if len(places) == 1 else "")


def lengths(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    """Every number of minutes belongs to the visit that is named last before it, else to the first after it."""
    text = clause.plain
    if re.search(
        r"\b(?:between|after|before|ahead|notice|advance|every|late|early|starts? with|begins? with|ends? with|lunch|within|wait|cancel|apart|buffer|turnover)\b",
        text,
        re.I,
    ):
        return
    for match in re.finditer(r"(?<![:\d])\b(\d{1,3})\b(?! ?(?:-|:|%|am\b|pm\b))(?: (minutes|hours)\b)?", text):
        minutes = int(match[1]) * (60 if match[2] == "hours" else 1)
        ahead, behind = text[: match.start()], text[match.end() :]
        ahead = re.split(r"\b\d+(?: (?:minutes|hours))?", ahead)[-1]
        beside = minutes in _BARE and _NEXT_TO_IT.search(ahead) and _ALONE.match(behind)
        if not match[2] and not (beside and (visits_of(ahead) or re.search(r"\beverything else\b", ahead, re.I))):
            continue
        named = visits_of(ahead) or visits_of(re.split(r"\d+ (?:minutes|hours)", behind)[0])
        everything = re.search(
            r"\b(?:everything|everyone|all|each|every|most|other|standard|regular|normal|default|rest|visits|appointments|patients)\b",
            text,
            re.I,
        )
        if named:
            for visit in named:
                yield f"{noun(visit)}{_tail(clause, names)} take {minutes} minutes"
        elif everything:
            yield f"visits{_tail(clause, names)} take {minutes} minutes"


# 'new patients get 40', 'exams (20)', 'ultrasounds 45': minutes, where a length of visits stands right beside the visit.
_BARE = frozenset(range(5, 241, 5))
_NEXT_TO_IT = re.compile(
    r"(?:\b(?:get|gets|take|takes|are|is|run|runs|last|lasts|need|needs|about|for)|[a-z]|[(:,])\s*$", re.I
)
_ALONE = re.compile(r"\s*(?:$|[,.;)]|and\b|but\b|each\b)", re.I)


def grid(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    match = re.search(
        r"(?:start|starts|begin|slots?|scheduled?|appointments?|visits?|book(?:ed)?)\b.*?\bevery (\d+) minutes|\b(\d+) minutes slots",
        clause.plain,
        re.I,
    )
    if match:
        yield f"{noun(visit_of(clause.plain))}{_tail(clause, names)} start every {match[1] or match[2]} minutes"
    elif re.search(r"\bon the hour\b", clause.plain, re.I):
        yield f"{noun(visit_of(clause.plain))} start every 60 minutes"


_ANY_VISIT = r"\b(?:visits?|appointments?|patients?|each|every|all|one|everybody|everyone|them|slots?|bookings?|people|sessions?|procedures?)\b"


def buffers(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    match = re.search(
        r"\b(\d+) minutes\b[\w' -]*?\b(between|after|before|apart)\b(.*)|\b(?:between|after|before)\b(.*?)\b(\d+) minutes",
        clause.plain,
        re.I,
    )
    if not match or re.search(r"lunch|clos|cancel|arriv|come|notice|late|start with", clause.plain, re.I):
        return
    minutes, rest = match[1] or match[5], match[3] or match[4] or ""
    if rest.strip(" .") and not visit_of(rest) and not re.search(_ANY_VISIT, rest, re.I):
        return  # after something that we do not know
    side = "before" if re.search(r"\bbefore\b", clause.plain, re.I) else "after"
    yield f"keep {minutes} minutes free {side} {noun(visit_of(rest) or visit_of(clause.plain))}{_tail(clause, names)}"


def ahead(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    if re.search(r"cancel", text, re.I):
        match = re.search(r"\b(\d+) (hours|days|weeks?)\b", text)
        if match:
            yield f"patients may cancel {noun(visit_of(text))} up to {match[1]} {_unit(match[2])} ahead"
        return
    if re.search(
        r"\bkeep\b|\bhold\b|\breserve|\bsave\b|no-shows|answer|reply|respond|get back|\bper\b|\ba (?:day|week)\b",
        text,
        re.I,
    ):
        return
    far = re.search(
        r"\b(\d+) (hours|days?|weeks?|months?)\b(?=[\w' ]*\b(?:ahead|in advance|notice|out|before|advance|beforehand)\b)",
        text,
        re.I,
    )
    if not far:
        return
    most = re.search(
        r"up to|no more than|at most|as far as|not more than|maximum|max|only \d+|within|further than"
        r"|\b(?:\w+n't|do not|never|nobody|no one|cannot|not)\b.*\b(?:more than|beyond|past)\b",
        text,
        re.I,
    )
    who = "patients book" if re.search(r"online|themselves|patients (?:can|may) book", text, re.I) else "book"
    amount, unit = int(far[1]), far[2].rstrip("s")
    if most:
        yield f"{who} {noun(visit_of(text))} at most {amount * {'day': 1, 'week': 7, 'month': 30, 'hour': 1}[unit]} days ahead"
    elif unit == "month":
        yield f"{who} {noun(visit_of(text))} at least {amount * 30} days ahead"
    else:
        yield f"{who} {noun(visit_of(text))} at least {amount * 7 if unit == 'week' else amount} {'days' if unit == 'week' else unit + 's'} ahead"


def _unit(text: str) -> str:
    return "hours" if text.startswith("hour") else "days"


def caps(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    match = re.search(
        r"(?:no more than|at most|max(?:imum)?(?: of)?|limit(?:ed)?(?: \w+){0,2}?(?: to| of)?|up to|not more than|only(?: (?:do|see|take|have|want))?|cap(?:ped)?(?: at)?|never more than) (\d+)\b(.*?)\b(?:a|per|each|every|/) ?(day|week)",
        text,
        re.I,
    )
    if match is None or re.search(r"\bkeep\b|\bhold\b|\bbook .*ahead", text, re.I):
        return
    people = people_of(text, names)
    who = (
        f" with {people[0]}"
        if len(people) == 1
        else " with each provider"
        if re.search(
            r"\b(?:each|every|per) (?:doctor|provider|therapist|dentist|physician|clinician|hygienist|nurse|counselor|person|one|of us)",
            text,
            re.I,
        )
        else ""
    )
    places = places_of(text, names)
    where = f" at {places[0]}" if len(places) == 1 else ""
    visit = visit_of(match[2]) or visit_of(text)
    yield f"at most {match[1]} {noun(visit)} per {match[3].lower()}{who}{where}"


def closed(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    if not re.search(r"\bclos|\boff\b|\baway\b|vacation|on leave|holiday", text, re.I):
        return
    if re.search(r"\bday after Thanksgiving\b", text, re.I):
        thanksgiving = next(one for one in HOLIDAYS if one.key == "thanksgiving")
        yield thanksgiving.sentence_of_the_day_after.rstrip(".")
        text = re.sub(r"\b(?:the )?day after Thanksgiving\b", "", text, flags=re.I)
    for holiday in HOLIDAYS:
        words = {
            "new-year": r"New Year(?:'s)?(?: Day)?",
            "king": r"MLK(?: Day)?|Martin Luther King",
            "washington": r"Presidents'? Day|Washington's Birthday",
            "memorial": r"Memorial Day",
            "juneteenth": r"Juneteenth",
            "independence": r"Independence Day|(?:the )?(?:4th|Fourth) of July|July 4(?:th)?",
            "labor": r"Labor Day",
            "columbus": r"Columbus Day|Indigenous Peoples'? Day",
            "veterans": r"Veterans'? Day",
            "thanksgiving": r"Thanksgiving",
            "christmas": r"Christmas(?: Day)?|December 25(?:th)?",
        }[holiday.key]
        if re.search(rf"\b(?:{words})", text, re.I) or re.search(
            r"federal holidays|all (?:the )?(?:major )?holidays|public holidays", text, re.I
        ):
            yield holiday.sentence.rstrip(".")
    if re.search(r"\bbetween Christmas and New Year", text, re.I):
        yield "the practice is closed from December 26 to December 31"
    if re.search(r"Christmas Eve", text, re.I):
        yield "the practice is closed on December 24"
    people = people_of(text, names)
    subject = f"{people[0]} is away" if people else "the practice is closed"
    dates = re.search(
        rf"\b({'|'.join(MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?(?: ?(?:-|to|through|until) ?(?:({'|'.join(MONTHS)}) )?(\d{{1,2}})(?:st|nd|rd|th)?)?",
        text,
    )
    if dates and people:
        first = _coming(dates[1], int(dates[2]), today)
        last = _coming(dates[3] or dates[1], int(dates[4]), first) if dates[4] and first else first
        if first and last:
            yield f"{subject} on {first}" if first == last else f"{subject} from {first} to {last}"
    elif dates and not re.search(r"July 4|December 25", dates.group()):
        to = f" to {dates[3] or dates[1]} {dates[4]}" if dates[4] else ""
        yield f"{subject} {'from' if to else 'on'} {dates[1]} {dates[2]}{to}"


def _coming(month: str, day: int, after: dt.date) -> dt.date | None:
    """The next such date."""
    for year in (after.year, after.year + 1):
        try:
            found = dt.date(year, MONTHS.index(month) + 1, day)
        except ValueError:
            return None
        if found >= after:
            return found
    return None


def rooms(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    found = [kind for kind in names.rooms if re.search(rf"\b(?:a|an|the|our) {re.escape(kind)}\b", clause.plain, re.I)]
    if found and re.search(r"\bneed|\brequire|\buse|\bin (?:a|an|the|our)\b|\btake place", clause.plain, re.I):
        for visit in visits_of(clause.plain):
            yield f"{noun(visit)} need {listing([article(kind) for kind in found])}"


def steps(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    match = re.search(
        r"\b(start|begin|end)s?\b.*?\b(\d+) minutes with (?:a |an |the )?(\w+(?: [A-Z]\w+)?)", clause.plain, re.I
    )
    if match:
        people = people_of(clause.plain, names)
        kind = match[3].split()[0].lower()
        whom = people[0] if people else article("nurse" if kind in ("nurse", "ma", "assistant") else kind)
        side = "end" if match[1].lower() == "end" else "start"
        yield f"{noun(visit_of(clause.plain))} {side} with {match[2]} minutes with {whom}"


def seats(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    match = re.search(
        r"\b(\d+) (?:seats|spots|places|people|participants|patients (?:at once|at a time|together|in a (?:class|group))|slots each)\b",
        clause.plain,
        re.I,
    )
    if match and not re.search(
        r"\bper\b|\b(?:a|each|every) (?:day|week|morning)\b|\bkeep|\bhold (?:the|back)|\bsave", clause.plain, re.I
    ):
        visit = visit_of(clause.plain)
        if visit:
            yield f"{noun(visit)} have {match[1]} seats"


def kept(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    text = clause.plain
    if not re.search(r"\b(?:keep|hold|save|reserve|block)s?\b", text, re.I) or re.search(
        r"minutes (?:free|between|after|before)", text
    ):
        return
    rest = re.split(r"\bfor\b", text, maxsplit=1)[-1]
    visits = visits_of(rest) or visits_of(text)
    if not visits:
        return
    tail = _tail(clause, names)
    until = _until(text)
    count = re.search(
        r"\b(\d+) (?:[\w-]+ ){0,2}?(?:slots?|times?|spots?|openings?|appointments?)(?: open| free| back)?(?: for)? (?:(?:a|per|each|every) (?:day|morning)|Monday to (?:Friday|Sunday))",
        text,
        re.I,
    )
    if count:
        whose = tail if " with " in tail else " with each provider" + tail
        yield f"keep {count[1]} times a day{whose} for {noun(visits[0])}{until}"
        return
    days = weekdays(text)
    hours = span(text)
    names_ = listing([f"{upper_first(day)}s" for day in (_DAY[n] for n in days)]) if days else "every day"
    if days or hours:
        between = f" from {clock(hours[0])} to {clock(hours[1])}" if hours else ""
        yield f"keep {names_}{between}{tail} for {listing([noun(v) for v in visits])}{until}"


_DAY = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _until(text: str) -> str:
    before = re.search(
        r"\buntil (\d+) (days?|hours?) (?:before|ahead|out)|\brelease(?:d|s)? (\d+) (days?|hours?) (?:before|ahead|out)",
        text,
        re.I,
    )
    if before:
        return f" until {before[1] or before[3]} {(before[2] or before[4]).rstrip('s')}s before"
    at = re.search(
        r"\buntil (\d{1,2})(?::(\d\d))? ?([ap])?\.?m?\.?(?: that day| the same day| on the day)?", text, re.I
    )
    if re.search(r"\buntil noon\b", text, re.I):
        return " until 12:00 that day"
    if at and re.search(r"until", text):
        hour = int(at[1]) + (12 if (at[3] or "").lower() == "p" and int(at[1]) < 12 else 0)
        return f" until {hour:02}:{at[2] or '00'} that day"
    return ""


def waits(clause: Clause, names: Names, today: dt.date) -> Iterator[str]:
    match = re.search(
        r"\b(?:answer|reply|respond|get back|call back|return)\w*\b.*?\b(?:within|in) (\d+) (business |working )?(days?|hours?)",
        clause.plain,
        re.I,
    )
    if match:
        unit = "hours" if match[3].lower().startswith("hour") else "business days" if match[2] else "days"
        yield f"requests wait at most {match[1]} {unit} for approval"


READERS: tuple[Reader, ...] = (
    approval,
    kept,
    seats,
    steps,
    waits,
    caps,
    grid,
    buffers,
    lengths,
    ahead,
    closed,
    insurance,
    who,
    patients,
    online,
    information,
    rooms,
)
