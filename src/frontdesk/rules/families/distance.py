"""How far apart the visits of one patient are, and how far from a date that was asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from ..apart import Apart, Unit
from ..conditions import When
from ..conditions.base import the
from ..dates import moved, short
from ..days_and_times import EARLIEST, LATEST
from ..facts import Facts, Visit
from ..for_patients import amount, said
from ..grammar import Reader, alt, const, mapped, maybe, name, number, seq, words
from ..history import PatientVisit, Start
from ..rule import Family, StartRule, form
from ..scope import Scope, scope, single_scope
from ..vocabulary import Vocabulary
from ..words import article

BORN = "date-of-birth"


def _apart(language: str, much: str) -> str:
    return said(
        language,
        f"Some of your visits have to be {much} apart. Choose another date, or call us.",
        f"Entre algunas de sus citas debe haber {much}. Elija otra fecha o llámenos.",
    )


def _was_on(date: dt.date, start: Start) -> str:
    return f"{'was' if date < start.today else 'is'} on {short(date)}"


def _known_dates(last: Scope, facts: Facts) -> list[dt.date]:
    """Dates of visits that stand among no appointments: with whom and where they were, nobody knows."""
    if last.providers or last.locations:
        return []
    dates = [date for visit, date in facts.last.items() if last.speaks_of(visit)]
    return dates + ([facts.last_visit] if facts.last_visit is not None and not last.visits else [])


@dataclass(frozen=True)
class Distance(StartRule):
    """From the last such visit, looking back from the start; and a booked one that comes later looks back to this."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "distance"
    apart: Apart = Apart()
    last: Scope = Scope()

    @property
    def other_scopes(self) -> tuple[Scope, ...]:
        return (self.last,)

    def judges(self, visit: Visit) -> bool:
        return super().judges(visit) or self.last.covers(visit)

    def against(self, start: Start) -> str | None:
        if super().judges(start.visit) and (refused := self._looking_back(start)):
            return refused
        return self._for_a_later_one(start) if self.last.covers(start.visit) else None

    def looks_back(self, visit: Visit, earlier: Visit) -> bool:
        """What looks back to that one is judged by what lies before it, too."""
        return self.last.covers(earlier) and (self.covers(visit) or self.last.covers(visit))

    def _looking_back(self, start: Start) -> str | None:
        last = self._last_before(start, start.minute, start.date)
        if last is None or self.apart.allows(last, start.date):
            return None
        earliest, latest = self.apart.earliest(last), self.apart.latest(last)
        early = latest is None or start.date < earliest
        would_do = f"earliest is {short(earliest)}" if early else f"latest is {short(latest or last)}"
        return f"the last {self.last.one_noun(start.vocabulary)} {_was_on(last, start)}; {would_do}"

    def _last_before(self, start: Start, minute: int, date: dt.date) -> dt.date | None:
        """The date of the last such visit that begins before that, this one apart."""
        dates = [other.date for other in start.others if other.start < minute and self.last.covers(other.visit)]
        dates += [known for known in _known_dates(self.last, start.visit.facts) if known <= date]
        return max(dates, default=None)

    def _for_a_later_one(self, start: Start) -> str | None:
        """What is booked for later and would have this one as its last, too close before it or too far."""
        for later in start.others:
            if later.start <= start.minute:
                continue
            if self.covers(later.visit) and self.holds(start.facts_of(later)) and self._broken(start, later):
                noun = article(self.scope.one_noun(start.vocabulary))
                close = later.date < self.apart.earliest(start.date)
                would_do = (
                    f"latest before it is {short(self.apart.latest_before(later.date))}"
                    if close
                    else f"earliest before it is {short(self.apart.earliest_before(later.date))}"
                )
                return f"{noun} is booked for {short(later.date)}; {would_do}"
            if self.last.covers(later.visit):
                return None  # whatever comes after it looks back to that one
        return None

    def _broken(self, start: Start, later: PatientVisit) -> bool:
        """Whether it is by this visit that the later one is too near, or has one too far before it at all."""
        if later.date < self.apart.earliest(start.date):
            return True
        latest = self.apart.latest(start.date)
        return latest is not None and later.date > latest and self._last_before(start, start.minute, start.date) is None

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        how = f"within {self.apart.words()} of" if self.apart.least is None else f"{self.apart.words()} after"
        return f"{self.scope.noun(vocabulary)} {are} {how} the last {self.last.one_noun(vocabulary)}"

    def for_patient(self, language: str) -> str:
        if self.apart.least is None and self.last == Scope():
            within = amount(language, self.apart.most or 0, self.apart.unit)
            return said(
                language,
                f"This visit is for patients we have seen within the last {within}. Please call us.",
                f"Esta visita es para pacientes que hemos atendido en los últimos {within}. Llámenos.",
            )
        return _apart(language, self.apart.for_patient(language))


