"""Who is offered what: each entry in the practice's order, the first time that really suits it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...availability.model import Setup, Slot, Wanted, instant_of, minute_from
from ...booking import locks, offers
from ...booking.actions import open_for
from ...booking.being_there import NEVER_OFFERED
from ...booking.errors import BreaksRules, JustTaken, NotWaiting, OpenAlready
from ...booking.freed_times import may_stand_again, not_on_offer
from ...booking.models import WaitlistEntry, WaitlistOffer
from ...booking.moving import must_move_one
from ...booking.take import Place, Wish, judge, take, what_waits
from ...intake.evaluation import asker_is_told, seen_by_asker
from ...intake.states import UNDECIDED
from ...messaging.actions import TAKE_BACK, messages_of, zone_of
from ...messaging.quiet import is_quiet
from ...messaging.ways import seen_by_reached
from ...practice import policies
from ...practice.file import PracticeFile
from ...tenancy.context import inside_practice, read_anew
from ...tenancy.each import each_by_itself
from ...tenancy.models import Practice
from ..wakeups import defer_filling
from . import actions

LOOK_AHEAD = 60  # days, where an entry has no last date
ALL_OF_IT = (  # what an entry points to, and what is judged by
    "patient",
    "patient__practice",
    "patient__payer",
    "visit_type",
    "provider",
    "location",
    "request",
    "appointment__request",
    "appointment__provider",
    "appointment__location",
)
MOST_TRIES = 5


def fill(practice: Practice) -> int:
    """Offer every time that suits somebody who waits; how many offers were made.

    Nobody is offered the same time twice, and nobody is woken at night.  Each entry is a transaction of its own, so that the
    locks of one time are not held while the next is looked for; two workers at once take turns.
    """
    with inside_practice(practice):
        not_taken = actions.not_taken()
    each_by_itself(practice, not_taken, actions.pass_on)
    with inside_practice(practice):
        actions.close_what_is_over()
    with inside_practice(practice):
        waiting = [entry.pk for entry in in_order(policies.current())]
        if (
            waiting and may_stand_again()
        ):  # whatever woke this: what was given back just now is looked at when it is sure
            defer_filling(practice.pk, TAKE_BACK)
    return each_by_itself(practice, waiting, _offer_to)


def _offer_to(key: UUID) -> bool:
    _take_turns()
    file = policies.current()
    entry = _waiting().filter(pk=key).first()
    return entry is not None and _offer(file, entry)


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('waitlist ' || current_setting('frontdesk.practice'), 0))"
        )
    read_anew()


def in_order(file: PracticeFile) -> list[WaitlistEntry]:
    """Those who wait, as the practice orders them: the longest waiting first, or the urgent before them."""
    order = ("created_at", "pk") if file.waitlist.order == "longest waiting" else ("-urgent", "created_at", "pk")
    return list(_waiting().order_by(*order))


def _waiting() -> QuerySet[WaitlistEntry]:
    """Those to whom a time may be offered: of a request that has to be decided first nobody knows whether it gets one."""
    there = WaitlistEntry.objects.filter(state="waiting", patient__same_as=None, patient__deceased_on=None)
    return there.exclude(appointment=None, request__state__in=UNDECIDED).select_related(*ALL_OF_IT)


def _offer(file: PracticeFile, entry: WaitlistEntry) -> bool:
    if is_quiet(now(), messages_of(file).quiet, zone_of(entry.patient)):
        return False
    places = [
        Place(slot.provider, slot.location, instant_of(slot.start, file.setup.locations[slot.location].zone))
        for slot in islice(times_that_suit(file, entry), MOST_TRIES)
    ]
    wishes = [wish_of(entry, place) for place in places]
    locks.line_up(*wishes)  # for all of them at once: the order of the lines is one
    if not wishes or not _still_waits(entry) or something_open(wishes[0]):
        return False
    for wish in wishes:
        try:
            held = take(wish, "held", int(file.waitlist.keep.total_seconds() // 60))
        except (JustTaken, BreaksRules):
            continue
        actions.offer(SYSTEM, entry, hold=held, keep=file.waitlist.keep)
        return True
    return False


def _still_waits(entry: WaitlistEntry) -> bool:
    """Looked at again behind the line: meanwhile they may have left, died or been merged, or their visit may have moved."""
    return (
        _waiting()
        .filter(pk=entry.pk, appointment=entry.appointment_id)
        .filter(Q(appointment=None) | Q(appointment__state="booked"))
        .exists()
    )


@action("waitlist.offer_time", permission="appointment.book")
def offer_time(actor: Actor, entry: WaitlistEntry, *, place: Place) -> WaitlistOffer:
    """Staff offer this time to who waits, as it is offered by itself: held for as long, told in the same words.

    Raises NotWaiting, OpenAlready, JustTaken, BreaksRules.
    """
    wish = wish_of(entry, place)
    locks.line_up(wish)
    if not _waiting().filter(pk=entry.pk).exists():
        raise NotWaiting
    if something_open(wish):
        raise OpenAlready
    keep = policies.current().waitlist.keep
    held = take(wish, "held", int(keep.total_seconds() // 60))
    return actions.give(actor, entry, held, keep)


def something_open(wish: Wish) -> bool:
    """Whether another time is kept for the same visit already, or the practice itself is about to move it."""
    return open_for(wish).exists() or (wish.replaces is not None and must_move_one(wish.replaces))


def wish_of(entry: WaitlistEntry, place: Place) -> Wish:
    """As the patient themselves, unless staff put them there or somebody has agreed to the visit: then as staff would book it."""
    by_staff = entry.request is None  # who waits on their own asks for what they wait for
    agreed = entry.appointment is not None or (entry.request is not None and entry.request.state == "approved")
    asked = entry.request or (entry.appointment.request if entry.appointment is not None else None)
    # An offer, or none, tells something: whoever asked, or else whoever it is written to.
    told = asked is not None and asker_is_told(asked)
    seen = seen_by_asker(asked) if asked and told else seen_by_reached(entry.patient, entry.visit_type.code)
    return Wish(
        entry.patient,
        entry.visit_type,
        place,
        "staff" if agreed or by_staff else "online",
        entry.request,  # what was answered decides on length, who pays and more, as for the first time
        replaces=entry.appointment,
        agreed=agreed,
        seen=seen,
    )


def times_that_suit(file: PracticeFile, entry: WaitlistEntry) -> Iterator[Slot]:
    """The free times that suit an entry: rules, preferences, the notice they need, and earlier than what they have.

    Where they have a time, those with the same provider come first, at the same place before others; then all, in order.
    """
    moment = now()
    today = moment.astimezone(entry.patient.practice.zone).date()
    first = max(entry.first_on, today)
    last = min(entry.last_on or first + dt.timedelta(days=LOOK_AHEAD), _day_of(entry) or dt.date.max)
    if last < first or (entry.appointment is not None and entry.appointment.state != "booked"):
        return
    sample = wish_of(entry, Place.anywhere(moment))
    wanted = sample.wanted(
        (entry.provider.code,) if entry.provider else (), (entry.location.code,) if entry.location else ()
    )
    ready = offers.engine(without=sample.without, also=not_on_offer())
    earliest = minute_from(moment + dt.timedelta(hours=entry.notice_hours))
    before = minute_from(entry.appointment.start) if entry.appointment else None
    told = _offered_before(entry)
    waiting = what_waits(sample, ready, wanted)

    def slots_of(wanted: Wanted) -> Iterator[Slot]:
        for slot in ready.slots(wanted, first, (last - first).days + 1):
            if before is not None and slot.start >= before:
                return
            zone = file.setup.locations[slot.location].zone
            if (
                slot.start >= earliest
                and _preferred(entry, instant_of(slot.start, zone))
                and (slot.provider, slot.start) not in told
                and not waiting.at(slot.provider, slot.location, slot.start)
            ):
                yield slot

    theirs = _with_their_own(entry, ready.setup, wanted, slots_of)
    yield from theirs
    known = set(theirs)
    yield from (slot for slot in slots_of(wanted) if slot not in known)


def _with_their_own(
    entry: WaitlistEntry, setup: Setup, wanted: Wanted, slots_of: Callable[[Wanted], Iterator[Slot]]
) -> list[Slot]:
    """What suits with the provider whom they have now, at the place where they have it first; nothing where they have no time."""
    has = entry.appointment
    if has is None or has.provider.code not in setup.providers or wanted.providers not in ((), (has.provider.code,)):
        return []
    theirs = list(slots_of(replace(wanted, providers=(has.provider.code,))))
    return sorted(theirs, key=lambda slot: (slot.location != has.location.code, slot.start))


def who_wait_for(place: Place, most: int = 20) -> list[WaitlistEntry]:
    """Those on the waitlist whom this time suits, by the rules and by what they said, in the practice's order; at most so many."""
    file = policies.current()
    zone = file.setup.locations[place.location].zone
    entries: list[WaitlistEntry] = []
    this = (place.provider, minute_from(place.start))
    for entry in in_order(file):
        if len(entries) == most:
            break
        wish = wish_of(entry, place)
        waits = _still_waits(entry) and not something_open(wish) and this not in _offered_before(entry)
        if _would_suit(entry, place, zone) and waits and not judge(wish)[3]:
            entries.append(entry)
    return entries


