"""How many visits there may be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar, Literal

from ..for_patients import amount, said
from ..grammar import Outcome, Reader, Reading, alt, const, mapped, maybe, name, number, seq, words
from ..history import Start
from ..rule import Family, RestrictingRule, StartRule, form
from ..scope import Scope, locations, providers, scope, single_scope, visit_noun
from ..spoken import say_clock
from ..vocabulary import Vocabulary
from ..words import article

Period = Literal["hour", "half day", "day", "week", "month"]
NOON = 12


def duration(minutes: int) -> str:
    """'6 hours', '90 minutes'."""
    return amount("en", minutes // 60, "hours") if minutes % 60 == 0 else amount("en", minutes, "minutes")


def same_period(period: Period, day: dt.date, other: dt.date) -> bool:
    """Whether two local dates lie in one day, week or month."""
    return period_of(period, day) == period_of(period, other)


def period_of(period: Period, date: dt.date) -> object:
    """The week (Monday first), the month, or the date itself."""
    if period == "week":
        return date.isocalendar()[:2]
    return (date.year, date.month) if period == "month" else date


def _when_instead(language: str, period: Period) -> str:
    english, spanish = {
        "hour": ("hour", "a esa hora. Elija otra hora"),
        "half day": ("half of the day", "en esa mitad del día. Elija otro horario"),
        "day": ("day", "ese día. Elija otro día"),
        "week": ("week", "esa semana. Elija otra semana"),
        "month": ("month", "ese mes. Elija otro mes"),
    }[period]
    other = "time" if period in ("hour", "half day") else english
    return said(
        language,
        f"There are no openings left for this visit that {english}. Choose another {other}.",
        f"Ya no hay citas disponibles de este tipo {spanish}.",
    )


@dataclass(frozen=True)
class Cap(RestrictingRule):
    """At most `most` visits in `scope` in a period by the local clock, counted together or for each provider or location by itself.

    `of_minutes`: `most` are minutes of visits, without buffers.  `by_kind`: the providers of the scope are said as those of a kind.
    """

    kind: ClassVar[str] = "cap"
    only_counts: ClassVar[bool] = True
    most: int = 1
    period: Period = "day"
    each_provider: bool = False
    each_location: bool = False
    of_minutes: bool = False
    by_kind: str = ""

    def part(self, hour: int) -> int | None:
        """Which half or hour of the day the hour of a start lies in; None where the day is not divided."""
        if self.period == "half day":
            return int(hour >= NOON)
        return hour if self.period == "hour" else None

    @property
    def parts(self) -> tuple[tuple[int, int], ...]:
        """The halves or hours of a day, in minutes; none where it is not divided."""
        step = {"half day": NOON, "hour": 1}.get(self.period)
        return tuple((hour * 60, (hour + step) * 60) for hour in range(0, 24, step)) if step else ()

    def sentence(self, vocabulary: Vocabulary) -> str:
        many = self.scope.visit_noun(vocabulary)
        what = f"{duration(self.most)} of {many}" if self.of_minutes else self.scope.counted(vocabulary, self.most)
        return f"at most {what} per {self.period}{_tail(self, vocabulary)}"

    def names(self) -> tuple[tuple[str, str], ...]:
        return _names(self, super().names())

    def for_patient(self, language: str) -> str:
        return _when_instead(language, self.period)


def _tail(rule: Cap | AtOnce, vocabulary: Vocabulary) -> str:
    who = " with each provider" if rule.each_provider else ""
    where = " at each location" if rule.each_location else ""
    if rule.by_kind:
        who = f" with {article(rule.by_kind)}"
    elif rule.scope.providers:
        who = f" with {rule.scope.who(vocabulary)}"
    if rule.scope.locations:
        where = f" at {rule.scope.where(vocabulary)}"
    return who + where


def _names(rule: Cap | AtOnce, names: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Where a kind of provider is said, none of them is named."""
    if not rule.by_kind:
        return names
    return (*(named for named in names if named[0] != "provider"), ("kind of provider", rule.by_kind))


@dataclass(frozen=True)
class AtOnce(RestrictingRule):
    """At most `most` visits in `scope` at any one minute, without buffers."""

    kind: ClassVar[str] = "cap"
    only_counts: ClassVar[bool] = True
    most: int = 1
    each_provider: bool = False
    each_location: bool = False
    by_kind: str = ""

    def sentence(self, vocabulary: Vocabulary) -> str:
        where, who = "", _tail(self, vocabulary)
        if " at " in who and (self.scope.locations or self.each_location):
            at = (
                who.rindex(" at each location")
                if self.each_location
                else who.rindex(f" at {self.scope.where(vocabulary)}")
            )
            who, where = who[:at], who[at:]
        return f"at most {self.scope.counted(vocabulary, self.most)}{who} at the same time{where}"

    def names(self) -> tuple[tuple[str, str], ...]:
        return _names(self, super().names())

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "Too many visits are going on at that time. Choose another time.",
            "A esa hora ya hay demasiadas citas. Elija otro horario.",
        )


