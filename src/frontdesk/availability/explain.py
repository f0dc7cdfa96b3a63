"""Every reason that stands in the way of one time: the same judgement as `Engine.slots`, said out loud."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..rules.book import Entry
from ..rules.business_days import BusinessDays
from ..rules.families.caps import PatientCap
from ..rules.families.lead_time import Closes, LeadTime, Nearest, Opens
from ..rules.rule import Minutes
from .ahead import last_date, lead_begin
from .caps import why_full
from .clock import DAY, Day, day, say, say_date, say_minute, say_time
from .engine import Engine
from .hours import Piece, Stretch, hours_on, stretches
from .keeping import leaves_too_few, of_others
from .model import Minute, Provider, Reason, Wanted, instant_of, minute_from, not_there
from .own_provider import own_provider_first
from .presence import why_nobody_is_there
from .reserved import count_detail, why_kept
from .rooms import all_of, is_open, why_closed, why_no_room
from .seats import is_full, joined, rooms_of
from .starts import why_not_then
from .steps import why_no_steps
from .taken import Group, Span
from .terms import Terms
from .travel import why_too_far

ROUND = 5  # minutes at which people set limits


def explain(engine: Engine, wanted: Wanted, provider: str, location: str, start: Minute) -> list[Reason]:
    """The reasons against starting the wanted visit at that instant; an empty list means that it is offered."""
    gone = not_there(engine.setup, wanted.visit, provider, location)
    if provider not in engine.setup.providers or location not in engine.setup.locations:
        return gone
    agreed = engine.agreed(wanted, provider, location, start)
    zone = engine.setup.locations[location].zone
    local = day(instant_of(start, zone).date(), zone)
    return [
        *_hours(engine.setup.providers[provider], agreed, local, start),
        *_timed(agreed, local, start),
        *_too_soon(wanted, agreed, local, start, engine.setup.book.business_days),
        *_too_far(wanted, agreed, local, engine.setup.book.business_days),
        *agreed.obstacles,
        *own_provider_first(engine, wanted, agreed),
        *why_not_then(engine.taken, wanted, agreed, local, start),
        *why_full(engine.setup, engine.taken, agreed, local, start),
        *patient_limits(engine, wanted, agreed),
        *why_kept(agreed, wanted, local, start),
        *_kept_counts(engine, wanted, agreed, local, start),
        *_taken(engine, wanted, agreed, start),
        *_travel(engine, agreed, start),
        *_resources(engine, agreed, start),
        *why_nobody_is_there(engine.setup, agreed, local, start),
        *why_no_steps(engine.setup, engine.taken, agreed, start, of_others(engine, agreed, wanted.now)),
        *(_length(agreed) if wanted.given is None else ()),  # it was decided before
    ]


def not_on_the_clock(date: dt.date, minute: int, zone_name: str) -> Reason:
    """The reason for a wall-clock time that does not exist: the clock is moved forward over it."""
    return Reason(
        "hours",
        None,
        f"{say_minute(minute)} does not exist on {say_date(date)}: the clock moves forward over it ({zone_name})",
    )


def _length(agreed: Terms) -> Iterator[Reason]:
    """A length that somebody chose is against a rule that sets another; against the default it is not."""
    if agreed.length_rule is not None and agreed.length != agreed.usual_length:
        yield Reason("length", agreed.length_rule, f"{agreed.usual_length} minutes, not {agreed.length}")


def _hours(provider: Provider, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    minute = local.wall_minute(start)
    there = [piece for piece in hours_on(provider, local.date) if piece.block.at == agreed.visit.location]
    inside = [piece for piece in there if local.bound(piece.from_) <= start < local.bound(piece.to)]
    usable = [
        hours
        for hours in stretches(provider, agreed.visit.type, agreed.visit.location, local.date)
        if local.bound(hours.from_) <= start < local.bound(hours.to)
    ]
    if not local.regular and local.instant(minute) != start:
        yield Reason("hours", None, f"{say_minute(minute)} comes twice on {say_date(local.date)}; the first is meant")
        return
    if not inside:
        yield Reason("hours", None, f"{provider.name} {_works(there, local)}")
    elif not usable:
        vocabulary = agreed.vocabulary
        only = vocabulary.listing("visit type", sorted(map(vocabulary.visit_noun, inside[0].block.only or ())))
        yield Reason("hours", None, f"these hours are only for {only}")
    for hours in usable:
        if start + agreed.length > local.bound(hours.to):
            until = say_minute(hours.to if hours.to <= DAY else hours.to % DAY)
            yield Reason("hours", None, f"{agreed.length} minutes do not fit before {until}, when these hours end")
        if (minute - hours.from_) % agreed.grid:
            yield Reason("grid", agreed.grid_rule, _nearest_starts(hours, agreed, minute))


def _works(there: list[Piece], local: Day) -> str:
    if not there:
        return f"has no hours here on {say_date(local.date)}"
    hours = " and ".join(f"{say_minute(piece.from_)} to {_until(piece)}" for piece in there)
    return f"is here from {hours} on {say_date(local.date)}"


def _until(piece: Piece) -> str:
    """The end of what began on that date, though it lies on the next."""
    goes_on = piece.to == DAY and piece.block.to > DAY
    return f"{say_minute(piece.block.to - DAY)} the next morning" if goes_on else say_minute(piece.to)


def _nearest_starts(hours: Stretch, agreed: Terms, minute: int) -> str:
    below = minute - (minute - hours.from_) % agreed.grid
    begin, first, second = (say_minute(at % DAY) for at in (hours.from_, below, below + agreed.grid))
    return f"starts are every {agreed.grid} minutes from {begin}: {first} or {second}"


def _timed(agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    for rule, text in agreed.timed:
        for n in (0, 1):
            date = local.date + dt.timedelta(days=n)
            for begin, end in rule.closed(date):
                if start < local.bound(end + n * DAY) and local.bound(begin + n * DAY) < start + agreed.length:
                    yield Reason(rule.kind, text, f"{say_date(date)}, {_all_day_or((begin, end))}")
        allowed = rule.starts(local.date)
        if allowed is not None and not any(local.bound(begin) <= start < local.bound(end) for begin, end in allowed):
            times = " or ".join(_starts(spans) for spans in allowed)
            on = f"on {say_date(local.date)}"
            yield Reason(rule.kind, text, f"{on} it can start {times}" if allowed else f"not {on}")


def _starts(span: Minutes) -> str:
    """'from 9:00 AM and before 11:00 AM'; a limit that lies a minute behind a round time is that time itself."""
    begin, end = span
    early = (
        "" if begin == 0 else f"after {say_minute(begin - 1)}" if begin % ROUND == 1 else f"from {say_minute(begin)}"
    )
    late = "" if end == DAY else f"until {say_minute(end - 1)}" if end % ROUND == 1 else f"before {say_minute(end)}"
    return " and ".join(word for word in (early, late) if word) or "at any time"


def _all_day_or(span: Minutes) -> str:
    return "all day" if span == (0, 24 * 60) else f"from {say_minute(span[0])} to {say_minute(span[1])}"


def _too_soon(wanted: Wanted, agreed: Terms, local: Day, start: Minute, business: BusinessDays) -> Iterator[Reason]:
    if start < minute_from(wanted.now):
        yield Reason("lead time", None, "this time has passed")
    now = wanted.now.astimezone(local.zone)
    for entry in agreed.lead:
        rule = entry.rule
        assert isinstance(rule, Nearest)
        first = rule.first_date(now, business)
        if first is not None and local.date < first:
            closed = (
                isinstance(rule, Closes)
                and f"; closed {say(minute_from(rule.closes(local.date, local.zone, business)), local.zone)}"
            )
            yield Reason("lead time", entry.text, f"earliest is {say_date(first)}{closed or ''}")
        if isinstance(rule, LeadTime) and first is None and start < lead_begin(rule, wanted.now):
            yield Reason("lead time", entry.text, f"earliest is {say(lead_begin(rule, wanted.now), local.zone)}")


def _too_far(wanted: Wanted, agreed: Terms, local: Day, business: BusinessDays) -> Iterator[Reason]:
    now = wanted.now.astimezone(local.zone)
    for entry in agreed.horizon:
        last = last_date(entry, now, business)
        if local.date > last:
            yield Reason("horizon", entry.text if entry else None, _when_it_can_be(entry, last, local, business))


def _when_it_can_be(entry: Entry | None, last: dt.date, local: Day, business: BusinessDays) -> str:
    if entry is None or not isinstance(entry.rule, Opens):
        return f"latest is {say_date(last)}"
    return f"opens {say(minute_from(entry.rule.opens(local.date, local.zone, business)), local.zone)}"


def patient_limits(engine: Engine, wanted: Wanted, agreed: Terms) -> Iterator[Reason]:
    """The limits on the patient's visits to come that are reached, with the visits that count: they hold whatever the time."""
    for limit, text in agreed.patient_caps:
        if engine.patient_cap_reached(wanted, limit):
            yield Reason("cap", text, _how_many(engine, wanted, limit), engine.taken.counted_upcoming(limit, wanted))


