"""Plans: which visits are due, and when.  They refuse nothing; what is due is ordered by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import ClassVar

from ..conditions import When
from ..due import DAYS, Course, Due, Phase, Span, Unit, ages_of, every, next_in_phases, span, unit, window
from ..facts import Facts
from ..for_patients import said
from ..grammar import Reader, alt, comma, const, either, listed, listed_then, mapped, maybe, name, number, seq, words
from ..rule import Family, Rule, form
from ..scope import Scope, names, once, tail_of_any
from ..vocabulary import ONE_VISIT, Vocabulary
from ..words import listing, one_of, upper_first

DUE_DATE = "due-date"  # the answer by which the weeks of a pregnancy are counted
YEAR = dt.timedelta(days=365)
Ages = tuple[int, ...]


@dataclass(frozen=True)
class Plan(Rule):
    """`scope` names the visits that are due, and with whom and where; `give`: so long before and after, None: as usual."""

    goes_on: ClassVar[bool] = True  # whether one that took place is followed by another
    looks_back: ClassVar[bool] = True
    """Whether what was over before the sentence came into force is due by it: who is overdue is whom such a sentence looks for."""
    give: Span | None = None

    def due(self, visit: str, course: Course) -> Due | None:
        """When the next such visit is due for whoever has had that; None where none is, or this says nothing of them."""
        next_due = self._next(visit, course) if visit in self.scope.visits else None
        if next_due is None or (visit, next_due.counted_from) in course.closed:
            return None
        return next_due if self.holds(course.facts.on(next_due.on)) else None

    def _next(self, visit: str, course: Course) -> Due | None:
        raise NotImplementedError

    @property
    def step(self) -> int:
        """About how many days lie between two of them."""
        raise NotImplementedError

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """Nothing: nobody who books is asked for the sake of what is due later."""
        return ()

    def instead_of_days(self, vocabulary: Vocabulary) -> str:
        """A day on which it falls is no day of the visit: whoever's it is would never be called."""
        are, days = self.scope.verb(vocabulary, "are", "is"), self.besides.weekdays
        offered = f"{upper_first(self.scope.noun(vocabulary))} {are} not offered on {days}."
        told = [f"“{offered}”"] if days else []
        told += [self.besides.days_closed] if self.besides.days_closed else []
        return f"leave it out, or nobody whose date falls on such a day is called; say on which days the visit is offered: {listing(told)}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "You are due for this visit from time to time. We let you know when it is time to book it.",
            "Esta visita le corresponde cada cierto tiempo. Le avisaremos cuando sea el momento de reservarla.",
        )

    def _took_place(self, scope: Scope, course: Course, visit: str = "") -> list[dt.date]:
        return [
            kept.date
            for kept in course.kept
            if kept.date <= course.today
            and scope.covers(kept.visit)
            and visit in ("", kept.visit.type)
            and not self.besides.takes_out(kept.visit)
        ]

    def _at(self, date: dt.date, step: int, counted_from: dt.date, since: dt.date | None = None) -> Due:
        return Due(date, *window(date, self.give, step), counted_from, since or counted_from)

    def _take(self) -> str:
        return f", give or take {self.give.words()}" if self.give else ""

    def _are(self, vocabulary: Vocabulary) -> str:
        return f"{self.scope.noun(vocabulary)} {self.scope.verb(vocabulary, 'are', 'is')} due"


@dataclass(frozen=True)
class Again(Plan):
    """Every so often, for who has had one."""

    every: Span = Span(1, "years")

    @property
    def step(self) -> int:
        return self.every.days

    def _next(self, visit: str, course: Course) -> Due | None:
        last = max(self._took_place(self.scope, course, visit), default=None)
        return None if last is None else self._at(self.every.after(last), self.step, last)

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{self._are(vocabulary)} {self.every.every()}{self._take()}"


