"""A description of a practice into a draft of its file: everything that was understood, with the words it came from, and everything that was not, as questions."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from ...rules.language import Refusal, parse, render
from ...rules.vocabulary import Vocabulary
from ...rules.words import listing, upper_first
from ..file import document, examine
from .clauses import Clause, clauses, span, weekdays
from .facts import Understood
from .hours import hours_of
from .leftover import denied, leftover
from .names import SPECIALTIES, Names, gather, own_visits, payers_of, people_of, places_of, visits_of
from .nouns import noun
from .sentences import READERS
from .timetable import Timetable

_HEDGE = re.compile(
    r"\b(?:unless|except|sometimes|usually|depending|maybe|occasionally|if (?!they|you)|but not|other than)\b.*", re.I
)
_CHATTER = re.compile(r"^(?:hi|hello|thanks|thank you|that's (?:all|it)|let (?:us|me) know)\b", re.I)
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
_SHORT_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_CONDITION = re.compile(
    r"(?:when|whenever|in case|unless|if|except|but not|other than|sometimes|usually|depending|maybe|occasionally)\b",
    re.I,
)
_BROAD = re.compile(r"(?:Visits|Keep \d+ minutes free (?:after|before) visits)\b")
DEFAULTS = ("Visits take 30 minutes.", "Visits start every 15 minutes.")


@dataclass(frozen=True)
class Question:
    """Something that was not understood, or not said and must be known."""

    asks: str
    start: int = 0
    end: int = 0


@dataclass
class Description:
    """`text` is the practice file; `words` and `covered` say how much of what was written is in it (clauses)."""

    text: str
    understood: list[Understood] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    clauses: int = 0
    covered: int = 0

    @property
    def share(self) -> float:
        """How much was understood, from 0 to 1."""
        return self.covered / self.clauses if self.clauses else 0.0


def describe(text: str, *, today: dt.date, name: str = "", timezone: str = "America/New_York") -> Description:
    """`name` and `timezone` are used where the description has none.  Deterministic; needs no network."""
    found = [clause for clause in clauses(text) if not _CHATTER.match(clause.plain)]
    with own_visits(found):
        return _described(text, found, today, name, timezone)


def _described(text: str, found: list[Clause], today: dt.date, name: str, timezone: str) -> Description:
    names = gather(found, text)
    result = Description("", clauses=len(found))
    table, said = Timetable(), dict[str, Clause]()
    for clause in _with_subjects(found, names):
        facts = [*_named(clause, names), *hours_of(clause, names, table, today)]
        rules = [Understood("rule", one, clause.start, clause.end) for one in _sentences(clause, names, today)]
        if denied(clause, [*facts, *rules]):
            facts, rules = [one for one in facts if one.kind == "hours"], []
        facts += rules
        facts += _introduced(clause, names, facts, result)
        hedge = _HEDGE.search(clause.plain)
        open_ = hedge.group().strip() if hedge and not _is_said(hedge.group(), facts) else ""
        open_ = open_ or leftover(clause, facts, names)
        if open_:  # half of a clause is no reason for a rule about every visit, and its condition none to leave it out
            drops = re.compile("") if _CONDITION.match(open_) else _BROAD
            facts = [one for one in facts if not (one.kind == "rule" and drops.match(one.says))]
        said.update({one.says: clause for one in facts if one.kind == "rule" and one.says not in said})
        result.understood += facts
        if facts and not open_:
            result.covered += 1
        elif facts:
            result.questions.append(Question(f"What about “{open_}” in “{clause.text}”?", clause.start, clause.end))
        else:
            result.questions.append(
                Question(f"What does “{clause.text}” mean for scheduling?", clause.start, clause.end)
            )
    _write(result, names, table, list(said), name, timezone)
    return result


# Reading ----------------------------------------------------------------------------------------------------


def _sentences(clause: Clause, names: Names, today: dt.date) -> list[str]:
    """What is a sentence of the language already, else what the readers make of it; each once."""
    found: dict[str, None] = {}
    vocabulary = _vocabulary(names)
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


def _with_subjects(found: list[Clause], names: Names) -> list[Clause]:
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
    return named[-1] if named else []


def _named(clause: Clause, names: Names) -> list[Understood]:
    """What a clause introduces: the practice, people, insurance, rooms."""
    found = []
    if names.practice and names.practice in clause.text:
        found.append(("practice", names.practice))
    elif (
        names.specialty
        and re.search(r"\b(?:clinic|practice|office|group|are|is)\b", clause.plain, re.I)
        and _specialty(clause)
    ):
        found.append(("practice", names.specialty))
    introduces = re.search(r"\b(?:doctors?|providers?|are|is|include|team|staff|with|and|:)\b", clause.plain, re.I)
    people = people_of(clause.plain, names)
    alone = bool(people) and not re.search(r"[a-z]{3,} [a-z]{3,}", clause.plain)
    if people and (introduces or alone) and not re.search(r"\d+ minutes|approv|off\b|only", clause.plain):
        found += [("provider", one) for one in people if _plain_introduction(clause, people)]
    if re.search(r"\b(?:takes?|accepts?|bill|insurance|plans?|network)\b", clause.plain, re.I):
        taken = re.split(r"\b(?:but not|not|except|no)\b", clause.plain, flags=re.I)[0]
        found += [
            ("insurance", one)
            for one in payers_of(taken)
            if re.search(rf"\b{re.escape(one.split()[0])}", clause.plain, re.I)
        ]
    places = places_of(clause.plain, names)
    if places and re.search(r"\blocations?|offices?|sites?|clinics?|branch", clause.plain, re.I):
        found += [("location", one) for one in places]
    found += [
        ("room", f"{count} {kind}{'s' if count > 1 else ''}")
        for kind, count in names.rooms.items()
        if re.search(rf"\b(?:{count}|a|an) {re.escape(kind)}", clause.plain, re.I)
        and re.search(r"\bhave|\bhas|\bwith|\bare\b", clause.plain, re.I)
    ]
    if re.search(
        r"\b(?:offer|visits are|visit types|appointment types|we do|we see|we provide|services)\b", clause.plain, re.I
    ):
        found += [("visit type", one) for one in visits_of(clause.plain)]
    return [Understood(kind, says, clause.start, clause.end) for kind, says in found]


def _introduced(clause: Clause, names: Names, facts: list[Understood], result: Description) -> list[Understood]:
    """Who is named for the first time, beside what else a clause says, or alone."""
    known = {fact.says for fact in (*result.understood, *facts) if fact.kind == "provider"}
    new = [one for one in people_of(clause.plain, names) if one not in known]
    if not new or not (facts or _plain_introduction(clause, new)):
        return []
    return [Understood("provider", one, clause.start, clause.end) for one in new]


def _specialty(clause: Clause) -> bool:
    return any(re.search(pattern, clause.plain, re.I) for pattern in SPECIALTIES)


def _plain_introduction(clause: Clause, people: list[str]) -> bool:
    """'Our doctors are Dr. Chen and Dr. Park' and nothing else."""
    if re.search(r"\b(?:does|do|will|can|may|handles?|takes?)\b", clause.plain, re.I):
        return False
    rest = clause.plain
    for person in people:
        rest = re.sub(
            rf"(?:Drs?\.? |Nurse )?(?:\w+ )?{re.escape(person.split(',')[0].split()[-1])}(?:, \w+)?", "", rest
        )
    return (
        len(
            re.findall(
                r"[a-z]{3,}",
                re.sub(
                    r"\b(?:doctors?|physicians?|providers?|are|is|our|and|the|we|have|with|team|staff|there|practice|clinic|including|include|nurse|practitioners?|plus|solo|owner|a|an|dentists?|dentistry|therapists?|hygienists?|family|two|three|see|patients|here|run|by|in|of)\b",
                    "",
                    rest,
                    flags=re.I,
                ),
            )
        )
        < 3
    )


def _is_said(hedge: str, facts: list[Understood]) -> bool:
    """An exception that became a rule or hours of its own: its names stand in what was understood, or its days are left out there."""
    timed = " ".join(fact.says for fact in facts if fact.kind == "hours")
    if (
        timed
        and weekdays(hedge)
        and not re.search(r"\d", hedge)
        and not any(_SHORT_DAYS[day] in timed for day in weekdays(hedge))
    ):
        return True
    words = set(re.findall(r"[A-Z][a-z]{2,}|no-shows|mentions", hedge))
    return bool(words) and all(any(word[:3] in fact.says for fact in facts) for word in words)


# Writing ----------------------------------------------------------------------------------------------------


def _id(name: str) -> str:
    return (
        re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("dr. ").removeprefix("nurse ").split(",")[0]).strip("-")
        or "x"
    )


def _vocabulary(names: Names) -> Vocabulary:
    visits = list(names.visits)
    return Vocabulary(
        {_id(one): one for one in visits},
        {_id(one): one for one in names.providers},
        {_id(one): one for one in names.locations},
        {_id(one): one for one in names.payers},
        {},
        tuple(names.rooms),
        tuple(dict.fromkeys(kind for kind in names.providers.values() if kind)),
    )


def _write(result: Description, names: Names, table: Timetable, said: list[str], name: str, timezone: str) -> None:
    ask, assume = result.questions.append, result.understood.append
    called = names.practice or name or (f"My {names.specialty} practice" if names.specialty else "My practice")
    if not names.practice and not name:
        ask(Question("What is the practice called?"))
    if not names.locations:
        names.locations.append("Main office")
        assume(Understood("location", "Main office", 0, 0, assumed=True))
    if not names.visits:
        names.visits = dict.fromkeys(names.usual or ("New patient visit", "Follow-up visit"))
        assume(Understood("visit type", ", ".join(names.visits), 0, 0, assumed=True))
    if not names.providers:
        ask(Question("Who sees patients? Write their names, such as “Dr. Chen and Maria Lee, NP”."))
    doctors = sum(one.startswith("Dr. ") for one in names.providers)
    if names.doctors > len(names.providers):
        ask(
            Question(
                f"There are {names.doctors} of you, and {doctors or len(names.providers)} named. Who are the others?"
            )
        )
    if not table.said and not any(p.hours or p.span for p in table.people.values()):
        ask(Question("When are you open? Until you say, it is Monday to Friday from 8:00 to 17:00."))
        assume(Understood("hours", "Mon, Tue, Wed, Thu, Fri 08:00 to 17:00", 0, 0, assumed=True))
    text = f"practice:\n  name: {_quoted(called)}\n  timezone: {timezone}\n"
    first = _id(names.locations[0])
    rooms = [
        {"id": f"{kind.replace(' ', '-')}-{n}", "kind": kind}
        for kind, count in names.rooms.items()
        for n in range(1, count + 1)
    ]
    for place in names.locations:
        more = {"rooms": rooms} if rooms and _id(place) == first else {}
        text = document.put(text, "locations", _id(place), {"id": _id(place), "name": place, **more})
    for payer in names.payers:
        text = document.put(text, "payers", _id(payer), {"id": _id(payer), "name": payer})
    for visit in names.visits:
        text = document.put(text, "visit types", _id(visit), {"id": _id(visit), "name": visit})
    place_of = {place: _id(place) for place in names.locations}
    for person, kind in names.providers.items():
        blocks = table.blocks(person, place_of, first)
        entry = {"id": _id(person), "name": person, "kind": kind or None, "hours": blocks or None}
        text = document.put(text, "providers", _id(person), entry)
    if not any(re.match(r"Visits take|[A-Z].* takes? \d+ minutes", one) for one in said):
        said.append(DEFAULTS[0])
        assume(Understood("rule", DEFAULTS[0], 0, 0, assumed=True))
    text += "rules: |\n" + "".join(f"  {upper_first(one)}\n" for one in _without_clashes(said, result))
    result.text = text
    _file, faults = examine(text)
    for fault in faults:
        ask(Question(f"The draft is not sound yet: {fault.message}"))


def _without_clashes(said: list[str], result: Description) -> list[str]:
    """Two sentences that set the same differently: the first stays, the second is asked about."""
    kept: list[str] = []
    for one in said:
        head = re.sub(r"\d+", "#", one)
        clash = next(
            (
                other
                for other in kept
                if re.sub(r"\d+", "#", other) == head
                and re.search(r" take | start every |ahead\.$|^Keep \d+ minutes", one)
            ),
            None,
        )
        if clash is None:
            kept.append(one)
        else:
            result.questions.append(Question(f"“{clash}” or “{one}”? The first one is in the draft."))
    return kept


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'
