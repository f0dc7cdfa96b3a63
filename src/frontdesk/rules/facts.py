"""What is known about a visit that somebody wants.  None means: not known, and then it stands in the way of nothing."""

from __future__ import annotations

import datetime as dt
from calendar import isleap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal

Channel = Literal["online", "phone", "referral", "staff"]
CHANNELS: tuple[Channel, ...] = ("online", "phone", "referral", "staff")
NO_INSURANCE = "none"  # as a payer: known to have none, or to pay for it themselves
OTHER_INSURANCE = "other insurance"  # as a payer: known to have one that the practice does not list; no id has a space
NOTHING: Mapping[str, str] = MappingProxyType({})
Broken = Literal["no-show", "late cancellation", "cancellation"]
NO_DATES: Mapping[str, dt.date] = MappingProxyType({})
AgeUnit = Literal["years", "months", "weeks", "days"]
AGE_UNITS: tuple[AgeUnit, ...] = ("years", "months", "weeks", "days")


@dataclass(frozen=True)
class NotKept:
    """A visit that the patient did not keep: its type, the local date on which it was missed or canceled, and as what it counts.

    `kept_since`: the types of the visits that they have kept since.
    """

    visit: str
    date: dt.date
    counts_as: Broken = "no-show"
    kept_since: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """The facts that conditions and patients' rules look at.

    `age` is in whole years, `last_visit` a local date, `answers` maps a field's id to what was said
    (for a document: anything that is not blank says that it is there).  With `born` the age is judged on the date of the
    start: `on` gives the facts of that date, and `date` is that local date (None: of no date yet).  `last`: the dates of
    visits that took place and stand among no appointments, the last of each visit type.  `own_provider`: the id of the patient's own.
    `given`: the local date on which each paper was given, the last of each, where that is known.
    `invited`: the patient chooses the time of a visit that is due by the link in an invitation, which allows what no sentence has to.
    `known_before`: they were seen before their visits were kept here, and nobody knows which these were.

    `no_shows` is how many there were in all, `not_kept` are those of which the day is known, as of `today` (None: not known).
    """

    patient: Literal["new", "established"] | None = None
    age: int | None = None
    payer: str | None = None
    channel: Channel = "staff"
    no_shows: int | None = None
    last_visit: dt.date | None = None
    answers: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    born: dt.date | None = None
    date: dt.date | None = None
    last: Mapping[str, dt.date] = field(default_factory=lambda: NO_DATES)
    own_provider: str | None = None
    not_kept: tuple[NotKept, ...] | None = None
    today: dt.date | None = None
    known_before: bool = False
    given: Mapping[str, dt.date] = field(default_factory=lambda: NO_DATES)
    invited: bool = False

    @property
    def patient_chooses(self) -> bool:
        """Whether nobody at the desk is part of it: how far ahead patients book holds."""
        return self.channel == "online" or self.invited

    def on(self, date: dt.date, *, seen: bool = False) -> Facts:
        """The facts of a visit on that local date; `seen`: the patient has an earlier visit by then, and is established."""
        age = self.age if self.born is None else max(0, age_on(self.born, date))
        patient = "established" if seen else self.patient
        return replace(self, age=age, patient=patient, date=date)

    def age_in(self, unit: AgeUnit) -> tuple[int, int] | None:
        """The completed years, months, weeks or days of age on `date`: the least and the most that it can be; None: not known.

        The two are one where the date of birth is known; of an age in years alone, a month is one of twelve.
        """
        if unit == "years":
            return None if self.age is None else (self.age, self.age)
        if self.born is not None and self.date is not None:
            exact = _completed(self.born, max(self.born, self.date), unit)
            return exact, exact
        if self.age is None:
            return None
        if unit == "months":
            return 12 * self.age, 12 * self.age + 11
        days = (365 * self.age, 366 * (self.age + 1))
        return days if unit == "days" else (days[0] // 7, days[1] // 7)

    def answer(self, field_id: str) -> str | None:
        """What was said about a field, or None when nothing was."""
        said = self.answers.get(field_id, "").strip()
        if not said and field_id == "insurance" and self.payer:
            return self.payer
        if not said and field_id == "referral" and self.channel == "referral":
            return "yes"
        return said or None

    @cached_property
    def key(self) -> tuple[object, ...]:
        """Hashable, for caches: facts that differ in nothing but their date have equal keys (`RuleBook.period` tells these apart)."""
        return (
            self.patient,
            self.age,
            self.payer,
            self.channel,
            self.no_shows,
            self.last_visit,
            tuple(sorted(self.answers.items())),
            self.born,
            tuple(sorted(self.last.items())),
            self.own_provider,
            self.not_kept,
            self.today,
            self.known_before,
            tuple(sorted(self.given.items())),
            self.invited,
        )


@dataclass(frozen=True)
class Visit:
    """A visit as rules see it: its type, with whom, where, and the facts.  All three are ids."""

    type: str
    provider: str
    location: str
    facts: Facts = Facts()


def birthdays(birth: dt.date, after: dt.date, last: dt.date) -> list[dt.date]:
    """The dates after `after`, up to `last`, from which somebody is a year older."""
    years = range(after.year, last.year + 1)
    leap = (birth.month, birth.day) == (2, 29)
    dates = [dt.date(year, 3, 1) if leap and not isleap(year) else birth.replace(year=year) for year in years]
    return [date for date in dates if after < date <= last]


def age_on(birth: dt.date, day: dt.date) -> int:
    """Whole years; somebody born on February 29 is a year older on March 1 of other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _completed(born: dt.date, day: dt.date, unit: AgeUnit) -> int:
    """A month is completed on the same day of the month, or on the first day of the next where it has none such."""
    if unit == "months":
        return 12 * (day.year - born.year) + day.month - born.month - (day.day < born.day)
    return (day - born).days // (7 if unit == "weeks" else 1)
