"""Time that is kept for some visits, until it is given to everybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from ..days_and_times import short_weekday, time
from ..facts import Visit
from ..for_patients import amount, said
from ..grammar import Reader, alt, const, listed, mapped, maybe, name, number, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import Scope, locations, names, once, providers
from ..vocabulary import Vocabulary
from ..words import listing
from .closures import DAY, clock, hours

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
EVERY_DAY = tuple(range(7))
ReleaseKind = Literal["days", "hours", "that day", "the day before"]


@dataclass(frozen=True)
class Release:
    """When kept time is given to everybody: so many days (its midnight) or hours before, or at a minute of that day or the day before."""

    kind: ReleaseKind
    amount: int

    def words(self) -> str:
        """'until 2 days before', 'until 08:00 that day'."""
        if self.kind in ("days", "hours"):
            return f"until {amount('en', self.amount, self.kind)} before"
        return f"until {clock(self.amount)} {self.kind}"


@dataclass(frozen=True)
class KeptTime(RestrictingRule):
    """From `from_` to `to` (minutes of the local day) on `weekdays` (0 is Monday), for `visits` alone.  `scope` names no visit."""

    breaks_booked: ClassVar[bool] = True
    kind: ClassVar[str] = "reserved"
    weekdays: tuple[int, ...] = EVERY_DAY
    from_: int = 0
    to: int = DAY
    visits: tuple[str, ...] = ()
    until: Release | None = None

    def keeps_out(self, visit: Visit) -> bool:
        """Whether that visit may not have the time while it is kept."""
        return visit.type not in self.visits

    def sentence(self, vocabulary: Vocabulary) -> str:
        days = "every day" if self.weekdays == EVERY_DAY else listing([WEEKDAYS[day] for day in self.weekdays])
        span = "" if (self.from_, self.to) == (0, DAY) else f" from {clock(self.from_)} to {clock(self.to)}"
        whom = vocabulary.listing("visit type", [vocabulary.visit_noun(visit) for visit in self.visits])
        return f"keep {days}{span}{self.scope.tail(vocabulary)} for {whom}{_until(self.until)}"

    def for_patient(self, language: str) -> str:
        return _kept_for_others(language)

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("visit type", visit) for visit in self.visits))


@dataclass(frozen=True)
class KeptCount(RestrictingRule):
    """So many times a day of a provider's, wherever in the day, for these visit types; what is booked of any of them counts."""

    kind: ClassVar[str] = "reserved"
    count: int = 1
    visits: tuple[str, ...] = ()
    until: Release | None = None

    def keeps_out(self, visit: Visit) -> bool:
        """Whether that visit may not have the last times while they are kept."""
        return visit.type not in self.visits

    def sentence(self, vocabulary: Vocabulary) -> str:
        who = f" with {self.scope.who(vocabulary)}" if self.scope.providers else " with each provider"
        times = "time" if self.count == 1 else "times"
        where = f" at {self.scope.where(vocabulary)}" if self.scope.locations else ""
        whom = vocabulary.listing("visit type", [vocabulary.visit_noun(visit) for visit in self.visits])
        return f"keep {self.count} {times} a day{who}{where} for {whom}{_until(self.until)}"

    def for_patient(self, language: str) -> str:
        return _kept_for_others(language)

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("visit type", visit) for visit in self.visits))


def _kept_for_others(language: str) -> str:
    return said(
        language,
        "That time is kept for other kinds of visits. Choose another time.",
        "Ese horario está reservado para otro tipo de visitas. Elija otro horario.",
    )


def _until(release: Release | None) -> str:
    return f" {release.words()}" if release else ""


_weekdays: Reader = alt(
    const(words("every day"), EVERY_DAY),
    const(words("weekdays"), EVERY_DAY[:5]),
    const(words("weekends"), EVERY_DAY[5:]),
    mapped(
        listed(alt(*(const(words(day), index) for index, day in enumerate(WEEKDAYS)), short_weekday)),
        lambda days: tuple(sorted(set(days))),
    ),
)
_with: Reader = alt(const(words("with each provider"), ()), providers)
_whose: Reader = alt(
    const(words("with each provider"), ()), mapped(seq(words("with"), names("provider")), lambda v: v[0])
)
_release: Reader = maybe(
    mapped(
        seq(
            words("until"),
            alt(
                seq(number(0, 365), const(words("days before"), "days")),
                seq(number(0, 8760), const(words("hours before"), "hours")),
                seq(time, const(words("that day"), "that day")),
                seq(time, const(words("the day before"), "the day before")),
            ),
        ),
        lambda v: (Release(v[0][1], v[0][0]),),
    ),
    (None,),
)


def _time(weekdays, span, who, where, visits, until, when) -> KeptTime:  # type: ignore[no-untyped-def]
    return KeptTime(Scope((), who, where), weekdays, span[0], span[1], visits, until[0], when=when)


def _count(count, who, where, visits, until, when) -> KeptCount:  # type: ignore[no-untyped-def]
    return KeptCount(Scope((), who, where), count, once(visits), until[0], when=when)


FAMILY = Family(
    "reserved",
    "Time that is kept",
    "Other visits may not lie in kept time before it is given to everybody, nor have a part with somebody whose time is kept then. `until 2 days before` gives it to everybody at midnight, when the second day before begins; "
    "`hours` count back from the start that somebody wants; without `until` it is never given. `2 times a day` are any times of the provider's day: another visit is refused where "
    "it would leave fewer, what is booked of that visit already included; free times are counted by hours, closures and what is taken. Of several visit types so many of each have to fit, what is booked of any of them included: whichever of them comes, there is a time for it.",
    (
        form(
            "Keep WEEKDAYS [from TIME to TIME] [with PROVIDER] [at LOCATION] for VISIT TYPES [until RELEASE].",
            seq(words("keep"), _weekdays, hours, _with, locations, words("for"), listed(name("visit type")), _release),
            _time,
            "Keep Mondays from 13:00 to 15:00 with Dr. Chen for follow-up visits until 2 days before.",
            "Keep every day from 08:00 to 09:00 at Downtown for same-day visits until 16:00 the day before.",
        ),
        form(
            "Keep N times a day (with each provider|with PROVIDER) [at LOCATION] for VISIT TYPES [until RELEASE].",
            seq(
                words("keep"),
                number(1, 100),
                words("times a day"),
                _whose,
                locations,
                words("for"),
                listed(name("visit type")),
                _release,
            ),
            _count,
            "Keep 2 times a day with each provider for same-day visits until 08:00 that day.",
            "Keep 3 times a day with each provider for same-day visits and procedures.",
        ),
    ),
    rules=(
        KeptTime,
        KeptCount,
    ),
    chapter=70,
    titulo="Tiempo reservado",
)
