"""Ages, as sentences limit them: in years, months, weeks or days completed on the date of the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .facts import AGE_UNITS, AgeUnit, Facts
from .for_patients import amount
from .grammar import Outcome, Reader, Reading, alt, const, listed, mapped, maybe, number, seq, words

Side = Literal["under", "over", "least", "most"]
MOST_IN: dict[AgeUnit, int] = {"years": 130, "months": 1560, "weeks": 6784, "days": 47_482}


@dataclass(frozen=True)
class Limit:
    """`under 18`: 17 and younger.  `over 65`: 66 and older.  `18 or older`, `17 or younger`: that age too."""

    side: Side
    amount: int
    unit: AgeUnit = "years"

    def holds(self, facts: Facts) -> bool | None:
        """None where the age is not known, or not as exactly as this asks."""
        known = facts.age_in(self.unit)
        if known is None:
            return None
        youngest, oldest = (self._allows(age) for age in known)
        return youngest if youngest == oldest else None

    def _allows(self, age: int) -> bool:
        match self.side:
            case "under":
                return age < self.amount
            case "over":
                return age > self.amount
            case "least":
                return age >= self.amount
            case _:
                return age <= self.amount

    @property
    def bounds(self) -> tuple[int, int | None]:
        """The youngest and the oldest age that it allows, in its unit; None: however old."""
        match self.side:
            case "under":
                return 0, self.amount - 1
            case "over":
                return self.amount + 1, None
            case "least":
                return self.amount, None
            case _:
                return 0, self.amount

    def words(self) -> str:
        """'under 18', '24 months or older'."""
        age = f"{self.amount}" if self.unit == "years" else amount("en", self.amount, self.unit)
        if self.side in ("under", "over"):
            return f"{self.side} {age}"
        return f"{age} or {'older' if self.side == 'least' else 'younger'}"

    def palabras(self) -> str:
        """The same in Spanish, after 'pacientes'."""
        age = amount("es", self.amount, self.unit)
        match self.side:
            case "under":
                return f"menores de {age}"
            case "over":
                return f"mayores de {age}"
            case "least":
                return f"de {age} o más"
            case _:
                return f"de {age} o menos"


def say_age(facts: Facts, unit: AgeUnit) -> str:
    """'12', '7 months', as staff read it; the least that it can be, where it is not known exactly."""
    known = facts.age_in(unit)
    if known is None:
        return "of an age that is not known"
    return f"{known[0]}" if unit == "years" else amount("en", known[0], unit)


@dataclass(frozen=True)
class Ages:
    """All of these limits, one or two: `18 or older and under 65`, `from 3 to 17`."""

    limits: tuple[Limit, ...]

    def holds(self, facts: Facts) -> bool | None:
        outcomes = [limit.holds(facts) for limit in self.limits]
        return False if False in outcomes else None if None in outcomes else True

    def excludes(self, other: Ages) -> bool:
        """Whether nobody is of both, as far as it is plain: limits in one unit."""
        for unit in AGE_UNITS:
            own = [limit.bounds for limit in (*self.limits, *other.limits) if limit.unit == unit]
            oldest = min((last for _, last in own if last is not None), default=None)
            if own and oldest is not None and max(first for first, _ in own) > oldest:
                return True
        return False

    def words(self) -> str:
        """As a sentence says it after 'the patient is' or 'patients'."""
        if self._is_span:
            last = self.limits[1]
            until = f"{last.amount}" if last.unit == "years" else amount("en", last.amount, last.unit)
            return f"from {self.limits[0].amount} to {until}"
        return " and ".join(limit.words() for limit in self.limits)

    def palabras(self) -> str:
        """The same in Spanish, after 'pacientes'."""
        if self._is_span:
            return f"de {self.limits[0].amount} a {amount('es', self.limits[1].amount, self.limits[1].unit)}"
        return " y ".join(limit.palabras() for limit in self.limits)

    @property
    def _is_span(self) -> bool:
        sides = tuple(limit.side for limit in self.limits)
        return sides == ("least", "most") and self.limits[0].unit == self.limits[1].unit


_unit: Reader = maybe(
    alt(
        const(alt(words("years old"), words("years of age"), words("years")), "years"),
        const(alt(words("months old"), words("months")), "months"),
        const(alt(words("weeks old"), words("weeks")), "weeks"),
        const(alt(words("days old"), words("days")), "days"),
    ),
    "years",
)


def _limit(side: Side, amount: int, unit: AgeUnit) -> Limit:
    if amount > MOST_IN[unit]:
        raise ValueError(f"an age up to {MOST_IN[unit]} {unit}")
    if side == "under" and amount == 0:
        raise ValueError("an age that somebody can be under")
    return Limit(side, amount, unit)


_age: Reader = seq(number(0, MOST_IN["days"]), _unit)
_one: Reader = alt(
    mapped(seq(words("under"), _age), lambda v: _limit("under", *v[0])),
    mapped(seq(words("younger than"), _age), lambda v: _limit("under", *v[0])),
    mapped(seq(words("over"), _age), lambda v: _limit("over", *v[0])),
    mapped(seq(words("older than"), _age), lambda v: _limit("over", *v[0])),
    mapped(seq(_age, words("or older")), lambda v: _limit("least", *v[0])),
    mapped(seq(_age, words("or over")), lambda v: _limit("least", *v[0])),
    mapped(seq(_age, words("or younger")), lambda v: _limit("most", *v[0])),
    mapped(seq(words("at least"), _age), lambda v: _limit("least", *v[0])),
    mapped(seq(words("at most"), _age), lambda v: _limit("most", *v[0])),
)


def _span(read: tuple[int, AgeUnit, int, AgeUnit]) -> Ages:
    first, own_unit, last, unit = read
    if own_unit not in ("years", unit):
        raise ValueError("both ages in one unit")
    if first > last:
        raise ValueError("an age that is not below the first one")
    return Ages((_limit("least", first, unit), _limit("most", last, unit)))


def _both(read: tuple[Limit, Limit]) -> Ages:
    both = Ages(read)
    if both.excludes(Ages(())):
        raise ValueError("ages that somebody can be")
    return both


ages: Reader = alt(
    mapped(seq(words("from"), _age, alt(words("to"), words("through")), _age), lambda v: _span((*v[0], *v[1]))),
    mapped(seq(words("between"), _age, words("and"), _age), lambda v: _span((*v[0], *v[1]))),
    mapped(seq(_one, words("and"), _one), _both),
    mapped(_one, lambda limit: Ages((limit,))),
)


def _alternatives(reading: Reading, at: int) -> Outcome:
    yield from listed(ages, ("or",))(reading, at)


alternatives: Reader = _alternatives