def _would_suit(entry: WaitlistEntry, place: Place, zone: ZoneInfo) -> bool:
    """What they said, without the rules."""
    day = place.start.astimezone(zone).date()
    before = entry.appointment.start if entry.appointment else None
    return (
        entry.first_on <= day <= (entry.last_on or day)
        and (before is None or place.start < before)
        and (entry.provider is None or entry.provider.code == place.provider)
        and (entry.location is None or entry.location.code == place.location)
        and place.start >= now() + dt.timedelta(hours=entry.notice_hours)
        and _preferred(entry, place.start.astimezone(zone))
    )


def _day_of(entry: WaitlistEntry) -> dt.date | None:
    return entry.appointment.start.astimezone(entry.patient.practice.zone).date() if entry.appointment else None


def _preferred(entry: WaitlistEntry, local: dt.datetime) -> bool:
    day_suits = not entry.days or local.weekday() in entry.days
    parts = [actions.PARTS[part] for part in entry.parts if part in actions.PARTS]
    return day_suits and (not parts or any(begin <= local.hour < end for begin, end in parts))


def _offered_before(entry: WaitlistEntry) -> set[tuple[str, int]]:
    past = (
        entry.offers.exclude(state="offered")
        .exclude(hold__reason=NEVER_OFFERED)
        .values_list("hold__provider__code", "hold__start")
    )
    return {(code, minute_from(start)) for code, start in past}
