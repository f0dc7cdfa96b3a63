"""A piece that no shape fits, into a question: what it may say, as sentences of the language in the practice's own terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..rules.vocabulary import Vocabulary
from ..rules.words import article, listing, lower_first, plural
from .building import Unfit, canonical, other_ages
from .losing import loses
from .plain import clock
from .tags import DAYS, Tagged

MEANS = "Which of these does “%(text)s” mean?"
UNREAD = "What does “%(text)s” mean? Say it in other words."
NONE_OF_THESE = "None of these"
MOST = 3
_KINDS = {"new patient visits": ("new", "established"), "established patient visits": ("established", "new")}
# What an answer must keep of what was said.  'No more than' takes nothing back.
_AT_MOST = re.compile(r"\b(?:no|not) (?:more|less|fewer|later|earlier|sooner) than\b")
_TAKES_BACK = re.compile(
    r"\b(?:except|excepting|exceptions?|excluding|unless|but|other than|otherwise|neither|nor|without|instead|rather|apart from|besides)\b"
)
_DENIES = re.compile(
    r"\b(?:clos(?:e|es|ed|ing) for lunch|lunch breaks?|not|no|none|never|nobody|nothing|cannot|isnt|stop|stops|stopped|refuses?|declines?|unable|avoid|avoids|off|closed?|closes|closing|shut|shuts|shutting|lunch(?:es|time)?|breaks?|away|out)\b|n't\b"
)
_NARROWS = re.compile(r"\b(?:only|just|solely|exclusively)\b")
_KEPT_DENIAL = re.compile(r"\b(?:not|closed|away)\b|\bare for\b")
_KEPT_ONLY = re.compile(r"\bonly\b|\bare for\b")
_KEPT_WHO = re.compile(r"^Only ")
_KEPT_MUST = re.compile(r"\b(?:only offered|need|at least)\b")
_KEPT_MOST = re.compile(r"\bat (?:most|least)\b|\bup to\b", re.I)
_NOT_DENIED = re.compile(r"^(?!.*\b(?:does not|do not|not offered|closed|away)\b)")
_COUNTED = re.compile(r"\b(?:per|each|every|a|any) (half day|day|week|month|hour)\b|\b(daily|weekly)\b")
_UNITS = re.compile(r"\b(N\d+|M\d+) (hours?|days?|weeks?|business days?)\b|\b(hours?|days?) notice\b")


def answers_to(tagged_text: Tagged, vocabulary: Vocabulary, read: Callable[[str], Tagged]) -> tuple[str, ...]:
    """Up to three sentences that the piece may mean, the likeliest first; none that its words deny, and none that leaves out what they name.

    `read`: the tags of a sentence.
    """
    kept = None if tagged_text.either or tagged_text.splits_days else _kept(tagged_text.text)
    if kept is None:
        return ()
    made: dict[str, None] = {}
    for sentence in _possible(_Said(tagged_text), is_plain=kept is _NOT_DENIED):
        try:
            answer = canonical(sentence, vocabulary)
        except Unfit:
            continue
        if kept.search(answer) and not loses(tagged_text, answer, read):
            made.setdefault(answer)
        if len(made) == MOST:
            break
    return tuple(made)


def _kept(text: str) -> re.Pattern[str] | None:
    """What each answer has to hold, as the words deny or narrow; None where no sentence that can be made would keep what they say."""
    counts = bool(_AT_MOST.search(text))
    text = _AT_MOST.sub("", text)
    denials, narrows = len(_DENIES.findall(text)), bool(_NARROWS.search(text))
    if _TAKES_BACK.search(text) or denials > 1 or (denials and narrows) or re.search(r"\bP\d+ only\b", text):
        return None
    if denials:
        return _KEPT_DENIAL
    if narrows:
        return _KEPT_WHO if re.search(r"\bonly (?:with |by )?P\d", text) else _KEPT_ONLY
    if counts:
        return _KEPT_MOST
    return _KEPT_MUST if re.search(r"\b(?:must|have to|has to)\b", text) else _NOT_DENIED


class _Said:
    """What a piece names, as a sentence would say it; '' where it names none."""

    def __init__(self, tagged_text: Tagged) -> None:
        self.tagged_text, self.text = tagged_text, tagged_text.text
        self.visit = self._list("V", lambda visit: plural(lower_first(visit)))
        self.people = self._list("P", str)
        self.place = self._list("L", str)
        self.payers = self._list("I", str, "or")
        self.fields = self._list("F", lambda field: article(field) if field == "referral" else field)
        self.rooms = self._list("R", article)
        self.minutes = next(iter(tagged_text.of("M")), None)
        self.number = next(iter(tagged_text.of("N")), None)
        self.age = next(iter(tagged_text.of("A")), "")
        self.noun = self.visit or "visits"
        self.scope = (
            f"{self.noun}{f' with {self.people}' if self.people else ''}{f' at {self.place}' if self.place else ''}"
        )
        self.denies = bool(_DENIES.search(_AT_MOST.sub("", tagged_text.text)))
        self.window = self._window()

    def _list(self, kind: str, say: object, word: str = "and") -> str:
        assert callable(say)
        return listing(list(dict.fromkeys(say(item) for value in self.tagged_text.of(kind) for item in value)), word)

    def ages(self) -> tuple[str, ...]:
        """Of whom it may be: of the others where it denies."""
        if self.denies:
            return () if self.age.startswith("from") else (other_ages(self.age),)
        return (self.age,)

    @property
    def days(self) -> list[int]:
        return sorted({day for value in self.tagged_text.of("D") for day in value})

    def _window(self) -> str:
        days = f"on {listing([DAYS[day] + 's' for day in self.days])}" if self.days else ""
        part = re.search(r"\b(mornings?|afternoons?)\b", self.text)
        times = ""
        if spans := self.tagged_text.of("H"):
            times = f"from {clock(spans[0][0][0])} to {clock(spans[0][0][1])}"
        elif at := self.tagged_text.of("T"):
            word = re.search(r"\b(before|after|until|till|from) (?=T\d)", self.text)
            times = f"{'before' if word and word[1] in ('before', 'until', 'till') else 'after' if word and word[1] == 'after' else 'from'} {at[0]}"
        elif part:
            times = "before 12:00" if part[1].startswith("morning") else "from 12:00"
        season = next(iter(self.tagged_text.of("S")), "")
        return f"{days} {times}".strip() or season


def _possible(said: _Said, is_plain: bool) -> Iterator[str]:
    yield from _of_visits(said)
    yield from _of_people(said)
    yield from _of_payers(said)
    yield from _of_times(said)
    yield from _of_the_rest(said)
    if is_plain and said.scope != "visits":
        yield f"{said.scope} need approval"
        yield f"patients may not book {said.scope} themselves"


def _of_visits(said: _Said) -> Iterator[str]:
    if said.visit and said.minutes and not said.denies:
        yield f"{said.scope} take {said.minutes} minutes"
    if said.number and (per := _COUNTED.search(said.text)) and not _UNITS.search(said.text):
        unit = per[1] or {"daily": "day", "weekly": "week"}[per[2]]
        whom = f" with {said.people}" if said.people else ""
        yield f"at most {said.number} {said.noun} per {unit}{whom}"
        if not said.people:
            yield f"at most {said.number} {said.noun} per {unit} with each provider"
            yield f"at most {said.number} {said.noun} per {unit} per patient"
    if said.visit and said.rooms:
        yield f"{said.scope} need {said.rooms}"
    if said.visit and said.fields:
        yield f"{said.visit} need {said.fields} before booking"


def _of_people(said: _Said) -> Iterator[str]:
    if said.people and said.payers:
        yield (
            f"{said.people} only takes {said.payers}"
            if not said.denies
            else f"{said.people} does not take {said.payers}"
        )
        yield (
            f"{said.people} does not take {said.payers}"
            if not said.denies
            else f"{said.people} only takes {said.payers}"
        )
    if said.people and said.age:
        yield from (f"visits with {said.people} are for patients {age}" for age in said.ages())
    if said.visit in _KINDS and re.search(r"\b(?:only|just|accept\w*|taking|full)\b", said.text) and not said.minutes:
        whose = f"visits with {said.people}" if said.people else "visits"
        yield f"{whose} are for {_KINDS[said.visit][said.denies]} patients"
    if said.people and said.visit:
        yield f"{said.people} does not offer {said.visit}" if said.denies else f"only {said.people} offer {said.visit}"
        yield f"only {said.people} offer {said.visit}" if said.denies else f"{said.people} does not offer {said.visit}"
    if said.people and said.days and not said.visit:
        if len(said.days) == 1:
            yield f"{said.people} is away every {DAYS[said.days[0]]}"
        yield f"visits with {said.people} are only offered {said.window}"
        yield f"visits with {said.people} are not offered {said.window}"


def _of_payers(said: _Said) -> Iterator[str]:
    if said.payers and not said.people:
        if said.place:
            yield f"{said.place} does not take {said.payers}"
        yield f"the practice does not take {said.payers}"
        yield f"the practice only takes {said.payers}"
        yield f"{said.noun} need approval when the insurance is {said.payers}"
    if said.age and not said.people:
        yield from (f"{said.noun} are for patients {age}" for age in said.ages())
        yield f"{said.noun} need approval when the patient is {said.age}"


def _of_times(said: _Said) -> Iterator[str]:
    if said.window:
        yield f"{said.scope} are {'not' if said.denies else 'only'} offered {said.window}"
        yield f"{said.scope} are {'only' if said.denies else 'not'} offered {said.window}"
        if len(said.days) == 1 and not said.people:
            yield f"{said.place or 'the practice'} is closed every {DAYS[said.days[0]]}"
    whose = f"{said.people} is away" if said.people else f"{said.place or 'the practice'} is closed"
    for first, last, _year in (
        said.tagged_text.of("E")
        if re.search(r"\b(?:clos\w+|off|away|out|vacation|leave|holidays?|not)\b", said.text)
        else ()
    ):
        yield f"{whose} from {first} to {last}" if first != last else f"{whose} on {first}"
        yearly = [f"{date:%B} {date.day}" for date in (first, last)]
        yield f"{whose} from {yearly[0]} to {yearly[1]}" if first != last else f"{whose} on {yearly[0]}"
    for days in said.tagged_text.of("C"):
        yield f"{whose} {days[0]}"
    if said.place and said.visit:
        yield f"{said.visit} are only offered at {said.place}"


def _of_the_rest(said: _Said) -> Iterator[str]:
    if said.fields:
        yield f"{said.scope} need {said.fields} before booking"
    if units := _UNITS.search(said.text):
        unit = re.sub(r"s?$", "s", units[2] or units[3] or "hours")
        amount = said.number or said.minutes
        if amount and unit != "weeks":
            yield f"patients may cancel {said.noun} up to {amount} {unit} ahead"
            yield f"book {said.noun} at least {amount} {unit} ahead"
    if said.minutes and not said.visit:
        if said.minutes > 240 or re.search(r"\b(?:notice|cancel\w*|ahead|advance)\b", said.text):
            yield f"patients may cancel visits up to {max(1, said.minutes // 60)} hours ahead"
            yield f"book visits at least {max(1, said.minutes // 60)} hours ahead"
        elif re.search(
            r"\b(?:visits?|appointments?|patients?|clients?|sessions?|slots?|every(?:one|body|thing))\b", said.text
        ):
            yield f"{said.scope} take {said.minutes} minutes"
            yield f"keep {said.minutes} minutes free after {said.scope}"
    if said.visit and re.search(r"\bonline|book|schedul", said.text):
        yield f"patients may book {said.visit} themselves"
