"""Which of a patient's visits they did not keep, by the rules: missed, canceled so late that it counts as missed, or canceled late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ..rules.book import RuleBook
from ..rules.conditions.patient import NoShows
from ..rules.facts import Broken, Facts, NotKept, Visit
from ..rules.families.cancellation import PatientsMayCancel
from ..rules.families.no_shows import CountsAsNoShow
from .model import Setup

NEVER: Mapping[str, dt.datetime] = MappingProxyType({})


@dataclass(frozen=True)
class Ended:
    """A visit that did not take place.  `canceled`: when the patient canceled it, or somebody for them (None: it was missed).

    `agreed`: the set-up under which it was booked, by which it may be canceled; None: the one that is in force.
    `booked_with`: what was said and known when it was booked, by which its own rules are judged; None: as of the one asked about.
    `excused`: the practice lets it count as nothing.
    """

    visit: str
    provider: str
    location: str
    start: dt.datetime
    canceled: dt.datetime | None = None
    agreed: Setup | None = None
    booked_with: Facts | None = None
    excused: bool = False

    @property
    def moment(self) -> dt.datetime:
        """When it was missed or canceled."""
        return self.start if self.canceled is None else self.canceled


@dataclass(frozen=True)
class Counted:
    """As what a visit counts, by which sentence ('' where it was missed, or canceled in time) and on which local date."""

    counts_as: Broken
    sentence: str
    date: dt.date


def asks_for_them(book: RuleBook) -> bool:
    """Whether any rule turns on more than how many no-shows there were in all."""
    counted = _conditions(book)
    return any(no_shows.of_which_days_matter for no_shows in counted) or (
        bool(counted) and CountsAsNoShow in book.kinds
    )


def asks_what_was_kept(book: RuleBook) -> bool:
    """Whether any rule turns on which visits were kept in between."""
    return any(no_shows.in_a_row for no_shows in _conditions(book))


def _conditions(book: RuleBook) -> list[NoShows]:
    every = (condition for entry in book.entries for condition in entry.rule.when.conditions)
    return [condition for condition in every if isinstance(condition, NoShows)]


def with_not_kept(
    setup: Setup, known: Facts, ended: Iterable[Ended], now: dt.datetime, kept: Mapping[str, dt.datetime] = NEVER
) -> Facts:
    """The facts with what of these had been missed or canceled by now.

    `no_shows` are those that are known already, without any that was canceled; None: only these.
    `kept`: when the last visit of each type began that the patient kept by now.
    """
    counts = [(count, visit) for visit in ended if (count := counted(setup, known, visit, now)) is not None]
    missed = sum(count.counts_as == "no-show" for count, _ in counts)
    by_canceling = sum(count.counts_as == "no-show" and visit.canceled is not None for count, visit in counts)
    not_kept = (NotKept(visit.visit, count.date, count.counts_as, _since(visit, kept)) for count, visit in counts)
    return replace(
        known,
        no_shows=missed if known.no_shows is None else known.no_shows + by_canceling,
        not_kept=tuple(sorted(not_kept, key=lambda entry: (entry.date, entry.visit, entry.counts_as))),
        today=now.astimezone(setup.zone).date(),
    )


def _since(ended: Ended, kept: Mapping[str, dt.datetime]) -> tuple[str, ...]:
    return tuple(sorted(visit for visit, start in kept.items() if start > ended.moment))


def missed_today(known: Facts, visit: str, today: dt.date) -> Facts:
    """The facts where only the number of no-shows is told, for a question of what the rules would say: all of such a visit, and of today."""
    if known.no_shows is None:
        return known
    return replace(known, not_kept=(NotKept(visit, today),) * known.no_shows, today=today)


def counted(setup: Setup, known: Facts, ended: Ended, now: dt.datetime) -> Counted | None:
    """As what it counts by now; None where as nothing."""
    if ended.excused or ended.moment > now:
        return None
    broken: tuple[Broken, str] = ("no-show", "")
    if ended.canceled is not None:
        broken = _canceled(setup, known, ended, ended.canceled)
    return Counted(*broken, ended.moment.astimezone(_zone(setup, ended)).date())


def _canceled(setup: Setup, known: Facts, ended: Ended, at: dt.datetime) -> tuple[Broken, str]:
    """Rules about canceling are judged on the day on which that was done."""
    zone, agreed = _zone(setup, ended), ended.agreed or setup
    own = replace(ended.booked_with or known, date=at.astimezone(zone).date())
    visit = Visit(ended.visit, ended.provider, ended.location, own)
    counts = setup.book.winner(CountsAsNoShow, "no-show", visit)
    rule = counts.rule if counts is not None else None
    missed = isinstance(rule, CountsAsNoShow) and rule.counts(at, ended.start, zone, setup.book.business_days)
    if counts is not None and missed:
        return "no-show", counts.text
    until = agreed.book.winner(PatientsMayCancel, "cancellation", visit)
    limit = until.rule if until is not None else None
    if until is None or not isinstance(limit, PatientsMayCancel):
        return "cancellation", ""
    late = at > limit.cut_off(ended.start, zone, agreed.book.business_days)
    return ("late cancellation", until.text) if late else ("cancellation", "")


def _zone(setup: Setup, ended: Ended) -> ZoneInfo:
    place = setup.locations.get(ended.location)
    return setup.zone if place is None else place.zone
