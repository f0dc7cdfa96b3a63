"""A practice as the engine sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from zoneinfo import ZoneInfo

from ..rules.book import RuleBook
from ..rules.facts import Facts, Visit

Minute = int  # whole minutes since 1970-01-01T00:00Z
LAST = -1  # the last such weekday of a month


@dataclass(frozen=True)
class Resource:
    """A room or a movable machine.  `blocks`: when it can be had; none: at any time."""

    id: str
    kind: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Location:
    id: str
    name: str
    zone: ZoneInfo
    resources: tuple[Resource, ...] = ()
    address: str = ""
    phone: str = ""
    sensitive: bool = False

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[str, ...]]:
        """Kind → ids, in the file's order."""
        kinds: dict[str, list[str]] = {}
        for resource in self.resources:
            kinds.setdefault(resource.kind, []).append(resource.id)
        return {kind: tuple(ids) for kind, ids in kinds.items()}

    @cached_property
    def by_id(self) -> Mapping[str, Resource]:
        return {resource.id: resource for resource in self.resources}


@dataclass(frozen=True)
class VisitType:
    id: str
    name: str
    sensitive: bool = False
    description: str = ""


@dataclass(frozen=True)
class Block:
    """Weekly hours at one location: `from_` and `to` are minutes of the local day, `weekdays` 0 = Monday.

    What goes over midnight ends above 24 × 60 and belongs to the date on which it begins.

    `starting` and `until` are included.  With `every` weeks greater than 1, the week of `starting` is the first.
    `which` limits to the 1st, 2nd … (LAST) such weekday of the month; `dates`: days of the month (LAST: its last), beside the weekdays.
    """

    at: str
    weekdays: frozenset[int]
    from_: int
    to: int
    only: frozenset[str] | None = None
    starting: dt.date | None = None
    until: dt.date | None = None
    every: int = 1
    which: frozenset[int] | None = None
    dates: frozenset[int] = frozenset()

    def on(self, day: dt.date) -> bool:
        """Whether these hours are worked on that date."""
        if day.weekday() not in self.weekdays and not self.dates:
            return False
        if (self.starting and day < self.starting) or (self.until and day > self.until):
            return False
        if self.every > 1 and self.starting and (_week(day) - _week(self.starting)) % self.every:
            return False
        return self._by_date(day) or (day.weekday() in self.weekdays and self._by_weekday(day))

    def _by_date(self, day: dt.date) -> bool:
        return day.day in self.dates or (LAST in self.dates and (day + dt.timedelta(days=1)).day == 1)

    def _by_weekday(self, day: dt.date) -> bool:
        return self.which is None or (day.day - 1) // 7 + 1 in self.which or (LAST in self.which and _is_last(day))


def _week(day: dt.date) -> int:
    return (day.toordinal() - 1) // 7  # ordinal 1 is a Monday


def _is_last(day: dt.date) -> bool:
    return (day + dt.timedelta(days=7)).month != day.month


@dataclass(frozen=True)
class Provider:
    id: str
    name: str
    blocks: tuple[Block, ...] = ()
    npi: str = ""
    kind: str = ""
    team: tuple[str, ...] = ()  # ids of those who care for the same patients

    @cached_property
    def locations(self) -> tuple[str, ...]:
        """The ids of the locations where there are hours, in order of id."""
        return tuple(sorted({block.at for block in self.blocks}))


@dataclass(frozen=True)
class Taking:
    """One provider ('provider', id), room or machine ('resource', 'location/id') that is taken from `begin` up to `end`."""

    kind: str
    id: str
    begin: Minute
    end: Minute


@dataclass(frozen=True)
class Booked:
    """Time that is taken: an appointment, or a hold.  `before` and `after`: None means, what the rules give.

    `taking` says exactly who and what is taken when, where that is known; else it follows from the rules: the provider for
    their part of the visit, the resources for all of it, and those of `also_with` for the steps that they can do.
    """

    visit: str
    provider: str
    location: str
    start: Minute
    minutes: int
    patient: str | None = None
    resources: tuple[str, ...] = ()
    before: int | None = None
    after: int | None = None
    facts: Facts = Facts()
    also_with: tuple[str, ...] = ()
    taking: tuple[Taking, ...] | None = None
    counts_as_seen: bool = True  # not for a hold, nor for a visit that was missed
    instead: bool = False  # it is kept in the place of another that is there still: the two are one visit
    wished: bool = (
        False  # nobody has booked it: it is chosen together with what is judged, as the dates of a series are
    )
    counts: bool = True  # not for time that nobody has, and that is on offer to nobody
    state: str = "booked"
    key: str = ""  # of the appointment, where one is kept somewhere

    @property
    def end(self) -> Minute:
        return self.start + self.minutes


@dataclass(frozen=True)
class Setup:
    """One version of a practice's set-up and rules; what changes by the minute (`Booked`) is apart."""

    name: str
    zone: ZoneInfo
    locations: Mapping[str, Location]
    visit_types: Mapping[str, VisitType]
    providers: Mapping[str, Provider]
    payers: Mapping[str, str]
    book: RuleBook

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[str, ...]]:
        """Kind of provider → ids, in the file's order."""
        kinds: dict[str, list[str]] = {}
        for provider in self.providers.values():
            if provider.kind:
                kinds.setdefault(provider.kind, []).append(provider.id)
        return {kind: tuple(ids) for kind, ids in kinds.items()}

    @cached_property
    def hours_alike(self) -> Mapping[str, int]:
        """Provider → a number, the same for those who have the same hours."""
        numbers: dict[tuple[Block, ...], int] = {}
        return {id_: numbers.setdefault(provider.blocks, len(numbers)) for id_, provider in self.providers.items()}