@dataclass(frozen=True)
class Between(StartRule):
    """Between any two of these visits of one patient, whichever comes first."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "distance"
    apart: Apart = Apart(1)

    def judges(self, visit: Visit) -> bool:
        return self.covers(visit)

    def against(self, start: Start) -> str | None:
        holds = self.holds(start.visit.facts)
        dates = [known for known in _known_dates(self.scope, start.visit.facts) if holds and known <= start.date]
        for other in start.others:
            if self.covers(other.visit) and (
                holds or (other.start > start.minute and self.holds(start.facts_of(other)))
            ):
                dates.append(other.date)
        near = [day for day in dates if not self.apart.allows(min(day, start.date), max(day, start.date))]
        if not near:
            return None
        nearest = min(near, key=lambda day: abs(day - start.date))
        noun = article(self.scope.one_noun(start.vocabulary))
        free = (
            f"latest before it is {short(self.apart.latest_before(nearest))}"
            if nearest > start.date
            else f"earliest after it is {short(self.apart.earliest(nearest))}"
        )
        return f"{noun} {_was_on(nearest, start)}; {free}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"{self.apart.words()} between {self.scope.noun(vocabulary)}"

    def for_patient(self, language: str) -> str:
        return _apart(language, self.apart.for_patient(language))


@dataclass(frozen=True)
class FromDate(StartRule):
    """So far after, or `before`, a date that is asked.  `needs`: said as a need, and asked for as such."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "distance"
    apart: Apart = Apart()
    field: str = BORN
    before: bool = False
    needs: bool = False

    @property
    def fields_asked(self) -> tuple[str, ...]:
        return (self.field,) if self.needs else ()

    def date_of(self, facts: Facts) -> dt.date | None:
        """The date that was answered; None where none was, or what stands there is none."""
        if self.field == BORN and facts.born is not None:
            return facts.born
        try:
            day = dt.date.fromisoformat(facts.answer(self.field) or "")
        except ValueError:
            return None
        return day if EARLIEST <= day.year <= LATEST else None

    def missing(self, facts: Facts) -> tuple[str, ...]:
        return (self.field,) if self.needs and self.date_of(facts) is None else ()

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        asked = super().unknown(facts)
        return asked if asked or self.holds(facts) is False or self.date_of(facts) else (self.field,)

    def against(self, start: Start) -> str | None:
        date = self.date_of(start.visit.facts)
        if date is None:
            return None
        first, last = self._first_and_last(date)
        if first is not None and start.date < first:
            would_do = f"earliest is {short(first)}"
        elif last is not None and start.date > last:
            would_do = f"latest is {short(last)}"
        else:
            return None
        return f"{start.vocabulary.field_noun(self.field)} is {short(date)}; {would_do}"

    def looks_back(self, visit: Visit, earlier: Visit) -> bool:
        return False

    def _first_and_last(self, date: dt.date) -> tuple[dt.date | None, dt.date | None]:
        least, most = self.apart.least, self.apart.most
        if self.before:
            least, most = (None if n is None else -n for n in (most, least))
        first, last = (None if n is None else moved(date, n, self.apart.unit) for n in (least, most))
        return first, last

    def sentence(self, vocabulary: Vocabulary) -> str:
        noun, field = self.scope.noun(vocabulary), vocabulary.field_noun(self.field)
        if self.needs:
            need = self.scope.verb(vocabulary, "need", "needs")
            return (
                f"{noun} {need} {article(field)} within the last {amount('en', self.apart.most or 0, self.apart.unit)}"
            )
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{noun} {are} {self.apart.words()} {'before' if self.before else 'after'} the {field}"

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), ("field", self.field))

    def for_patient(self, language: str) -> str:
        much = self.apart.for_patient(language)
        side = said(language, "before", "antes de") if self.before else said(language, "after", "después de")
        return said(
            language,
            f"This visit has to be {much} {side} a date that you told us. Choose another date, or call us.",
            f"Esta cita debe ser {much} {side} una fecha que nos indicó. Elija otra fecha o llámenos.",
        )


# Reading ----------------------------------------------------------------------------------------------------

MOST: dict[str, int] = {"days": 3650, "weeks": 520, "months": 240, "years": 20}
_unit: Reader = alt(*(const(words(unit), unit) for unit in MOST))
_count: Reader = number(0, MOST["days"])


def _amount(count: int, unit: str) -> tuple[int, Unit]:
    """In days or months."""
    if count > MOST[unit]:
        raise ValueError(f"a number up to {MOST[unit]} {unit}")
    match unit:
        case "weeks":
            return 7 * count, "days"
        case "years":
            return 12 * count, "months"
        case "months":
            return count, "months"
        case _:
            return count, "days"


def _range(read: tuple[int, int, str]) -> Apart:
    least, most, unit = read
    if least > most:
        raise ValueError("a number that is not below the first one")
    count, of = _amount(most, unit)
    return Apart(_amount(least, unit)[0], count, of)