@dataclass(frozen=True)
class Following(Plan):
    """Once, so long after the last visit of another kind."""

    goes_on: ClassVar[bool] = False
    looks_back: ClassVar[bool] = False
    after: Scope = Scope()
    within: Span = Span(1, "months")

    @property
    def other_scopes(self) -> tuple[Scope, ...]:
        return (self.after,)

    @property
    def step(self) -> int:
        return self.within.days

    def _next(self, visit: str, course: Course) -> Due | None:
        last = max(self._took_place(self.after, course), default=None)
        if last is None:
            return None
        due = self._at(self.within.after(last), self.step, last)
        had = (date for date in self._took_place(self.scope, course, visit) if date > last)
        return None if any(date >= due.opens for date in had) else due

    def sentence(self, vocabulary: Vocabulary) -> str:
        due = _one(self.scope, vocabulary)
        return f"after {_one(self.after, vocabulary)}, {due} is due in {self.within.words()}{self._take()}"


@dataclass(frozen=True)
class AtAges(Plan):
    """At these ages, then every so often until an age in years, included.  Of ages that are over only the last may be due still."""

    ages: Ages = (1,)
    unit: Unit = "years"
    then: Span | None = None
    until: int = 0

    @property
    def step(self) -> int:
        gaps = [(later - earlier) * DAYS[self.unit] for earlier, later in zip(self.ages, self.ages[1:], strict=False)]
        return min([*gaps, *([self.then.days] if self.then else [])], default=self.ages[0] * DAYS[self.unit])

    def _next(self, visit: str, course: Course) -> Due | None:
        if course.born is None:
            return None
        kept = self._took_place(self.scope, course, visit)
        since = max([course.born, *kept])
        ages = tuple(Span(age, self.unit) for age in self.ages)
        come = None
        for date, step in ages_of(course.born, ages, self.then, self.until):
            due = self._at(date, step, date, since)
            gone = any(had >= due.opens for had in kept) or due.closes < (course.known_since or due.closes)
            gone = gone or (visit, date) in course.closed
            if due.opens <= course.today:
                come = None if gone else due
            elif come is not None or not gone:
                return come or due
        return come if come is not None and course.today <= come.on + YEAR else None

    def sentence(self, vocabulary: Vocabulary) -> str:
        ages = f"{listing([str(age) for age in self.ages])} {self.unit if self.ages != (1,) else self.unit[:-1]}"
        then = f", then {self.then.every()} until {self.until}" if self.then else ""
        return f"{self._are(vocabulary)} at {ages} of age{then}{self._take()}"


@dataclass(frozen=True)
class InPhases(Plan):
    """After another visit, every so often; how often may turn on the weeks of a pregnancy."""

    looks_back: ClassVar[bool] = False
    after: Scope = Scope()
    phases: tuple[Phase, ...] = (Phase(Span(1, "months")),)

    @property
    def other_scopes(self) -> tuple[Scope, ...]:
        return (self.after,)

    @property
    def step(self) -> int:
        return min(phase.every.days for phase in self.phases)

    @property
    def by_weeks(self) -> bool:
        return any(phase.until is not None for phase in self.phases)

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *((("field", DUE_DATE),) if self.by_weeks else ()))

    def _next(self, visit: str, course: Course) -> Due | None:
        first = max(self._took_place(self.after, course), default=None)
        if first is None:
            return None
        last = max([first, *self._took_place(self.scope, course, visit)])
        due_date = _due_date(course.facts, first) if self.by_weeks else None
        if self.by_weeks and due_date is None:
            return None
        next_date = next_in_phases(self.phases, last, due_date)
        return None if next_date is None else self._at(next_date[0], next_date[1].days, last)

    def sentence(self, vocabulary: Vocabulary) -> str:
        said, counted = [], False
        for phase in self.phases:
            until = f" until week {phase.until}" if phase.until is not None else ""
            said.append(phase.every.every() + until + (" of pregnancy" if until and not counted else ""))
            counted = counted or bool(until)
        phases = ", then ".join(said)
        return f"after {_one(self.after, vocabulary)}, {self._are(vocabulary)} {phases}{self._take()}"