@dataclass(frozen=True)
class AtLeast:
    """So many minutes, or as many as the rules give where that is more."""

    minutes: int


Long = int | AtLeast | None  # how long a visit is to be; None: as the rules say


@dataclass(frozen=True)
class GivenLength:
    """How long a visit is that somebody gave another length than the rules: as long as it is (`now`) with its own provider.

    With anybody else no shorter than it was given, and as long as the rules have it there where that is more.
    """

    provider: str
    now: int
    given: int

    def with_(self, provider: str) -> Long:
        return self.now if provider == self.provider else AtLeast(self.given)


@dataclass(frozen=True)
class Wanted:
    """What is looked for.  Empty `providers` or `locations` mean any; `patient` is the id under which `Booked` knows them.

    `minutes`: another length than the rules give, for somebody who may decide against them; `given`: what was decided so of the visit that is moved.
    `seen`: the types of the patient's other visits that whoever asks may know of (None: all).  The rest take time, and that is all
    that they do: nothing is counted or dated by them.
    `ahead_of`: what is moved is needed first by these other visits of the patient.
    `moved`: the visit to come in whose place it would be, which is not among those that are taken (None: it is one more).
    """

    visit: str
    now: dt.datetime
    facts: Facts = Facts()
    providers: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    patient: str | None = None
    minutes: int | None = None
    seen: frozenset[str] | None = None
    ahead_of: tuple[AheadOf, ...] = ()
    moved: Visit | None = None
    given: GivenLength | None = None

    def long_with(self, provider: str) -> Long:
        """How long it is to be with a provider; None: as long as the rules say."""
        return self.minutes if self.given is None else self.given.with_(provider)


@dataclass(frozen=True)
class Slot:
    """A time on offer.  `resources` are the rooms and machines that would be taken, `steps` who and what for a part of it."""

    start: Minute
    end: Minute
    visit: str
    provider: str
    location: str
    resources: tuple[str, ...] = ()
    steps: tuple[Taking, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why a time is not offered.  `rule` is the sentence, or None where no sentence is the cause."""

    kind: str
    rule: str | None
    detail: str
    counted: tuple[str, ...] = field(default=(), compare=False)
    """The keys of the appointments that count toward a limit which is reached."""
    contended: bool = field(default=False, compare=False)
    """Whether another booking causes it, which may have come between the offer and the click."""
    to_patient: tuple[str, str] | None = field(default=None, compare=False)
    """What it means for its patient, in English and in Spanish, where neither its sentence nor its kind says it."""
    fact: str = field(default="", compare=False)
    """The same in words that no name is part of, where `detail` says it to people: whoever judges calls it so."""

    def __post_init__(self) -> None:
        if self.kind == "taken":
            object.__setattr__(self, "contended", True)

    @property
    def of_others(self) -> bool:
        """Whether it is another booking that is in the way: what is taken, and the way to where somebody is before or after."""
        return self.contended or self.kind == "travel"

    @property
    def named(self) -> str:
        """As an override names it: the sentence, or what is the case where there is none."""
        return self.rule or f"{self.kind}: {self.fact or self.detail}"


def apart_from(reasons: Iterable[Reason], others: Iterable[Reason]) -> list[Reason]:
    """Those that none of the others says too."""
    said = {other.named for other in others}
    return [reason for reason in reasons if reason.named not in said]


BETWEEN_REASONS = "; "


def in_one_line(reasons: Iterable[Reason]) -> str:
    """As a task is about them; `BETWEEN_REASONS` parts them again."""
    return BETWEEN_REASONS.join(reason.rule or reason.detail for reason in reasons)


NEEDED_FIRST = "needed first"  # the kind of what comes too late for another visit of the patient


@dataclass(frozen=True)
class AheadOf:
    """Another visit of the patient, from whose start on what is wanted comes too late for it; `reason` says so."""

    start: Minute
    reason: Reason


@dataclass(frozen=True)
class Needs:
    """What must happen before a time is confirmed.

    `approval`: the sentences that ask for it.  `information`: fields missing by a rule.  `unknown`: fields that would
    have to be known to decide a rule that can stand in this visit's way.  `weighed`: fields on which its length, its rooms or
    anything else that a rule sets depends.  `expired`: of what is missing, what was given and is not good any more, with the last date
    for which it was.
    """

    approval: tuple[str, ...] = ()
    information: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    weighed: tuple[str, ...] = ()
    from_clinician: bool = False
    sources: Mapping[str, str] = field(default_factory=dict)
    expired: Mapping[str, dt.date] = field(default_factory=dict)


def minute_of(instant: dt.datetime) -> Minute:
    """The minute that an aware datetime falls in."""
    return int(instant.timestamp() // 60)


def minute_from(instant: dt.datetime) -> Minute:
    """The first whole minute that is not before an aware datetime."""
    return int(-(-instant.timestamp() // 60))


def instant_of(minute: Minute, zone: dt.tzinfo = dt.UTC) -> dt.datetime:
    """The minute as an aware datetime in a zone."""
    return dt.datetime.fromtimestamp(minute * 60, tz=zone)


def not_there(
    setup: Setup, visit: str | None = None, provider: str | None = None, location: str | None = None
) -> list[Reason]:
    """What a set-up no longer has, or never had: nothing is offered with it."""
    references = [
        (visit, setup.visit_types, "no longer offered"),
        (provider, setup.providers, "no longer here"),
        (location, setup.locations, "no longer a place of the practice"),
    ]
    return [
        Reason("offers", None, f"{id_} is {said}")
        for id_, known, said in references
        if id_ is not None and id_ not in known
    ]