def _how_many(engine: Engine, wanted: Wanted, limit: PatientCap) -> str:
    """How many the patient has, apart from those that are only chosen together with this one."""
    if wanted.patient is None:
        return "no visit may be booked"
    wished = engine.taken.wished(limit, wanted)
    has = f"the patient has {engine.taken.upcoming(limit, wanted) - wished} already"
    return f"{has}, and {wished} more {'is' if wished == 1 else 'are'} chosen here" if wished else has


def _kept_counts(engine: Engine, wanted: Wanted, agreed: Terms, local: Day, start: Minute) -> Iterator[Reason]:
    for rule, text in agreed.kept_counts:
        if leaves_too_few(engine, wanted, agreed, rule, local, start):
            yield Reason("reserved", text, count_detail(rule, local))


def _taken(engine: Engine, wanted: Wanted, agreed: Terms, start: Minute) -> Iterator[Reason]:
    zone = engine.setup.locations[agreed.visit.location].zone
    who = engine.setup.providers[agreed.visit.provider].name
    begin, end = agreed.own_span
    group = joined(engine.taken, agreed, start)
    if group is not None and is_full(engine.taken, agreed, group):
        yield Reason("taken", agreed.seats_rule, f"all {agreed.seats} seats are taken")
    for span in engine.taken.meeting(("provider", agreed.visit.provider), start + begin, start + end, group):
        meets = span.start < start + agreed.own[1] and start + agreed.own[0] < span.finish
        near = "" if meets else "; time is kept free between visits"
        yield Reason("taken", None, f"{who} is taken {_range(span, zone)}{near}")
    if wanted.patient is not None:
        for span in engine.taken.meeting(("patient", wanted.patient), start, start + agreed.length):
            yield Reason("taken", None, f"the patient has an appointment {_range(span, zone)}")