def soonest(
    plans: Iterable[tuple[Plan, str]],
    visit: str,
    course: Course,
    against: Callable[[Due, Plan], bool] = lambda due, plan: False,
) -> tuple[Due, Plan, str] | None:
    """Of all plans of a visit the one by which it is due first, with its sentence; what something is `against`, such as a person's word, stands back."""
    candidates = [
        (due, plan, text)
        for plan, text in plans
        if (due := plan.due(visit, course)) is not None and not against(due, plan)
    ]
    return min(candidates, key=lambda candidate: (candidate[0].on, candidate[2]), default=None)


def _due_date(facts: Facts, first: dt.date) -> dt.date | None:
    """That of the pregnancy in which the first visit was; None where none is known, or it is another one's."""
    try:
        date = dt.date.fromisoformat(facts.answer(DUE_DATE) or "")
    except ValueError:
        return None
    return date if first - dt.timedelta(weeks=2) <= date <= first + dt.timedelta(weeks=40) else None


def _one(scope: Scope, vocabulary: Vocabulary) -> str:
    """'a procedure or follow-up visit with Dr. Chen'."""
    return one_of(vocabulary.one_visit(scope.visits[0] if scope.visits else None), scope.one_noun(vocabulary))


# Reading ----------------------------------------------------------------------------------------------------

_a: Reader = maybe(alt(words("a"), words("an"), words("the"), words("every"), words("each")), None)
_are: Reader = alt(words("are due"), words("is due"))
_with: Reader = maybe(mapped(seq(words("with"), name("provider")), lambda v: (v[0],)), ())
_at: Reader = maybe(mapped(seq(words("at"), name("location")), lambda v: (v[0],)), ())
_visits: Reader = mapped(seq(names("visit type", ("and",)), _with, _at), lambda v: Scope(*v))
_visit: Reader = mapped(
    seq(_a, mapped(name("visit type", suggested=ONE_VISIT), lambda id_: (id_,)), _with, _at), lambda v: Scope(*v)
)
_type: Reader = name("visit type", suggested=ONE_VISIT)
_types: Reader = alt(
    const(words("visit"), ()), mapped(_type, lambda id_: (id_,)), mapped(either(_type), once)
)  # joined by 'or' alone: behind a comma comes what is due
_after: Reader = mapped(seq(words("after"), _a, _types, tail_of_any, maybe(comma, None)), lambda v: Scope(v[0], *v[1]))


def _days(given: Span) -> tuple[Span]:
    if given.unit not in ("days", "weeks") or given.days > 180:
        raise ValueError("days or weeks, up to 180 days")
    return (given,)


_give: Reader = maybe(
    mapped(seq(maybe(comma, None), words("give or take"), span), lambda v: _days(v[0])), (None,)
)  # in a tuple, since None is no value of a `seq`
_then: Reader = maybe(
    mapped(
        seq(
            maybe(comma, None),
            words("then"),
            every,
            words("until"),
            maybe(alt(words("age"), words("the age of")), None),
            number(1, 120),
        ),
        tuple,
    ),
    (None, 0),
)
_pregnant: Reader = maybe(words("of pregnancy"), None)
_until_week: Reader = maybe(mapped(seq(words("until week"), number(1, 42), _pregnant), lambda v: (v[0],)), (None,))
_phase: Reader = mapped(seq(every, _until_week), lambda v: Phase(v[0], v[1][0]))


def _in_turn(read: tuple[Phase, ...]) -> tuple[Phase, ...]:
    weeks = [phase.until for phase in read]
    if None in weeks[:-1]:
        raise ValueError("“until week 28 of pregnancy” before what comes then")
    known = [week for week in weeks if week is not None]
    if known != sorted(set(known)):
        raise ValueError("a later week")
    return read


def _listed_ages(read: tuple[int, ...]) -> tuple[int, ...]:
    if list(read) != sorted(set(read)):
        raise ValueError("a greater age")
    return read


def _again(covered: Scope, every: Span, give: tuple[Span | None], when: When) -> Again:
    return Again(covered, give[0], every, when=when)


def _following(after: Scope, covered: Scope, within: Span, give: tuple[Span | None], when: When) -> Following:
    return Following(covered, give[0], after, within, when=when)