@dataclass(frozen=True)
class InARow(RestrictingRule):
    """At most `most` visits in `scope` one after another with one provider on a date.

    Another type of visit ends the row, and the end of hours or a closure; free time does not.
    """

    kind: ClassVar[str] = "cap"
    only_counts: ClassVar[bool] = True
    most: int = 1

    def sentence(self, vocabulary: Vocabulary) -> str:
        who = self.scope.who(vocabulary) if self.scope.providers else "each provider"
        where = f" at {self.scope.where(vocabulary)}" if self.scope.locations else ""
        return f"at most {self.scope.counted(vocabulary, self.most)} in a row with {who}{where}"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "There would be too many of these visits one after another. Choose another time.",
            "Habría demasiadas citas de este tipo seguidas. Elija otro horario.",
        )


@dataclass(frozen=True)
class PatientPeriodCap(StartRule):
    """At most `most` visits in `scope` of one patient on a day, in a week or in a month."""

    kind: ClassVar[str] = "cap"
    most: int = 1
    period: Period = "day"

    def against(self, start: Start) -> str | None:
        has = [
            visit
            for visit in start.others
            if self.covers(visit.visit) and same_period(self.period, visit.date, start.date)
        ]
        if len(has) < self.most:
            return None
        return f"the patient has {len(has)} {said_period(self.period, start.date)}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        noun = self.scope.visit_noun(vocabulary) if self.most != 1 else vocabulary.one_visit(None)
        if self.most == 1 and self.scope.visits:
            noun = Scope(self.scope.visits).one_noun(vocabulary)
        return f"at most {self.most} {noun}{self.scope.tail(vocabulary)} per {self.period} per patient"

    def for_patient(self, language: str) -> str:
        english, spanish = {
            "day": ("day", "día. Elija otro día"),
            "week": ("week", "semana. Elija otra semana"),
        }.get(self.period, ("month", "mes. Elija otro mes"))
        return said(
            language,
            f"You can have {self.most} visit{'' if self.most == 1 else 's'} of this kind in one {english}. Choose another {english}, or call us.",
            f"Puede tener {self.most} cita{'' if self.most == 1 else 's'} de este tipo por {spanish} o llámenos.",
        )


def said_period(period: Period, date: dt.date, part: int | None = None) -> str:
    """'on Tue Dec 8', 'in the week of Mon Dec 7', 'in December 2026', 'in the morning of Tue Dec 8', 'from 9:00 AM to 10:00 AM on Tue Dec 8'."""
    day = f"{date:%a %b} {date.day}"
    if period == "week":
        monday = date - dt.timedelta(days=date.weekday())
        return f"in the week of {monday:%a %b} {monday.day}"
    if period == "month":
        return f"in {date:%B %Y}"
    if part is None:
        return f"on {day}"
    if period == "half day":
        return f"in the {'afternoon' if part else 'morning'} of {day}"
    return f"from {say_clock(part * 60)} to {say_clock(part * 60 + 60)} on {day}"


@dataclass(frozen=True)
class PatientCap(RestrictingRule):
    """At most `most` upcoming visits in `scope` of one patient."""

    kind: ClassVar[str] = "cap"
    most: int = 1

    def sentence(self, vocabulary: Vocabulary) -> str:
        count, noun = self.scope.counted(vocabulary, self.most).split(" ", 1)
        return f"at most {count} upcoming {noun}{self.scope.tail(vocabulary)} per patient"

    def for_patient(self, language: str) -> str:
        if self.most == 0:
            return said(
                language,
                "We can't schedule this visit ahead of time here. Please call us.",
                "Esta visita no se puede programar aquí con anticipación. Llámenos.",
            )
        kind = said(language, " of this kind", " de este tipo") if self.scope.visits else ""
        return said(
            language,
            f"You can have {self.most} visit{'' if self.most == 1 else 's'}{kind} booked ahead; call us if you need another.",
            f"Puede tener {self.most} cita{'' if self.most == 1 else 's'}{kind} por venir; llámenos si necesita otra.",
        )


EACH = "each"


def _of_a_kind(reading: Reading, at: int) -> Outcome:
    """'with a resident': everybody of that kind; the value is (their ids, the kind)."""
    for (kind,), after in seq(words("with"), maybe(_article, None), name("kind of provider"))(reading, at):
        ids = tuple(id_ for id_, of in reading.vocabulary.kinds_of_providers.items() if of == kind)
        if ids:
            yield (ids, kind), after


