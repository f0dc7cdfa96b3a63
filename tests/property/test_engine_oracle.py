"""The engine against a slow and plain reading of PRACTICE_FILE.md, written apart from it: no bitmaps, no shared helpers.

Wall-clock arithmetic is done with `datetime` and `zoneinfo`, one candidate at a time.
"""

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from frontdesk.availability.engine import Engine
from frontdesk.availability.model import Booked, Wanted, minute_of
from frontdesk.rules.days import DayOfMonth, FederalHolidays, OnDay
from frontdesk.rules.days_and_times import WeekdayOf
from frontdesk.rules.facts import NO_INSURANCE, Facts
from frontdesk.rules.families import (
    buffers,
    caps,
    closures,
    distance,
    first,
    grid,
    lead_time,
    length,
    offers,
    own_provider,
    patients,
    payers,
    present,
    reserved,
    resources,
    seats,
    steps,
    travel,
    windows,
)
from frontdesk.rules.families.self_scheduling import PatientsMayBook
from frontdesk.rules.rule import ValuedRule
from tests.portion import tried_with
from tests.practices import practice
from tests.property.plainly_said import during, is_on, of_age, so
from tests.property.test_engine import BEGIN, HOURS, ROOM, RULES, booked, classes, facts
from tests.rules.test_windows import plainly

UTC = dt.UTC


def added(date, amount, unit):
    return date + (relativedelta(months=amount) if unit == "months" else dt.timedelta(days=amount))