def _at_ages(
    covered: Scope, ages: Ages, unit: Unit, then: tuple[Span | None, int], give: tuple[Span | None], when: When
) -> AtAges:
    return AtAges(covered, give[0], ages, unit, *then, when=when)


def _in_phases(
    after: Scope, covered: Scope, phases: tuple[Phase, ...], give: tuple[Span | None], when: When
) -> InPhases:
    return InPhases(covered, give[0], after, phases, when=when)


_UNITS = "(days|weeks|months|years)"
_TAKE = "[give or take N (days|weeks)]"

FAMILY = Family(
    "plans",
    "Which visits are due",
    "They refuse nothing: what is due is put among the due visits (one open for each patient and visit type, the earliest that any sentence makes), the patient is invited as the practice file says under `recalls:`, and a booking of it settles it. "
    "By local dates; months by the calendar, and a month without such a day ends with its last; an age is reached on the first day on which it is completed. `give or take`: from so long before to so long after, up to 180 days; where nothing is said, "
    "2 weeks, and no more than a quarter of what lies between two. `every` counts from the last one that took place and covers who has had one; with several visit types each counts by itself. Of ages that are over only the last is due still, for a year at the most, and not when it was over before the patient's record was made; "
    "`until 21` includes that age. Weeks of pregnancy are completed weeks, by the answer `due date` (40 weeks); what would lie past a phase comes by the next one's step; after week 42 nothing is due, and where the date is not known neither. "
    "Conditions, ages and dates are judged on the date on which it is due. A patient who was checked in on a day that is over had the visit; one that was booked, and of which nobody has said whether they came, keeps the next one from being made for 7 days and counts for nothing after them. What follows another visit (`After a …`) is due only where its days were not over already when the sentence came into force: a sentence of today makes nothing due of long ago, and one that is changed keeps what was due by it. `every` and ages look back, since who is overdue is whom they look for; before you publish, the page of the draft says how many would be due the first night. What a person has closed or the patient refused is not made again before they have had such a visit, or the one that it follows; of ages, that one age is not. One that a person had ordered speaks, when it is closed, of what was due when it was ordered. What no sentence makes any more is taken away where nobody was told of it. Made each night, and when a visit is completed.",
    (
        form(
            f"After a VISIT TYPE [with PROVIDER] [at LOCATION], a VISIT TYPE [with PROVIDER] [at LOCATION] is due in N {_UNITS} {_TAKE}.",
            seq(_after, _visit, _are, words("in"), span, _give),
            _following,
            "After a new patient visit, a follow-up visit is due in 3 months, give or take 2 weeks.",
            "After a procedure with Dr. Chen, a follow-up visit is due in 10 days.",
        ),
        form(
            f"VISIT TYPES [with PROVIDER] [at LOCATION] are due every N {_UNITS} {_TAKE}.",
            seq(_visits, _are, every, _give),
            _again,
            "Follow-up visits are due every 12 months.",
            "Procedures are due every week, give or take 1 day.",
        ),
        form(
            f"VISIT TYPES [with PROVIDER] [at LOCATION] are due at N {_UNITS} of age [then every N {_UNITS} until N] {_TAKE}.",
            seq(
                _visits,
                _are,
                words("at"),
                mapped(listed(number(1, 2000)), _listed_ages),
                unit,
                words("of age"),
                _then,
                _give,
            ),
            _at_ages,
            "Well-child visits are due at 2, 4, 6, 9 and 12 months of age, then every year until 21.",
            "Well-child visits are due at 2 weeks of age.",
        ),
        form(
            f"After a VISIT TYPE [with PROVIDER] [at LOCATION], VISIT TYPES [with PROVIDER] [at LOCATION] are due every N {_UNITS} [until week N of pregnancy, then …] {_TAKE}.",
            seq(_after, _visits, _are, mapped(listed_then(_phase), _in_turn), _give),
            _in_phases,
            "After a new patient visit, follow-up visits are due every 4 weeks until week 28 of pregnancy, then every 2 weeks until week 36, then every week.",
        ),
    ),
    rules=(Again, Following, AtAges, InPhases),
    chapter=106,
    titulo="Qué visitas corresponden",
)