_article: Reader = alt(words("a"), words("an"))
_who: Reader = alt(const(words("with each provider"), (EACH, "")), _of_a_kind, mapped(providers, lambda ids: (ids, "")))
_where: Reader = alt(const(words("at each location"), EACH), locations)
_period: Reader = alt(
    *(const(words(f"per {period}"), period) for period in ("day", "week", "month", "hour", "half day"))
)
_long_period: Reader = alt(*(const(words(f"per {period}"), period) for period in ("day", "week", "month")))
_minutes: Reader = alt(
    mapped(seq(number(1, 1000), words("hours")), lambda v: v[0] * 60),
    mapped(seq(number(1, 60_000), words("minutes")), lambda v: v[0]),
    mapped(seq(number(1, 1000), words("hours"), number(1, 59), words("minutes")), lambda v: v[0] * 60 + v[1]),
)
_amount: Reader = alt(
    mapped(seq(number(0, 10_000), visit_noun), lambda v: (v[0], v[1], False)),
    mapped(seq(_minutes, words("of"), visit_noun), lambda v: (v[0], v[1], True)),
)
_per_patient = alt(words("per patient"), words("for each patient"))


def _cap(what, period: Period, who, where, when) -> Cap:  # type: ignore[no-untyped-def]
    (most, visit, of_minutes), (ids, kind) = what, who
    each = ids == EACH
    covered = Scope(visit, () if each else ids, () if where == EACH else where)
    return Cap(covered, most, period, each, where == EACH, of_minutes, kind, when=when)


def _at_once(most: int, visit, who, where, when) -> AtOnce:  # type: ignore[no-untyped-def]
    ids, kind = who
    covered = Scope(visit, () if ids == EACH else ids, () if where == EACH else where)
    return AtOnce(covered, most, ids == EACH, where == EACH, kind, when=when)


def _in_a_row(most: int, visit, who, where, when) -> InARow:  # type: ignore[no-untyped-def]
    return InARow(Scope(visit, () if who == EACH else who, where), most, when=when)


FAMILY = Family(
    "caps",
    "At most",
    "Counted by the local clock of the start: its hour, its half day (before and from 12:00), date, week (Monday first) or month. `with each provider` counts for each provider by itself, several names together. "
    "Hours of visits are without what is kept free around them. With a condition, appointments known to be outside of it are not counted. A cap on upcoming visits counts what the patient has from now on; one `per patient` what the patient has "
    "in that time, missed visits not. In a row are a provider's visits of one date, until one of another type, the end of hours or a closure; free time ends no row. At the same time are visits that overlap.",
    (
        form(
            "At most N VISITS per (hour|half day|day|week|month) [with PROVIDER|with each provider|with A KIND OF PROVIDER] [at LOCATION|at each location].",
            seq(words("at most"), _amount, _period, _who, _where),
            _cap,
            "At most 3 new patient visits per day with Dr. Chen.",
            "At most 20 visits per day at Downtown.",
            "At most 10 procedures per week with each provider.",
            "At most 2 new patient visits per half day with Dr. Chen.",
            "At most 30 visits per day with Dr. Chen and Dr. Park.",
        ),
        form(
            "At most N hours of VISITS per (hour|half day|day|week|month) [with PROVIDER|with each provider] [at LOCATION|at each location].",
            seq(words("at most"), _amount, _period, _who, _where),
            _cap,
            "At most 6 hours of procedures per day with Dr. Chen.",
        ),
        form(
            "At most N upcoming VISITS [with PROVIDER] [at LOCATION] per patient.",
            seq(words("at most"), number(0, 1000), words("upcoming"), scope, words("per patient")),
            lambda most, covered, when: PatientCap(covered, most, when=when),
            "At most 2 upcoming visits per patient.",
        ),
        form(
            "At most N VISITS [with PROVIDER] [at LOCATION] per (day|week|month) per patient.",
            seq(words("at most"), number(1, 1000), alt(scope, single_scope), _long_period, _per_patient),
            lambda most, covered, period, when: PatientPeriodCap(covered, most, period, when=when),
            "At most 1 visit per day per patient.",
        ),
        form(
            "At most N VISITS in a row [with PROVIDER|with each provider] [at LOCATION].",
            seq(
                words("at most"),
                number(1, 100),
                visit_noun,
                words("in a row"),
                alt(const(words("with each provider"), EACH), providers),
                locations,
            ),
            _in_a_row,
            "At most 2 new patient visits in a row with each provider.",
        ),
        form(
            "At most N VISITS [with PROVIDER|with each provider|with A KIND OF PROVIDER] at the same time [at LOCATION|at each location].",
            seq(words("at most"), number(1, 1000), visit_noun, _who, words("at the same time"), _where),
            _at_once,
            "At most 4 visits at the same time at Downtown.",
        ),
    ),
    rules=(Cap, PatientCap, PatientPeriodCap, InARow, AtOnce),
    said_as=("limits",),
    chapter=50,
    titulo="Límites",
)