class Plain:
    """What the sentences mean, read one by one."""

    def __init__(self, setup, taken, want, asked=None):
        self.setup, self.taken, self.want, self.asked = setup, taken, want, asked or want
        self.rules = [entry.rule for entry in setup.book.entries]
        self.minds_what_is_kept = True

    def covers(self, rule, visit, provider, location):
        def meant(scope):
            return (
                visit in (scope.visits or (visit,))
                and provider in (scope.providers or (provider,))
                and location in (scope.locations or (location,))
            )

        nothing = not (rule.besides.scope.visits or rule.besides.scope.providers or rule.besides.scope.locations)
        return meant(rule.scope) and (nothing or not meant(rule.besides.scope))

    def value(self, kind, default, visit, provider, location, facts, pick=lambda rule: True):
        best, score = default, -1
        for rule in self.rules:
            if (
                isinstance(rule, kind)
                and isinstance(rule, ValuedRule)
                and pick(rule)
                and self.covers(rule, visit, provider, location)
            ):
                if so(rule, facts, facts.date) is not True:
                    continue
                named = [rule.scope.visits != (), rule.scope.providers != (), rule.scope.locations != ()]
                points = sum(named) * 100 + named[0] * 40 + named[1] * 20 + named[2] * 10
                points += 2 * (rule.when.clauses != ()) + ((rule.during.first, rule.during.last) != (None, None))
                if points > score:
                    best, score = rule.value, points
        return best

    def laid(self, visit, provider, location, facts, minutes):
        """The steps of a visit as (begin, end, step), and from when to when its provider is taken; None: nothing is left."""
        args = (visit, provider, location, facts)
        first = self.value(steps.Steps, (), *args, lambda r: r.side == "start")
        last = self.value(steps.Steps, (), *args, lambda r: r.side == "end")
        found, at = [], 0
        for step in first:
            found.append((at, at + step.minutes, step))
            at += step.minutes
        back = minutes - sum(step.minutes for step in last)
        if back <= at and (first or last):
            return None
        own = [at, back]
        for step in last:
            found.append((back, back + step.minutes, step))
            back += step.minutes
        for begin, end, step in sorted((f for f in found if f[1] <= own[0]), key=lambda f: -f[0]):
            if step.kind or step.provider or end != own[0]:
                break
            own[0] = begin
        for begin, end, step in sorted(f for f in found if f[0] >= own[1]):
            if step.kind or step.provider or begin != own[1]:
                break
            own[1] = end
        return found, own

    def doers(self, step):
        return [
            one
            for one in self.setup.providers.values()
            if (step.provider == one.id if step.provider else one.kind == step.kind)
        ]

    def with_others(self, rule, provider, date):
        """Whether it is with the patient's own provider (or their team), and not with this one."""
        own = self.setup.providers.get(self.want.facts.own_provider)
        static = (
            offers.OnlyBy,
            offers.OnlyAt,
            offers.DoesNotOffer,
            payers.Takes,
            patients.ForPatients,
            patients.ForAges,
            present.Together,
        )

        def never(location):
            return any(
                isinstance(other, static)
                and self.applies(other, own.id, location)
                and so(other, self.want.facts, date) is True
                and self.forbids(other, own.id, location, date, None, None, None)
                for other in self.rules
            )

        if own is None or all(never(block.at) for block in own.blocks):
            return False
        theirs = {own.id, *(own.team if rule.team else ())}
        if provider in theirs:
            return False
        if rule.within is None:
            return True
        today = self.asked.now.astimezone(self.setup.zone).date()
        last = self.business_day(today, rule.within, 1)
        asked = replace(self.asked, facts=replace(self.asked.facts, own_provider=None))
        return any(
            Plain(self.setup, self.taken, asked).offered(who, block.at, today + dt.timedelta(days=n))
            for who in theirs
            for block in self.setup.providers[who].blocks
            for n in range((last - today).days + 1)
        )

    def beside(self, visit, provider, location, facts):
        """Who is taken from start to end beside the visit's provider: each ("kind of provider" or "provider", which)."""
        found = []
        for rule in self.rules:
            if self.covers(rule, visit, provider, location) and so(rule, facts, facts.date) is True:
                if isinstance(rule, present.NeedsSomebody):
                    found += [("kind of provider", kind) for kind in rule.kinds]
                if isinstance(rule, present.Together):
                    found += [("provider", one) for one in rule.providers if one != provider]
        return sorted(set(found), reverse=True)

    def people(self, kind, id_):
        return [id_] if kind == "provider" else [one.id for one in self.setup.providers.values() if one.kind == id_]

    def in_the_house(self, who, location, start, end, zone):
        """Whether somebody has hours there from start to end, one block after another, and is not away."""
        at, days = start, [start.astimezone(zone).date() + dt.timedelta(days=n) for n in (-1, 0, 1)]
        hours = [
            (self.edge(day, block.from_, zone), self.edge(day, block.to, zone))
            for day in days
            for block in who.blocks
            if block.at == location and self.works(block, day)
        ]
        for begin, finish in sorted(hours):
            at = finish if begin <= at < finish else at
        return at >= end and not any(
            isinstance(rule, closures.Closure)
            and rule.scope.providers
            and self.applies(rule, who.id, location)
            and during(rule, day)
            and self.forbids(rule, who.id, location, day, start, end, zone)
            for rule in self.rules
            for day in days
        )

    def busy(self, who, begin, finish):
        """Whether a provider is taken by what is booked between two instants."""
        return any(x < finish and begin < y for _, x, y in self.pieces(who, self.span))

    def far(self, who, location, begin, finish):
        """Whether a provider has too little time between what is booked at another place and what goes from the one instant to the other."""
        way = self.value(travel.Travel, 0, self.want.visit, who, location, self.want.facts)
        bare = lambda one: tuple(dt.datetime.fromtimestamp(n * 60, UTC) for n in (one.start, one.start + one.minutes))  # noqa: E731
        gap = dt.timedelta(minutes=way)
        return way > 0 and any(
            one.location != location and x < finish + gap and begin < y + gap for one, x, y in self.pieces(who, bare)
        )

    def pieces(self, who, span):
        """(the appointment, from when, to when) of all that is booked with a provider, or of which they have a part."""
        for one in self.taken:
            b, e = span(one)
            start = dt.datetime.fromtimestamp(one.start * 60, UTC)
            minute = lambda n, start=start: start + dt.timedelta(minutes=n)  # noqa: E731
            parts = self.laid(one.visit, one.provider, one.location, self.then(one), one.minutes)
            found, own = parts or ([], [0, one.minutes])
            mine = []
            if one.provider == who:
                mine.append((b if own[0] == 0 else minute(own[0]), e if own[1] == one.minutes else minute(own[1])))
            beside = []
            for kind, id_ in self.beside(one.visit, one.provider, one.location, self.then(one)) if parts else ():
                there = [id_] if kind == "provider" else [w for w in one.also_with if w in self.people(kind, id_)]
                beside += [w for w in there if w not in beside][:1]
            if who in beside:
                mine.append((b, e))
            for x, y, step in found:
                able = [d.id for d in self.doers(step) if d.id not in beside]
                if next((w for w in one.also_with if w in able), None) == who:
                    mine.append((b if x == 0 else minute(x), e if y == one.minutes else minute(y)))
            yield from ((one, x, y) for x, y in mine)

    def room_busy(self, location, room, begin, finish):
        return any(
            one.location == location and room in one.resources and b < finish and begin < e
            for one in self.taken
            for b, e in [self.span(one)]
        )

    def room_shut(self, location, room, start, end):
        """Whether it has hours, and one block after another does not reach from start to end."""
        zone = self.setup.locations[location].zone
        blocks = next(r.blocks for r in self.setup.locations[location].resources if r.id == room)
        days = [start.astimezone(zone).date() + dt.timedelta(days=n) for n in (-1, 0, 1)]
        hours = [
            (self.edge(day, block.from_, zone), self.edge(day, block.to, zone))
            for day in days
            for block in blocks
            if self.works(block, day) and self.want.visit in (block.only or [self.want.visit])
        ]
        at = start
        for begin, finish in sorted(hours):
            at = finish if begin <= at < finish else at
        return bool(blocks) and at < end

    def stepwise(self, provider, location, date, start, minutes, before, after, zone):
        """Whether the provider is free for their part, and every step has somebody who is here, not away and free."""
        laid = self.laid(self.want.visit, provider, location, self.want.facts, minutes)
        if laid is None:
            return False
        found, own = laid
        whole = {k for r in self.needing(provider, location) for k in r.kinds}
        at = lambda n: start + dt.timedelta(minutes=n - (before if n == 0 else 0))  # noqa: E731
        to = lambda n: start + dt.timedelta(minutes=n + (after if n == minutes else 0))  # noqa: E731
        if self.busy(provider, at(own[0]), to(own[1])):
            return False
        ends = [start + dt.timedelta(minutes=n) for n in own]
        if self.far(provider, location, *ends):
            return False
        chances, spans = [], []  # for each part that somebody else has, who can; from when to when
        beside = self.beside(self.want.visit, provider, location, self.want.facts)
        parts = [
            (0, minutes, [d for d in map(self.setup.providers.get, self.people(*who)) if d.id != provider])
            for who in beside
        ]
        parts += [(begin, end, self.doers(step)) for begin, end, step in found if step.kind or step.provider]
        for begin, end, might in parts:
            x, y = start + dt.timedelta(minutes=begin), start + dt.timedelta(minutes=end)
            can = [one.id for one in might if self.there(one, location, date, x, y, zone)]
            free = [id_ for id_ in can if not self.busy(id_, at(begin), to(end)) and not self.far(id_, location, x, y)]
            chances.append(free)
            spans.append(((x, y), (at(begin), to(end))))

        def all_differ(picked):
            return all(picked.count(one) == 1 for one in picked[: len(beside)])

        def not_kept(picked):
            """Whether nobody's time is kept for others: all that somebody does for the visit counts together."""
            theirs = {one: [span for who, span in zip(picked, spans, strict=True) if who == one] for one in picked}
            return not any(
                self.keeps(one, location, date, start, *zip(*took, strict=True)) for one, took in theirs.items()
            )

        if not any(all_differ(picked) and not_kept(picked) for picked in itertools.product(*chances)):
            return False
        for begin, end, step in found:
            if step.room and step.room not in whole:
                rooms = [r.id for r in self.setup.locations[location].resources if r.kind == step.room]
                x, y = start + dt.timedelta(minutes=begin), start + dt.timedelta(minutes=end)
                if all(
                    self.room_busy(location, room, at(begin), to(end)) or self.room_shut(location, room, x, y)
                    for room in rooms
                ):
                    return False
        return True

    def keeps(self, who, location, date, start, parts, taken):
        """Whether somebody's time for parts is kept for other visits: of a part itself, or, with what is kept free, of so many a day."""
        zone, f = self.setup.locations[location].zone, self.want.facts
        theirs = [
            rule
            for rule in self.rules
            if self.minds_what_is_kept and self.applies(rule, who, location) and so(rule, f, date) is True
        ]
        return any(
            isinstance(rule, reserved.KeptTime)
            and self.want.visit not in rule.visits
            and self.kept_still(rule.until, date, start, zone)
            and any(
                day.weekday() in rule.weekdays
                and part[0] < self.edge(day, rule.to, zone)
                and part[1] > self.edge(day, rule.from_, zone)
                for part in parts
                for day in (date, date + dt.timedelta(days=1))
            )
            for rule in theirs
        ) or any(
            isinstance(rule, reserved.KeptCount) and self.takes_a_kept_one(rule, who, location, date, start, *taken)
            for rule in theirs
        )

    def there(self, who, location, date, begin, end, zone):
        return any(
            self.edge(date, from_, zone) <= begin and end <= self.edge(date, to, zone)
            for from_, to in self.hours(who.id, location, date)
        ) and not any(
            isinstance(rule, closures.Closure)
            and self.applies(rule, who.id, location)
            and self.forbids(rule, who.id, location, date, begin, end, zone)
            for rule in self.rules
        )

    def needing(self, provider, location):
        return [
            rule
            for rule in self.rules
            if isinstance(rule, resources.NeedsResources)
            and self.applies(rule, provider, location)
            and so(rule, self.want.facts, self.want.facts.date) is True
        ]

    def span(self, one):
        before = self.value(
            buffers.Buffer, 0, one.visit, one.provider, one.location, self.then(one), lambda r: r.side == "before"
        )
        after = self.value(
            buffers.Buffer, 0, one.visit, one.provider, one.location, self.then(one), lambda r: r.side == "after"
        )
        start = dt.datetime.fromtimestamp(one.start * 60, UTC)
        return start - dt.timedelta(minutes=before), start + dt.timedelta(minutes=one.minutes + after)

    def then(self, one):
        return replace(one.facts, date=self.local_date(one))

    def local_date(self, one):
        return dt.datetime.fromtimestamp(one.start * 60, self.setup.locations[one.location].zone).date()

    def offered(self, provider, location, date):
        """The UTC starts on offer on a local date, as a set: by the facts of each start."""
        facts = replace(self.want.facts, date=date)
        if facts.born is not None:
            had_it = (date.month, date.day) >= (facts.born.month, facts.born.day)
            facts = replace(facts, age=date.year - facts.born.year - (not had_it))
        mine = [one.start for one in self.taken if self.want.patient and one.patient == self.want.patient]
        seen = replace(self.want, facts=replace(facts, patient="established"))
        before = Plain(self.setup, self.taken, replace(self.want, facts=facts), self.asked).on(provider, location, date)
        after = Plain(self.setup, self.taken, seen, self.asked).on(provider, location, date)
        since = dt.datetime.fromtimestamp(min(mine) * 60, UTC) if mine else None
        return {s for s in before if since is None or s <= since} | {
            s for s in after if since is not None and s > since
        }

    def on(self, provider, location, date):
        """The same by one set of facts."""
        want, f = self.want, self.want.facts
        zone = self.setup.locations[location].zone
        args = (want.visit, provider, location, f)
        minutes = self.value(length.Length, 30, *args)
        step = self.value(grid.Grid, 15, *args)
        before = self.value(buffers.Buffer, 0, *args, lambda r: r.side == "before")
        after = self.value(buffers.Buffer, 0, *args, lambda r: r.side == "after")
        found = set()
        for from_, to in self.hours(provider, location, date):
            for at in range(from_, to, step):
                start = self.exists(date, at, zone) if 0 <= at < 24 * 60 else None
                if start is None:
                    continue
                end = start + dt.timedelta(minutes=minutes)
                if end <= self.edge(date, to, zone) and self.free(
                    provider, location, date, start, end, before, after, zone
                ):
                    found.add(start)
        return found

    def hours(self, provider, location, date):
        """From when to when, in minutes of that date's clock, with what touches joined: a week back, and the next day."""
        spans = []
        for n in range(-7, 2):
            day = date + dt.timedelta(days=n)
            for block in self.setup.providers[provider].blocks:
                if (
                    block.at == location
                    and self.works(block, day)
                    and (not block.only or self.want.visit in block.only)
                ):
                    spans.append([n * 1440 + block.from_, n * 1440 + block.to])
        found = []
        for begin, end in sorted(spans):
            if found and found[-1][1] == begin:
                found[-1][1] = end
            else:
                found.append([begin, end])
        return found

    def works(self, block, date):
        ends_month = (date + dt.timedelta(days=1)).month != date.month
        dated = date.day in block.dates or (ends_month and -1 in block.dates)
        if (
            (date.weekday() not in block.weekdays and not dated)
            or (block.starting and date < block.starting)
            or (block.until and date > block.until)
        ):
            return False
        if block.every > 1:
            monday = lambda d: d - dt.timedelta(days=d.weekday())  # noqa: E731
            if ((monday(date) - monday(block.starting)).days // 7) % block.every:
                return False
        if block.which and not dated:
            nth = (date.day - 1) // 7 + 1
            last = (date + dt.timedelta(days=7)).month != date.month
            return nth in block.which or (last and -1 in block.which)
        return True

    def exists(self, date, minute, zone):
        wall = dt.datetime.combine(date, dt.time()) + dt.timedelta(minutes=minute)
        instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
        return instant if instant.astimezone(zone).replace(tzinfo=None) == wall else None

    def edge(self, date, minute, zone):
        while (found := self.exists(date, minute, zone)) is None:
            minute += 1  # inside the gap: the change itself is the first minute that exists after it
        return found

    def free(self, provider, location, date, start, end, before, after, zone):
        want, f, now = self.want, self.want.facts, self.want.now
        args = (want.visit, provider, location)
        today = now.astimezone(zone).date()
        online = f.channel == "online"
        if start < now:
            return False
        for by_patients in (False, True) if online else (False,):
            lead = self.value(lead_time.LeadTime, (0, "hours"), *args, f, lambda r, p=by_patients: r.by_patients == p)
            if lead[1] == "days" and date < today + dt.timedelta(days=lead[0]):
                return False
            if lead[1] == "business days" and date < self.business_day(today, lead[0], 1):
                return False
            if lead[1] in ("hours", "minutes") and start < now + dt.timedelta(**{lead[1]: lead[0]}):
                return False
            horizon = self.value(
                lead_time.Horizon,
                (365 if not by_patients else 10**4, "days"),
                *args,
                f,
                lambda r, p=by_patients: r.by_patients == p,
            )
            if horizon[1] == "days" and date > today + dt.timedelta(days=horizon[0]):
                return False
            if horizon[1] == "business days" and date > self.business_day(today, horizon[0], 1):
                return False
        opening = self.value(lead_time.Opens, None, *args, f)
        if opening is not None and now < self.opening(opening, date, zone):
            return False
        closing = self.value(lead_time.Closes, None, *args, f)
        if closing is not None and now >= self.opening(closing, date, zone):
            return False
        may, may_not = False, False
        for rule in self.rules:
            if not self.applies(rule, provider, location):
                continue
            holds = so(rule, f, date)
            if isinstance(rule, PatientsMayBook):
                may |= rule.allowed and holds is not False
                may_not |= not rule.allowed and holds is True
                continue
            if holds is not True:
                continue
            if self.forbids(rule, provider, location, date, start, end, zone):
                return False
        if online and (may_not or not may):
            return False
        if any(self.too_near_or_far(rule, provider, location, date, start) for rule in self.rules):
            return False
        with_others = self.together(provider, location, start)
        if with_others:
            return self.joins(with_others, provider, location, start, end, before, after)
        minutes = int((end - start).total_seconds()) // 60
        own = (self.laid(want.visit, provider, location, f, minutes) or ([], (0, minutes)))[1]
        mine = (
            start + dt.timedelta(minutes=own[0] - (before if own[0] == 0 else 0)),
            start + dt.timedelta(minutes=own[1] + (after if own[1] == minutes else 0)),
        )
        return self.nobody_there(provider, location, start, end, before, after) and not any(
            self.takes_a_kept_one(rule, provider, location, date, start, mine)
            for rule in self.rules
            if isinstance(rule, reserved.KeptCount)
            and self.applies(rule, provider, location)
            and so(rule, f, date) is True
        )

    def closed_on(self, rule, date):
        if isinstance(rule.first, OnDay | DayOfMonth | FederalHolidays):
            return is_on(rule.first, date)
        if isinstance(rule.first, WeekdayOf):
            return date - dt.timedelta(days=rule.first.after) == self.weekday_of(rule.first, date)
        if isinstance(rule.first, dt.date):
            return rule.first <= date <= rule.last
        return rule.first <= (date.month, date.day) <= rule.last

    def business_day(self, day, count, step):
        """The so-manieth business day after or before a date."""
        while count:
            day += dt.timedelta(days=step)
            count -= self.is_business_day(day)
        return day

    def is_business_day(self, day):
        open_ = set(range(24 * 60))
        for rule in self.rules:
            scopes = (rule.scope, rule.besides.scope)
            named = [name for scope in scopes for name in (*scope.providers, *scope.locations, *scope.visits)]
            if isinstance(rule, closures.Closure) and not named and not rule.when.clauses and during(rule, day):
                open_ -= set(range(rule.from_, rule.to)) if self.closed_on(rule, day) else set()
        return day.strftime("%a") not in ("Sat", "Sun") and bool(open_)

    def opening(self, at, date, zone):
        day = date - dt.timedelta(days=at.days) if at.unit == "days" else self.business_day(date, at.days, -1)
        return dt.datetime(day.year, day.month, day.day, at.minute // 60, at.minute % 60, tzinfo=zone).astimezone(UTC)

    # The patient's other visits, and dates that were asked ------------------------------------------------------

    def own_visits(self):
        """(start, date, visit, provider, location, facts) of the patient's other visits, in order."""
        own = [one for one in self.taken if self.want.patient and one.patient == self.want.patient]
        found = []
        for one in sorted(own, key=lambda one: one.start):
            if one.state != "no_show":
                f, date = self.want.facts, self.local_date(one)
                of_both = {**f.answers, **one.facts.answers}
                then = Facts(
                    "established", f.age, one.facts.payer or f.payer, one.facts.channel, answers=of_both, born=f.born
                )
                if f.born is not None:
                    had_it = (date.month, date.day) >= (f.born.month, f.born.day)
                    then = replace(then, age=date.year - f.born.year - (not had_it))
                start = dt.datetime.fromtimestamp(one.start * 60, UTC)
                found.append((start, date, one.visit, one.provider, one.location, then))
        return found

    def told_dates(self, scope, date):
        """Dates of earlier visits that stand among no appointments."""
        told = [
            day for visit, day in self.want.facts.last.items() if visit in (scope.visits or (visit,)) and day <= date
        ]
        return [] if scope.providers or scope.locations else told

    def too_near_or_far(self, rule, provider, location, date, start):
        this = (start, date, self.want.visit, provider, location, replace(self.want.facts, date=date))
        bound = lambda one: self.covers(rule, *one[2:5]) and so(rule, one[5], one[1]) is True  # noqa: E731
        match rule:
            case distance.FromDate():
                return bound(this) and not self.in_days_of_the_answer(rule, date)
            case caps.PatientPeriodCap():
                week = lambda day: day.isocalendar()[:2]  # noqa: E731
                month = lambda day: (day.year, day.month)  # noqa: E731
                same = {"day": lambda day: day, "week": week, "month": month}[rule.period]
                mine = [o for o in self.own_visits() if self.covers(rule, *o[2:5]) and same(o[1]) == same(date)]
                return bound(this) and len(mine) >= rule.most
            case distance.Between():
                others = [one for one in self.own_visits() if self.covers(rule, *one[2:5])]
                near = [one for one in others if bound(this) or (one[0] > start and bound(one))]
                told = self.told_dates(rule.scope, date) if bound(this) else []
                near_dates = [one[1] for one in near] + told
                return self.covers(rule, *this[2:5]) and any(
                    added(min(one, date), rule.apart.least, rule.apart.unit) > max(one, date) for one in near_dates
                )
            case distance.Distance():
                return self.breaks_a_distance(rule, this, bound)
            case first.ComesFirst():
                return bound(this) and self.comes_too_early(rule, date, start)
        return False

    def comes_too_early(self, rule, date, start):
        today = self.want.now.astimezone(self.setup.zone).date()
        outcomes = []
        for visit in rule.first.visits:
            scope = replace(rule.first, visits=(visit,))
            states = [
                (one.state, self.local_date(one), dt.datetime.fromtimestamp(one.start * 60, UTC))
                for one in self.taken
                if self.want.patient and one.patient == self.want.patient
                if self.meant(scope, one.visit, one.provider, one.location)
            ]
            kept = any(state == "completed" or (state == "arrived" and day < today) for state, day, _ in states)
            booked = any(state != "no_show" and when < start for state, _, when in states)
            had = bool(self.told_dates(scope, date)) or (kept if rule.completed else booked)
            outcomes.append(had or not self.want.patient)
        return not (any(outcomes) if rule.any_of else all(outcomes))

    def in_days_of_the_answer(self, rule, date):
        said = self.want.facts.answers.get(rule.field, "")
        if not said[:4].isdigit():
            return True
        told, apart = dt.date.fromisoformat(said), rule.apart
        if rule.before:
            return date <= added(told, -apart.least, apart.unit)
        return added(told, apart.least, apart.unit) <= date and (
            apart.most is None or date <= added(told, apart.most, apart.unit)
        )

    def breaks_a_distance(self, rule, this, bound):
        """Every visit of the rule's looks back to the last one before it, with this visit among them and without."""

        def lasts(all_of_them, one):
            earlier = [(o[0], o[1]) for o in all_of_them if o[0] < one[0] and self.meant(rule.last, *o[2:5])]
            earlier += [(dt.datetime.min.replace(tzinfo=UTC), day) for day in self.told_dates(rule.last, one[1])]
            return max((day for _, day in earlier), default=None)

        def fits(last, day):
            apart = rule.apart
            return (
                last is None or apart.least is None or day >= added(last, apart.least, apart.unit),
                last is None or apart.most is None or day <= added(last, apart.most, apart.unit),
            )

        others = self.own_visits()
        if bound(this) and fits(lasts(others, this), this[1]) != (True, True):
            return True
        for one in others:
            if one[0] <= this[0] or not bound(one) or not self.meant(rule.last, *this[2:5]):
                continue
            between = [o for o in others if this[0] < o[0] < one[0] and self.meant(rule.last, *o[2:5])]
            if between:
                continue
            none_before = lasts([o for o in others if o[0] < this[0]], this) is None
            near, far = (not ok for ok in fits(this[1], one[1]))
            if near or (far and none_before):
                return True
        return False

    @staticmethod
    def meant(scope, visit, provider, location):
        return (
            visit in (scope.visits or (visit,))
            and provider in (scope.providers or (provider,))
            and location in (scope.locations or (location,))
        )

    # Seats and kept times -----------------------------------------------------------------------------------

    def together(self, provider, location, start):
        """Who has the wanted visit at that start already, where such visits have seats."""
        minutes = self.value(length.Length, 30, self.want.visit, provider, location, self.want.facts)
        seats_ = self.value(seats.Seats, 1, self.want.visit, provider, location, self.want.facts)
        laid = self.laid(self.want.visit, provider, location, self.want.facts, minutes)
        if seats_ == 1 or laid is None or laid[0] or self.beside(self.want.visit, provider, location, self.want.facts):
            return []
        same = (self.want.visit, provider, location, start)
        return [
            o
            for o in self.taken
            if (o.visit, o.provider, o.location, dt.datetime.fromtimestamp(o.start * 60, UTC)) == same
        ]

    def joins(self, others, provider, location, start, end, before, after):
        """A seat is left, the rooms of the others will do, and nobody else has provider, rooms or patient."""
        if len(others) >= self.value(seats.Seats, 1, self.want.visit, provider, location, self.want.facts):
            return False
        kinds = {r.id: r.kind for r in self.setup.locations[location].resources}
        theirs = {kinds[room]: room for room in reversed(others[0].resources) if room in kinds}
        needed = {kind for rule in self.needing(provider, location) for kind in rule.kinds}
        if not needed <= theirs.keys():
            return False
        without = Plain(self.setup, [o for o in self.taken if o not in others], self.want)
        begin, finish = start - dt.timedelta(minutes=before), end + dt.timedelta(minutes=after)
        if without.busy(provider, begin, finish) or without.far(provider, location, start, end):
            return False
        if any(without.room_busy(location, theirs[kind], begin, finish) for kind in needed):
            return False
        if any(self.room_shut(location, theirs[kind], start, end) for kind in needed):
            return False
        return not any(
            self.want.patient
            and o.patient == self.want.patient
            and dt.datetime.fromtimestamp(o.start * 60, UTC) < end
            and start < dt.datetime.fromtimestamp((o.start + o.minutes) * 60, UTC)
            for o in self.taken
        )

    def kept_still(self, release, date, start, zone):
        """Whether time is still kept on a date for somebody who wants that start."""
        if release is None:
            return True
        now = self.want.now
        if release.kind == "hours":
            return now < start - dt.timedelta(hours=release.amount)
        if release.kind == "days":
            return now < self.edge(date - dt.timedelta(days=release.amount), 0, zone)
        on = date if release.kind == "that day" else date - dt.timedelta(days=1)
        return now < self.edge(on, release.amount, zone)

    def takes_a_kept_one(self, rule, provider, location, date, start, *mine):
        zone = self.setup.locations[location].zone
        if self.want.visit in rule.visits or not self.kept_still(rule.until, date, start, zone):
            return False
        has = sum(
            o.visit in rule.visits
            and o.provider == provider
            and o.location in (rule.scope.locations or (o.location,))
            and self.local_date(o) == date
            for o in self.taken
        )
        for visit in rule.visits:
            times = self.kept_times(rule, visit, provider, date)
            left = [one for one in times if all(one[1] <= own[0] or own[1] <= one[0] for own in mine)]
            if self.chain(left) + has < rule.count and self.chain(left) < self.chain(times):
                return True
        return False

    def kept_times(self, rule, visit, provider, date):
        """Every time of the kept visit that could be had, each as from when to when its provider would be taken."""
        other = Plain(self.setup, self.taken, Wanted(visit, self.want.now, Facts(date=date)))
        other.minds_what_is_kept = False
        found = []
        for location in {block.at for block in self.setup.providers[provider].blocks}:
            if location not in (rule.scope.locations or (location,)) or any(
                other.applies(r, provider, location)
                and isinstance(r, (offers.OnlyBy, offers.OnlyAt, offers.DoesNotOffer, payers.Takes, present.Together))
                and so(r, Facts(date=date), date) is True
                and other.forbids(r, provider, location, date, None, None, None)
                for r in self.rules
            ):
                continue
            args = (visit, provider, location, Facts(date=date))
            minutes = self.value(length.Length, 30, *args)
            before = self.value(buffers.Buffer, 0, *args, lambda r: r.side == "before")
            after = self.value(buffers.Buffer, 0, *args, lambda r: r.side == "after")
            laid = self.laid(visit, provider, location, Facts(date=date), minutes)
            if laid is None:
                continue
            low, high = laid[1]
            for start in other.by_hours(provider, location, date, minutes):
                end = start + dt.timedelta(minutes=minutes)
                if start >= self.want.now and other.nobody_there(provider, location, start, end, before, after):
                    found.append(
                        (
                            start + dt.timedelta(minutes=low - (before if low == 0 else 0)),
                            start + dt.timedelta(minutes=high + (after if high == minutes else 0)),
                        )
                    )
        return found

    def by_hours(self, provider, location, date, minutes):
        zone = self.setup.locations[location].zone
        step = self.value(grid.Grid, 15, self.want.visit, provider, location, Facts(date=date))
        for from_, to in self.hours(provider, location, date):
            for at in range(from_, to, step):
                start = self.exists(date, at, zone) if 0 <= at < 24 * 60 else None
                if start is None or start + dt.timedelta(minutes=minutes) > self.edge(date, to, zone):
                    continue
                shut = any(
                    isinstance(r, closures.Closure | windows.Offered | present.WhileThere)
                    and self.applies(r, provider, location)
                    and so(r, Facts(date=date), date) is True
                    and self.forbids(r, provider, location, date, start, start + dt.timedelta(minutes=minutes), zone)
                    for r in self.rules
                )
                if not shut:
                    yield start

    @staticmethod
    def chain(times):
        """The most that can be had one after another, by trying: the longest chain that ends with each."""
        best = {}
        for begin, end in sorted(times, key=lambda one: one[1]):
            longest = 1 + max((count for (_, before), count in best.items() if before <= begin), default=0)
            best[begin, end] = max(best.get((begin, end), 0), longest)
        return max(best.values(), default=0)

    def applies(self, rule, provider, location):
        if isinstance(rule, closures.Closure):
            return self.covers(replace(rule, scope=replace(rule.scope, visits=())), "", provider, location)
        return self.covers(rule, self.want.visit, provider, location)

    def weekday_of(self, one, date):
        """The day that is meant in the month in which `date` is, or the day before it, by counting its days."""
        month = (date - dt.timedelta(days=one.after)).replace(day=1)
        days = [month + dt.timedelta(days=n) for n in range(31)]
        there = [day for day in days if day.month == month.month and day.weekday() == one.weekday]
        return there[one.nth - 1 if one.nth > 0 else -1] if month.month == one.month else None

    def forbids(self, rule, provider, location, date, start, end, zone):
        f = self.want.facts
        match rule:
            case closures.Closure():
                return any(
                    during(rule, day)
                    and self.closed_on(rule, day)
                    and start < self.edge(day, rule.to, zone)
                    and end > self.edge(day, rule.from_, zone)
                    for day in (date, date + dt.timedelta(days=1))
                )
            case offers.OnlyBy():
                return provider not in rule.providers
            case offers.DoesNotOffer():
                return True
            case offers.OnlyAt():
                return location not in rule.locations
            case payers.Takes():
                return f.payer not in (None, NO_INSURANCE) and (f.payer in rule.payers) != rule.only
            case patients.ForPatients():
                return f.patient is not None and f.patient != rule.status
            case patients.ForAges():
                return of_age(rule.any_of, f, date) is False
            case own_provider.WithOwnProvider():
                return self.with_others(rule, provider, date)
            case present.Together():
                return provider not in rule.providers
            case present.WhileThere():
                who = {one for kind, id_ in rule.any_of for one in self.people(kind, id_)}
                return not any(self.in_the_house(self.setup.providers[w], location, start, end, zone) for w in who)
            case windows.Offered():
                return not plainly(rule, start.astimezone(zone))
            case reserved.KeptTime():
                return (
                    self.want.visit not in rule.visits
                    and self.kept_still(rule.until, date, start, zone)
                    and any(
                        day.weekday() in rule.weekdays
                        and start < self.edge(day, rule.to, zone)
                        and end > self.edge(day, rule.from_, zone)
                        for day in (date, date + dt.timedelta(days=1))
                    )
                )
            case caps.Cap():
                more = int((end - start).total_seconds()) // 60 if rule.of_minutes else 1
                return self.counted(rule, provider, location, date, start.astimezone(zone)) + more > rule.most
            case caps.InARow():
                return self.in_a_row(rule, provider, location, date, start) > rule.most
            case caps.AtOnce():
                return self.at_once(rule, provider, location, start, end) > rule.most
            case caps.PatientCap():
                mine = [
                    o
                    for o in self.taken
                    if o.patient == self.want.patient
                    and self.want.patient
                    and o.start * 60 >= self.want.now.timestamp()
                ]
                return sum(self.covers(rule, o.visit, o.provider, o.location) for o in mine) >= rule.most
            case _:
                return False

    def in_a_row(self, rule, provider, location, date, start):
        """How many would follow one another, by walking through the provider's visits of the date in both directions."""
        zone = self.setup.locations[location].zone
        utc = lambda one: dt.datetime.fromtimestamp(one.start * 60, UTC)  # noqa: E731
        mine = sorted(
            (utc(one), self.covers(rule, one.visit, one.provider, one.location))
            for one in self.taken
            if one.provider == provider and utc(one).astimezone(zone).date() == date
        )
        blocks = [one for one in self.setup.providers[provider].blocks if self.works(one, date)]
        usable = [one for one in blocks if not one.only or self.want.visit in one.only]
        ends = [
            self.edge(date, one.to, zone)
            for one in blocks
            if one not in usable or not any((o.at, o.from_) == (one.at, one.to) for o in usable)
        ]
        shut = [
            r
            for r in self.rules
            if isinstance(r, closures.Closure)
            and self.applies(r, provider, location)
            and so(r, self.want.facts, date) is True
        ]
        begin = self.edge(date, 0, zone)
        for rule_ in shut:
            if self.forbids(rule_, provider, location, date, begin, begin + dt.timedelta(days=2), zone):
                ends.append(self.edge(date, rule_.to, zone))
        before = [one for one in mine if one[0] <= start][::-1]
        after = [one for one in mine if one[0] > start]
        count = 1
        for side in (before, after):
            last = start
            for at, same in side:
                apart = any(min(at, last) < edge <= max(at, last) for edge in ends)
                if not same or apart:
                    break
                count, last = count + 1, at
        return count

    def at_once(self, rule, provider, location, start, end):
        """The most that go on at any minute of the visit, with it."""
        others = [
            one
            for one in self.taken
            if self.covers(rule, one.visit, one.provider, one.location)
            and (not rule.each_provider or one.provider == provider)
            and (not rule.each_location or one.location == location)
        ]
        minutes = range(minute_of(start), minute_of(end))
        return 1 + max(sum(one.start <= minute < one.start + one.minutes for one in others) for minute in minutes)

    def counted(self, rule, provider, location, date, then):
        count = 0
        for one in self.taken:
            day = self.local_date(one)
            hour = dt.datetime.fromtimestamp(one.start * 60, self.setup.locations[one.location].zone).hour
            same = {
                "hour": (day, hour) == (date, then.hour),
                "half day": (day, hour < 12) == (date, then.hour < 12),
                "day": day == date,
                "week": day.isocalendar()[:2] == date.isocalendar()[:2],
                "month": (day.year, day.month) == (date.year, date.month),
            }[rule.period]
            mine = (not rule.each_provider or one.provider == provider) and (
                not rule.each_location or one.location == location
            )
            if same and mine and self.covers(rule, one.visit, one.provider, one.location):
                count += one.minutes if rule.of_minutes else 1
        return count

    def nobody_there(self, provider, location, start, end, before, after):
        begin, finish = start - dt.timedelta(minutes=before), end + dt.timedelta(minutes=after)
        for one in self.taken:
            own = dt.datetime.fromtimestamp(one.start * 60, UTC)
            if (
                self.want.patient
                and one.patient == self.want.patient
                and own < end
                and start < own + dt.timedelta(minutes=one.minutes)
            ):
                return False
        minutes = int((end - start).total_seconds()) // 60
        zone = self.setup.locations[location].zone
        date = start.astimezone(zone).date()
        return all(
            any(
                r.kind == kind
                and not self.room_busy(location, r.id, begin, finish)
                and not self.room_shut(location, r.id, start, end)
                for r in self.setup.locations[location].resources
            )
            for rule in self.needing(provider, location)
            for kind in rule.kinds
        ) and self.stepwise(provider, location, date, start, minutes, before, after, zone)


KEPT_IN_WINDOWS = (  # a kept visit can only be where its own window lets it begin
    "Keep 45 minutes free after procedures at North.",
    "Keep 3 times a day with each provider for procedures until 09:00 that day.",
    "Follow-up visits are not offered on Mondays after 10:00.",
    "Procedures are only offered on weekdays before 11:00 or on Sundays.",
)


KEPT_OF_OTHERS = (
    "Procedures are with Dr. Chen and Nurse Ortiz together until 2026-10-30.",
    "Keep every day from 08:00 to 10:00 with Nurse Ortiz for follow-up visits.",
    "Keep 4 times a day with each provider for well-child visits until 12:00 the day before.",
)
KEPT_BY_TWO_STEPS = (  # the nurse has the first and the last step: both together take of what is kept of her
    "Visits start every 30 minutes.",
    "Procedures take 90 minutes.",
    "Follow-up visits take 60 minutes.",
    "Procedures start with 10 minutes with Nurse Ortiz.",
    "Procedures end with 10 minutes with Nurse Ortiz.",
    "Keep 5 times a day with Nurse Ortiz for follow-up visits.",
    "Keep 4 times a day with each provider for procedures and well-child visits.",
)
KEPT_OF_A_NURSE = (
    "Follow-up visits need a nurse.",
    "Keep every day from 08:00 to 10:00 with Nurse Ortiz for procedures until 6 hours before.",
)


@tried_with(20, many=120)
def test_the_engine_offers_what_a_plain_reading_of_the_contract_offers(examples):
    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @example([*KEPT_IN_WINDOWS], [], Facts(), "follow-up", None, 0, 0)
    @example([*KEPT_OF_OTHERS], [], Facts(), "procedure", None, 0, 0)
    @example([*KEPT_BY_TWO_STEPS], [], Facts(), "procedure", None, 0, 0)
    @example(
        ["Keep 5 times a day with each provider for procedures and well-child visits."],
        [],
        Facts(),
        "follow-up",
        None,
        0,
        0,
    )
    @example([*KEPT_OF_A_NURSE], [], Facts(), "follow-up", None, 0, 0)
    @given(
        st.lists(st.sampled_from(RULES), unique=True, max_size=12),
        st.lists(booked, max_size=10),
        facts,
        st.sampled_from(["follow-up", "procedure"]),
        st.sampled_from([None, "p-1"]),
        st.integers(0, 4 * 1440),
        st.integers(0, 3),
    )
    def holds(rules, taken, known, visit, patient, now, more):
        setup = practice(" ".join(rules), hours=HOURS, nurses=True, of_exam_2=ROOM).setup
        taken = classes(taken, more)
        want = Wanted(visit, BEGIN + dt.timedelta(minutes=now, seconds=now % 60), known, ("chen", "lee"), (), patient)
        plain = Plain(setup, taken, want)
        got = {(s.start, s.provider, s.location) for s in Engine(setup, taken).slots(want, BEGIN.date(), 8)}
        expected = {
            (minute_of(start), provider, location)
            for provider, location in (("chen", "downtown"), ("chen", "north"), ("lee", "north"))
            for offset in range(8)
            for start in plain.offered(provider, location, BEGIN.date() + dt.timedelta(days=offset))
        }
        assert got == expected

    holds()


def test_the_comparison_can_fail():
    """Positive control: an engine that forgets what is taken, or a rule, offers something else than the plain reading."""
    now = BEGIN - dt.timedelta(days=3)
    want = Wanted("procedure", now, providers=("chen",))
    taken = [Booked("procedure", "chen", "downtown", minute_of(BEGIN) + 14 * 60, 30)]
    date = BEGIN.date()
    setup = practice("Keep 45 minutes free after procedures.", hours=HOURS, nurses=True, of_exam_2=ROOM).setup
    plain = {minute_of(start) for start in Plain(setup, taken, want).offered("chen", "downtown", date)}

    def engine(rules, booked):
        return {
            s.start
            for s in Engine(practice(rules, hours=HOURS, nurses=True, of_exam_2=ROOM).setup, booked).slots(
                want, date, 1
            )
            if s.location == "downtown"
        }

    assert plain
    assert engine("Keep 45 minutes free after procedures.", taken) == plain
    assert engine("Keep 45 minutes free after procedures.", []) != plain
    assert engine("", taken) != plain


@pytest.mark.parametrize(
    ("rule", "taken"),
    [
        ("Keep Mondays from 08:00 to 10:00 for follow-up visits until 2 days before.", []),
        ("Keep 24 times a day with each provider for follow-up visits until 08:00 that day.", []),
        ("Procedures need a nurse.", []),
        (
            "Keep 75 minutes between locations.",
            [Booked("procedure", "chen", "north", minute_of(BEGIN) + 18 * 60, 30)],
        ),
        (
            "Procedures need an exam room.",
            [Booked("procedure", "lee", "downtown", minute_of(BEGIN) + 14 * 60, 300, resources=("exam-1",))],
        ),
        ("Procedures are with Dr. Chen and Nurse Ortiz together.", []),
        ("Procedures are only offered while a nurse is there.", []),
        (
            "Procedures are with Dr. Chen and Nurse Ortiz together. Keep Mondays from 08:00 to 10:00 with Nurse Ortiz for follow-up visits.",
            [],
        ),
        (
            "Procedures have 2 seats.",
            [Booked("procedure", "chen", "downtown", minute_of(BEGIN) + 14 * 60, 30)],
        ),
    ],
    ids=[
        "kept time",
        "kept count",
        "somebody else",
        "the way",
        "a room with hours",
        "two together",
        "while there",
        "kept by another",
        "seats",
    ],
)
def test_the_comparison_sees_a_forgotten_rule(rule, taken):
    """Positive control: without the sentence, other times are on offer than the plain reading has with it."""
    setup = practice(rule, hours=HOURS, nurses=True, of_exam_2=ROOM).setup
    want = Wanted("procedure", BEGIN - dt.timedelta(days=3), providers=("chen",))
    plain = {minute_of(start) for start in Plain(setup, taken, want).offered("chen", "downtown", BEGIN.date())}

    def offered(setup):
        return {s.start for s in Engine(setup, taken).slots(want, BEGIN.date(), 1) if s.location == "downtown"}

    assert offered(setup) == plain
    assert offered(practice("", hours=HOURS, nurses=True, of_exam_2=ROOM).setup) != plain


def test_the_comparison_sees_a_forgotten_step():
    """Positive control for steps: whoever forgets the nurse offers more than the plain reading."""
    rule = "Procedures start with 15 minutes with a nurse."
    setup = practice(rule, hours=HOURS, nurses=True, of_exam_2=ROOM).setup
    want = Wanted("procedure", BEGIN - dt.timedelta(days=3), providers=("chen",))
    plain = {minute_of(start) for start in Plain(setup, [], want).offered("chen", "downtown", BEGIN.date())}

    def offered(setup):
        return {s.start for s in Engine(setup).slots(want, BEGIN.date(), 1) if s.location == "downtown"}

    assert plain and offered(setup) == plain
    assert offered(practice("", hours=HOURS, nurses=True, of_exam_2=ROOM).setup) > plain