def _least(read: tuple[int, str]) -> Apart:
    count, unit = _amount(*read)
    return Apart(count, None, unit)


def _most(read: tuple[int, str]) -> Apart:
    count, unit = _amount(*read)
    return Apart(None, count, unit)


def _exactly(read: tuple[int, str]) -> Apart:
    count, unit = _amount(*read)
    return Apart(count, count, unit)


_at_least: Reader = mapped(seq(words("at least"), _count, _unit), _least)
_at_most: Reader = mapped(seq(alt(words("at most"), words("no more than"), words("within")), _count, _unit), _most)
_from_to: Reader = alt(
    mapped(seq(maybe(words("from"), None), _count, alt(words("to"), words("through")), _count, _unit), _range),
    mapped(seq(words("between"), _count, words("and"), _count, _unit), _range),
    mapped(seq(_count, _unit), _exactly),
)
_any: Reader = alt(_at_least, _from_to, _at_most)
_how_far: Reader = alt(
    mapped(seq(_any, alt(words("after"), words("since"))), lambda v: v[0]),
    mapped(seq(words("within"), _count, _unit, words("of")), _most),
)
_last: Reader = mapped(seq(the, words("last"), single_scope), lambda v: v[0])
_last_one: Reader = seq(the, words("last one"))
_are: Reader = alt(words("are"), words("is"))
_side: Reader = alt(const(words("after"), False), const(words("before"), True))
_a_field: Reader = mapped(seq(maybe(alt(words("a"), words("an"), words("the")), None), name("field")), lambda v: v[0])


def _from_date(covered: Scope, apart: Apart, before: bool, field: str, when: When) -> FromDate:
    if apart.least is None:
        apart = Apart(0, apart.most, apart.unit)
    return FromDate(covered, apart, field, before, when=when)


def _needs(covered: Scope, field: str, count: int, unit: str, when: When) -> FromDate:
    most, of = _amount(count, unit)
    return FromDate(covered, Apart(0, most, of), field, needs=True, when=when)


_UNITS = "(days|weeks|months)"
FAMILY = Family(
    "distance",
    "How far apart visits are",
    "By local dates: Monday to Wednesday is 2 days; months by the calendar, and a month without such a day ends with its last. What counts of the patient's other visits took place, is going on, booked or held; "
    "what was missed or canceled does not, nor the visit that is moved. `the last` looks back from the start: a booked visit counts as one that took place; `between` looks both ways. What would break it for a visit that is booked for later is refused too. "
    "A patient who has none on record may come. Several visit types in one sentence count together. A date that is asked (`after the surgery date`) is judged where it is known, and asked for where it is not.",
    (
        form(
            f"VISITS [with PROVIDER] [at LOCATION] are at least N {_UNITS} after the last VISITS [with PROVIDER] [at LOCATION].",
            seq(scope, _are, _how_far, _last),
            lambda covered, apart, last, when: Distance(covered, apart, last, when=when),
            "Procedures are at least 366 days after the last procedure.",
            "Follow-up visits are 5 to 14 days after the last follow-up visit.",
            "Follow-up visits are at least 6 months after the last procedure or new patient visit.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are within N (days|weeks|months) of the last VISITS [with PROVIDER] [at LOCATION].",
            seq(scope, _are, _how_far, _last_one),
            lambda covered, apart, _, when: Distance(covered, apart, Scope(covered.visits), when=when),
            "Follow-up visits are within 180 days of the last visit.",
            "Follow-up visits are within 90 days of the last visit with Dr. Chen.",
        ),
        form(
            f"At least N {_UNITS} between VISITS [with PROVIDER] [at LOCATION].",
            seq(maybe(alt(words("keep"), words("leave"), words("wait")), None), _at_least, words("between"), scope),
            lambda apart, covered, when: Between(covered, apart, when=when),
            "At least 2 days between procedures.",
        ),
        form(
            f"VISITS [with PROVIDER] [at LOCATION] are at least N {_UNITS} (after|before) the FIELD.",
            seq(scope, _are, _any, _side, mapped(seq(the, name("field")), lambda v: v[0])),
            _from_date,
            "Well-child visits are 3 to 5 days after the date of birth.",
            "Procedures are at least 30 days after the date of birth.",
            "Procedures are at least 7 days before the date of birth.",
        ),
        form(
            f"VISITS [with PROVIDER] [at LOCATION] need a FIELD within the last N {_UNITS}.",
            seq(scope, alt(words("need"), words("needs")), _a_field, words("within the last"), _count, _unit),
            _needs,
            "Well-child visits need a date of birth within the last 730 days.",
        ),
    ),
    rules=(Distance, Between, FromDate),
    chapter=102,
    titulo="Distancia entre visitas",
)
