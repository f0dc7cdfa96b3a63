"""Time that is kept for some visits: until when, whom it keeps out, and how many kept times a day has left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ..rules.families.reserved import KeptCount, KeptTime, Release
from .bits import blocked_starts, span
from .clock import DAY, Day, day, say, say_date
from .model import Minute, Reason, Wanted
from .terms import Terms


def kept_starts(agreed: Terms, wanted: Wanted, local: Day, origin: Minute) -> int:
    """The starts that kept time stands in the way of, as bits from `origin`."""
    mask = 0
    for rule, _text in agreed.kept:
        first = kept_from(rule.until, wanted.now, local)
        if first is None:
            continue
        shift = max(0, first - origin)
        for begin, end in kept_around(rule, local):
            mask |= blocked_starts(span(begin - origin, end - origin), 0, agreed.length) >> shift << shift
    return mask


def kept_around(rule: KeptTime, local: Day) -> Iterator[tuple[Minute, Minute]]:
    """When it keeps time on a date and, for visits that go over midnight, on the next."""
    for n in (0, 1):
        if (local.date.weekday() + n) % 7 in rule.weekdays:
            yield local.bound(rule.from_ + n * DAY), local.bound(rule.to + n * DAY)


def why_kept(agreed: Terms, wanted: Wanted, local: Day, start: Minute) -> Iterator[Reason]:
    """A reason for each kept time that the visit would lie in."""
    for rule, text in agreed.kept:
        first = kept_from(rule.until, wanted.now, local)
        if first is None or start < first:
            continue
        if keeps_any_of(rule, local, start, start + agreed.length):
            yield Reason("reserved", text, f"kept{till(rule.until, local)}")


def keeps_any_of(rule: KeptTime, local: Day, begin: Minute, end: Minute) -> bool:
    """Whether it keeps any of that time of a visit that starts on the date."""
    return any(begin < last and first < end for first, last in kept_around(rule, local))


def kept_from(release: Release | None, now: dt.datetime, local: Day) -> Minute | None:
    """The first start of a local date for which time is still kept; None: it has been given to everybody."""
    if release is None:
        return local.begin
    if release.kind == "hours":
        return int(now.timestamp() // 60) + release.amount * 60 + 1
    return local.begin if now.timestamp() < _instant(release, local) * 60 else None


def count_detail(rule: KeptCount, local: Day) -> str:
    """What `explain` says where too few would be left."""
    times = f"{rule.count} times" if rule.count > 1 else "1 time"
    return f"{times} on {say_date(local.date)} kept{till(rule.until, local)}; this would leave fewer"


def till(release: Release | None, local: Day) -> str:
    """Until when it is kept, where that is said."""
    if release is None:
        return ""
    if release.kind == "hours":
        return f" until {release.amount} hours before"
    return f" until {say(_instant(release, local), local.zone)}"


def _instant(release: Release, local: Day) -> Minute:
    """When it is given to everybody, where that is the same for the whole date."""
    if release.kind == "days":
        return day(local.date - dt.timedelta(days=release.amount), local.zone).begin
    on = local if release.kind == "that day" else day(local.date - dt.timedelta(days=1), local.zone)
    return on.bound(release.amount)
