"""The times on offer, in order, computed no further than they are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from ..rules.facts import Facts, Visit, birthdays
from ..rules.families.caps import PatientCap
from ..rules.families.lead_time import DEFAULT_HORIZON, LeadTime, Nearest
from . import keeping
from .ahead import LastDay, last_date, last_day, lead_begin
from .bits import blocked_starts, span, union
from .caps import full_starts
from .clock import DAY, Day, day, local_date
from .hours import closed_around
from .model import Booked, Long, Minute, Needs, Provider, Reason, Setup, Slot, Wanted, minute_from, not_there
from .needed import needs
from .on_the_grid import on_the_grid
from .own_provider import own_provider_first, with_others_alone
from .presence import while_there
from .reserved import kept_starts
from .rooms import all_of, first_free_room, rooms_of_kind, with_a_room
from .search import Search
from .seats import joinable, joined, rooms_of
from .starts import starts_against
from .steps import Kept, starts_with_steps
from .taken import Key, Taken
from .taken_rows import TakenRows
from .terms import Reach, Terms, reach_of, terms, without_busy
from .travel import in_time

MORNING = 6 * 60  # by then a date has begun in every zone of a practice's locations
MARGIN = DAY  # buffers reach into the neighbouring days, never further than half of one


class Engine:
    """Answers about one version of the set-up and what is taken at one moment.

    Keep it for as long as both hold: what it has worked out is kept with it.
    """

    def __init__(self, setup: Setup, booked: Iterable[Booked] = (), *, taken: Taken | None = None) -> None:
        """`taken`: another reader of what is taken than the rows in `booked`."""
        self.setup = setup
        self.taken: Taken = TakenRows(setup, booked) if taken is None else taken
        self._terms: dict[tuple[object, ...], Terms] = {}
        self.kept_of_others: dict[tuple[object, ...], keeping.KeptOfOthers] = {}
        self._terms_like: dict[tuple[object, ...], Terms] = {}  # of those whom no rule names: it says the same of all
        self._rooms: dict[tuple[str, str], list[Key]] = {}
        self.found_first: dict[tuple[object, ...], Slot | None] = {}  # of others than who is asked about (`own`)
        self.against_each: dict[tuple[object, ...], tuple[Reason, ...]] = {}  # `impossible`
        self._keys: dict[tuple[object, ...], tuple[object, ...]] = {}

    # What is asked ------------------------------------------------------------------------------------------

    def slots(self, wanted: Wanted, first: dt.date, days: int = 14) -> Iterator[Slot]:
        """The slots of `days` local dates from `first` on, by start, then provider id, then location id.  Lazy."""
        return Search(self, wanted, first, days).slots()

    def needs(self, wanted: Wanted, start: Minute | None = None) -> Needs:
        """What the rules ask for before any of these visits is confirmed, as things will be at that start; none: now."""
        return needs(self, wanted, start)

    def last_day(self, wanted: Wanted) -> LastDay:
        """How far ahead any of these visits may be booked: the latest local date of all, and what sets it."""
        last = self._last_day_of(wanted, self.moments(wanted))
        needs_it = min(wanted.ahead_of, key=lambda ahead: ahead.start, default=None)
        if needs_it is None:
            return last
        zones = [self.setup.locations[at].zone for _, at in self.places(wanted)] or [self.setup.zone]
        before = max(local_date(needs_it.start - 1, zone) for zone in zones)
        return replace(last, date=before, needed=needs_it.reason) if before <= last.date else last

    def self_schedulable(self, wanted: Wanted) -> bool:
        """Whether the patient may book any of these visits without staff."""
        return any(agreed.self_schedulable for start in self.moments(wanted) for _, agreed in self.pairs(wanted, start))

    def pairs(self, wanted: Wanted, start: Minute | None = None) -> list[tuple[Provider, Terms]]:
        """Every provider at every location with hours that is looked for, in order of ids, with what the rules say at that start.

        None: now.
        """
        moment = minute_from(wanted.now) if start is None else start
        return [(provider, self.agreed(wanted, provider.id, at, moment)) for provider, at in self.places(wanted)]

    def agreed(self, wanted: Wanted, provider: str, location: str, start: Minute) -> Terms:
        """What the rules say about the wanted visit with that provider at that place, at that start."""
        facts = self.facts_at(wanted, start, self.setup.locations[location].zone)
        return self.terms(wanted.visit, provider, location, facts, wanted.long_with(provider))

    def moments(self, wanted: Wanted, until: Minute | None = None) -> list[Minute]:
        """Now, and each later one from which other rules hold of the patient: after a first visit to come, from a birthday on.

        As far ahead as the visit may be booked, or up to `until`.
        """
        moment, first = minute_from(wanted.now), self.first_visit(wanted)
        moments = [moment] if first is None or first < moment else [moment, first + 1]
        born, zone = wanted.facts.born, self.setup.zone
        if born is not None or self.setup.book.turns:
            last = self._last_day_of(wanted, moments).date if until is None else local_date(until, zone)
            today = local_date(moment, zone)
            dates = self.setup.book.turning_dates(born, today, last)
            dates += birthdays(born, today, last) if born is not None else []
            moments += self._unlike(wanted, [day(date, zone).begin + MORNING for date in sorted(set(dates))])
        return sorted(instant for instant in moments if instant == moment or until is None or instant <= until)

    def _unlike(self, wanted: Wanted, moments: list[Minute]) -> list[Minute]:
        """The first of these from which each set of rules holds: what comes back every week is looked at once."""
        first: dict[tuple[object, ...], Minute] = {}
        for moment in moments:
            first.setdefault(self.key_of(self.facts_at(wanted, moment, self.setup.zone)), moment)
        return list(first.values())

    def facts_at(self, wanted: Wanted, start: Minute, zone: ZoneInfo) -> Facts:
        """The facts as they will be at that start: the age on its date, and whether the patient has been seen before it."""
        first = self.first_visit(wanted)
        return wanted.facts.on(local_date(start, zone), seen=first is not None and first < start)

    def first_visit(self, wanted: Wanted) -> Minute | None:
        """From whose start on the patient is an established one.

        None where what is wanted is needed first by that very visit, or by one before it: it stands only for as long as this
        is the first, so that the order is what is against a later time, and not that they were seen.
        """
        first = self.taken.first_visit(wanted)
        return None if first is not None and any(ahead.start <= first for ahead in wanted.ahead_of) else first

    def places(self, wanted: Wanted) -> Iterator[tuple[Provider, str]]:
        """Everybody who is looked for, at each of their locations that is, in order of ids."""
        for provider in self._providers(wanted):
            for location in provider.locations:
                if not wanted.locations or location in wanted.locations:
                    yield provider, location

    def terms(self, visit: str, provider: str, location: str, facts: Facts, minutes: Long = None) -> Terms:
        """What the rules say about a visit with that provider at that place; kept for the next question."""
        key = (visit, provider, location, minutes, self.key_of(facts))
        agreed = self._terms.get(key)
        if agreed is None:
            agreed = self._said(visit, provider, location, facts, minutes)
            agreed = agreed.with_other(Visit(visit, provider, location, facts))
            if agreed.own_first:
                agreed = agreed.with_other(agreed.visit, *with_others_alone(self.setup, agreed))
            self._terms[key] = agreed
        return agreed

    def terms_like(self, visit: str, provider: str, location: str, facts: Facts, minutes: Long = None) -> Terms:
        """The same but for whose they are, and how many there may be: of somebody of whom the rules say the same."""
        agreed = self._said(visit, provider, location, facts, minutes, limits=False)
        return self.terms(visit, provider, location, facts, minutes) if agreed.own_first else agreed

    def _said(
        self, visit: str, provider: str, location: str, facts: Facts, minutes: Long, *, limits: bool = True
    ) -> Terms:
        """What the rules say of whoever they do not name is the same for all of them; `limits`: or whom only a limit names."""
        book = self.setup.book
        named = book.named if limits else book.named_beside_counts
        who, where = provider if provider in named else "", location if location in named else ""
        key = (visit, who, where, minutes, self.key_of(facts), limits)
        agreed = self._terms_like.get(key)
        if agreed is None:
            agreed = terms(book, Visit(visit, provider, location, facts), minutes)
            if visit not in self.setup.visit_types:  # it was taken out: what is open for it is not booked any more
                agreed = replace(agreed, obstacles=(*not_there(self.setup, visit), *agreed.obstacles))
            self._terms_like[key] = agreed
        return agreed

    def key_of(self, facts: Facts) -> tuple[object, ...]:
        """Equal for facts of which the same rules hold, whatever their date."""
        dated = (facts.key, facts.date)
        key = self._keys.get(dated)
        if key is None:
            key = self._keys[dated] = (facts.key, self.setup.book.period(facts))
        return key

    def assign(self, agreed: Terms, start: Minute) -> tuple[str, ...] | None:
        """The first free room or machine of each kind that the visit needs, or None when one kind has none free.

        Who joins others gets their rooms.
        """
        group = joined(self.taken, agreed, start)
        if group is not None:
            return rooms_of(self.setup, self.taken, agreed, group)
        chosen = []
        for kind, _ in agreed.kinds:
            rooms = self.rooms_of_kind(agreed, kind)
            free = first_free_room(self.setup, self.taken, agreed, rooms, all_of(agreed), start)
            if free is None:
                return None
            chosen.append(free[1].partition("/")[2])
        return tuple(chosen)

    # How a day is worked out --------------------------------------------------------------------------------

    def by_rules(self, wanted: Wanted, provider: Provider, agreed: Terms, local: Day) -> int:
        """The starts of one local date that the rules allow, whatever is taken, as bits from the day's begin less MARGIN."""
        earliest = self.earliest_on(wanted, agreed, local)
        if earliest is not None and agreed.own_first and any(own_provider_first(self, wanted, agreed)):
            return 0
        if earliest is None or any(self.patient_cap_reached(wanted, cap) for cap, _ in agreed.patient_caps):
            return 0
        mask = self.by_hours(provider, agreed, local, earliest)
        if mask and (agreed.by_start or wanted.ahead_of):
            mask &= ~starts_against(self.taken, wanted, agreed, local, local.begin - MARGIN)
        if mask and agreed.kept:
            mask &= ~kept_starts(agreed, wanted, local, local.begin - MARGIN)
        return mask

    def free_of(self, wanted: Wanted, agreed: Terms, local: Day, mask: int, both: int) -> int:
        """Of these starts, those that what is taken leaves on offer.  `both`: at which provider and patient are free."""
        origin = local.begin - MARGIN
        if agreed.caps or agreed.at_once or agreed.in_a_row:
            left = ~full_starts(self.setup, self.taken, agreed, local, origin)
            mask, both = mask & left, both & left
            if not mask:
                return 0
        free = self._with_rooms_and_steps(agreed, local, both, keeping.of_others(self, agreed, wanted.now))
        for rule, _text in agreed.kept_counts if free else ():
            free = keeping.leaving_enough(self, wanted, agreed, rule, local, free, origin)
        return (
            free
            if agreed.seats == 1
            else free | self._joinable(wanted, agreed, local, in_time(self.setup, self.taken, agreed, mask, origin))
        )

    def by_hours(self, provider: Provider, agreed: Terms, local: Day, earliest: Minute) -> int:
        """The starts that hours, grid and rules about times allow from `earliest` on, as bits from the day's begin less MARGIN."""
        mask = on_the_grid(provider, agreed, local)
        origin = local.begin - MARGIN
        if earliest > local.begin:
            mask = mask >> (shift := earliest - origin) << shift
        for rule, _ in agreed.timed if mask else ():
            for begin, end in closed_around(rule, local, agreed.length):
                mask &= ~blocked_starts(span(begin - origin, end - origin), 0, agreed.length)
            allowed = rule.starts(local.date)
            if allowed is not None:
                mask &= union(span(local.bound(begin) - origin, local.bound(end) - origin) for begin, end in allowed)
        for whoever, _ in agreed.there if mask else ():
            mask &= while_there(self.setup, agreed, whoever, local)
        return mask

    def untaken(self, patient: str | None, provider: Provider, agreed: Terms, local: Day, mask: int) -> int:
        """Of these starts, those at which provider, patient, rooms and everybody who has a step are free."""
        return self._with_rooms_and_steps(agreed, local, self.both_free(patient, provider, agreed, local, mask))

    def both_free(self, patient: str | None, provider: Provider, agreed: Terms, local: Day, mask: int) -> int:
        """Of these starts, those at which provider and patient are free."""
        if not mask:
            return 0
        reach = reach_of(agreed, mask, local.begin - MARGIN)
        mask = self.provider_free(provider, agreed, reach, mask)
        return self.patient_free(patient, agreed, reach, mask) if mask else 0

    def provider_free(self, provider: Provider, agreed: Terms, reach: Reach, mask: int) -> int:
        """Of these starts, those at which the provider is free for their part of the visit."""
        return without_busy(agreed, mask, reach.busy(self.taken, ("provider", provider.id)))

    def patient_free(self, patient: str | None, agreed: Terms, reach: Reach, mask: int) -> int:
        """Of these starts, those at which the patient is free."""
        if patient is None:
            return mask
        return mask & ~blocked_starts(reach.busy(self.taken, ("patient", patient)), 0, agreed.length)

    def _with_rooms_and_steps(self, agreed: Terms, local: Day, mask: int, kept: Kept | None = None) -> int:
        mask = in_time(self.setup, self.taken, agreed, mask, local.begin - MARGIN)
        mask = self._roomy(agreed, mask, local) if mask and agreed.kinds else mask
        if mask and agreed.parts:
            reach = reach_of(agreed, mask, local.begin - MARGIN)
            mask = starts_with_steps(self.setup, self.taken, agreed, local, reach, mask, kept)
        return mask

    def rooms_of_kind(self, agreed: Terms, kind: str) -> list[Key]:
        """The rooms or machines of a kind where the visit is, in the file's order."""
        where = (agreed.visit.location, kind)
        if where not in self._rooms:
            self._rooms[where] = rooms_of_kind(self.setup, agreed, kind)
        return self._rooms[where]

    def _joinable(self, wanted: Wanted, agreed: Terms, local: Day, mask: int) -> int:
        """Of these starts, those that others have booked already and where a seat is left."""
        origin, visit = local.begin - MARGIN, agreed.visit
        joinable_starts = 0
        begin, end = origin + (mask & -mask).bit_length() - 1, origin + mask.bit_length()
        for start in self.taken.starts(visit.type, visit.provider, visit.location, begin, end):
            bit = start - origin
            if mask >> bit & 1 and joinable(self.setup, self.taken, agreed, wanted.patient, start):
                joinable_starts |= 1 << bit
        return joinable_starts

    def _roomy(self, agreed: Terms, mask: int, local: Day) -> int:
        """Of these starts, those at which a room or machine of each kind is open and free."""
        reach = reach_of(agreed, mask, local.begin - MARGIN)
        for kind, _ in agreed.kinds:
            rooms = self.rooms_of_kind(agreed, kind)
            mask = with_a_room(self.setup, self.taken, agreed, rooms, all_of(agreed), local, reach, mask)
        return mask

    def earliest_on(self, wanted: Wanted, agreed: Terms, local: Day) -> Minute | None:
        """The first instant of a local date at which now, lead times and horizons allow a start; None: not on this date."""
        earliest = minute_from(wanted.now)
        now, business = wanted.now.astimezone(local.zone), self.setup.book.business_days
        for entry in agreed.lead:
            rule = entry.rule
            assert isinstance(rule, Nearest)
            first = rule.first_date(now, business)
            if isinstance(rule, LeadTime) and first is None:
                earliest = max(earliest, lead_begin(rule, wanted.now))
            elif first is not None and local.date < first:
                return None
        if any(local.date > last_date(entry, now, business) for entry in agreed.horizon):
            return None
        return None if earliest >= local.end else earliest

    def patient_cap_reached(self, wanted: Wanted, cap: PatientCap) -> bool:
        """Whether the patient may have no other such visit ahead; what is moved and counts already is no other, however many there are."""
        if wanted.moved is not None and cap.covers(wanted.moved):
            return False
        if wanted.patient is None:
            return cap.most == 0
        return self.taken.upcoming(cap, wanted) >= cap.most

    # Helpers ------------------------------------------------------------------------------------------------

    def _providers(self, wanted: Wanted) -> list[Provider]:
        chosen = wanted.providers or tuple(self.setup.providers)
        return [self.setup.providers[id_] for id_ in sorted(set(chosen)) if id_ in self.setup.providers]

    def next_begin(self, wanted: Wanted, date: dt.date) -> Minute | None:
        """The earliest midnight that ends `date` at any place; a later date holds nothing before it."""
        places = wanted.locations or tuple(self.setup.locations)
        zones = {self.setup.locations[id_].zone for id_ in places if id_ in self.setup.locations}
        return min((day(date, zone).end for zone in zones), default=None)

    def _last_day_of(self, wanted: Wanted, moments: Iterable[Minute]) -> LastDay:
        """The latest of all, as the rules hold at these moments."""
        pairs = [agreed for start in moments for _, agreed in self.pairs(wanted, start)]
        possible = [agreed for agreed in pairs if not agreed.obstacles] or pairs
        default = LastDay(wanted.now.astimezone(self.setup.zone).date() + dt.timedelta(days=DEFAULT_HORIZON))
        return max((last_day(wanted, agreed, self.setup) for agreed in possible), default=default)

    def facts_on(self, wanted: Wanted, date: dt.date) -> list[tuple[Facts, bool | None]]:
        """The facts of a local date: one set, or two on the date of the first visit (None: they hold all day)."""
        first = self.first_visit(wanted)
        if first is None or date < (begin := local_date(first, self.setup.zone)) - dt.timedelta(days=1):
            return [(wanted.facts.on(date), None)]
        if date > begin + dt.timedelta(days=1):
            return [(wanted.facts.on(date, seen=True), None)]
        before, after = wanted.facts.on(date), wanted.facts.on(date, seen=True)
        return [(before, None)] if before == after else [(before, False), (after, True)]

    def while_seen(self, wanted: Wanted, seen: bool | None, local: Day) -> int:
        """The starts up to the first visit, or after it, as bits from the day's begin less MARGIN; -1: all."""
        first = self.first_visit(wanted)
        if seen is None or first is None:
            return -1
        upto = (1 << max(0, first - (local.begin - MARGIN) + 1)) - 1
        return ~upto if seen else upto
