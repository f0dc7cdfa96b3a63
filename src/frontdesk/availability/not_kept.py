"""Which of a patient's visits they did not keep, by the rules: missed, canceled so late that it counts as missed, or canceled late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from ..rules.book import RuleBook
from ..rules.conditions.patient import NoShows
from ..rules.facts import Broken, Facts, NotKept, Visit
from ..rules.families.cancellation import PatientsMayCancel
from ..rules.families.no_shows import CountsAsNoShow
from .model import Setup


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


def asks_for_them(book: RuleBook) -> bool:
    """Whether any rule turns on more than how many no-shows there were in all."""
    counted = [one for entry in book.entries for one in entry.rule.when.conditions if isinstance(one, NoShows)]
    return any(one.of_which_days_matter for one in counted) or (bool(counted) and CountsAsNoShow in book.kinds)


def with_not_kept(setup: Setup, known: Facts, ended: Iterable[Ended], now: dt.datetime) -> Facts:
    """The facts with what of these had been missed or canceled by now.

    `no_shows` are those that are known already, without any that was canceled; None: only these.
    """
    found = [one for visit in ended if (one := _counted(setup, known, visit, now)) is not None]
    missed = sum(one.counts_as == "no-show" for one, canceled in found)
    by_canceling = sum(one.counts_as == "no-show" and canceled for one, canceled in found)
    return replace(
        known,
        no_shows=missed if known.no_shows is None else known.no_shows + by_canceling,
        not_kept=tuple(sorted((one for one, _ in found), key=lambda one: (one.date, one.visit, one.counts_as))),
        today=now.astimezone(setup.zone).date(),
    )


def missed_today(known: Facts, visit: str, today: dt.date) -> Facts:
    """The facts where only the number of no-shows is told, for a question of what the rules would say: all of such a visit, and of today."""
    if known.no_shows is None:
        return known
    return replace(known, not_kept=(NotKept(visit, today),) * known.no_shows, today=today)


def _counted(setup: Setup, known: Facts, one: Ended, now: dt.datetime) -> tuple[NotKept, bool] | None:
    """What it counts as, and whether it was canceled; None where as nothing."""
    moment = one.start if one.canceled is None else one.canceled
    if one.excused or moment > now:
        return None
    counts_as: Broken | None = "no-show" if one.canceled is None else _canceled(setup, known, one, one.canceled)
    if counts_as is None:
        return None
    return NotKept(one.visit, moment.astimezone(_zone(setup, one)).date(), counts_as), one.canceled is not None


def _canceled(setup: Setup, known: Facts, one: Ended, at: dt.datetime) -> Broken | None:
    """Rules about canceling are judged on the day on which that was done."""
    zone, agreed = _zone(setup, one), one.agreed or setup
    own = replace(one.booked_with or known, date=at.astimezone(zone).date())
    visit = Visit(one.visit, one.provider, one.location, own)
    counts = setup.book.winner(CountsAsNoShow, "no-show", visit)
    rule = counts.rule if counts is not None else None
    if isinstance(rule, CountsAsNoShow) and rule.counts(at, one.start, zone, setup.book.business_days):
        return "no-show"
    until = agreed.book.winner(PatientsMayCancel, "cancellation", visit)
    limit = until.rule if until is not None else None
    late = isinstance(limit, PatientsMayCancel) and at > limit.cut_off(one.start, zone, agreed.book.business_days)
    return "late cancellation" if late else None


def _zone(setup: Setup, one: Ended) -> ZoneInfo:
    place = setup.locations.get(one.location)
    return setup.zone if place is None else place.zone