def _travel(engine: Engine, agreed: Terms, start: Minute) -> Iterator[Reason]:
    begin, end = agreed.own
    return why_too_far(engine.setup, engine.taken, agreed, agreed.visit.provider, start + begin, start + end)


def _range(span: Span, zone) -> str:  # type: ignore[no-untyped-def]
    return f"{say_time(span.begin, zone)} to {say_time(span.end, zone)}"


def _resources(engine: Engine, agreed: Terms, start: Minute) -> Iterator[Reason]:
    group = joined(engine.taken, agreed, start)
    if group is not None:
        yield from _rooms_of_others(engine, agreed, group, start)
        return
    for kind, text in agreed.kinds:
        yield from why_no_room(engine.setup, engine.taken, agreed, kind, text, all_of(agreed), start)


def _rooms_of_others(engine: Engine, agreed: Terms, group: Group, start: Minute) -> Iterator[Reason]:
    """Who joins others is in their room: it must be of the kind that the visit needs, and nobody else's for as long."""
    begin, end = start - agreed.before, start + agreed.length + agreed.after
    rooms = rooms_of(engine.setup, engine.taken, agreed, group)
    if rooms is None:
        yield Reason("resource", agreed.kinds[0][1], "those who have this visit have no such room", contended=True)
        return
    for room in rooms:
        key = ("resource", f"{agreed.visit.location}/{room}")
        if engine.taken.meeting(key, begin, end, group):
            yield Reason("resource", agreed.kinds[0][1], f"{room} is taken by somebody else", contended=True)
        if not is_open(engine.setup, agreed, key, all_of(agreed), start):
            yield Reason("resource", agreed.kinds[0][1], why_closed(engine.setup, agreed, key, start))
