"""Times: first available on top, then days; filters below; a hold; confirmed."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor, may, visits_seen
from ...availability.ahead import LastDay
from ...availability.model import Wanted
from ...booking import actions, offers, queries
from ...booking.being_there import booked_instead
from ...booking.models import Appointment
from ...booking.moving import must_move_one
from ...booking.second_visit import SecondVisit, other_visits_of_kind
from ...booking.still_changeable import still_stands
from ...booking.take import Place, Wish
from ...booking.unready import NOTHING_WAITS, Waits
from ...core.refusals import Refusal
from ...core.typed import whole_number
from ...intake import queries as intake
from ...intake.actions import withdraw
from ...outreach.recalls.actions import KEEPS
from ...outreach.waitlist.actions import PARTS
from ...practice import policies
from ...rules.for_patients import Planned
from ...tenancy.today import today_at
from .. import posted
from ..choosing import DAYS, PART_NAMES, Filters, Section, Usual, asked_for, at_once, choices, sections, usual_of
from ..crossing import Showing
from ..forms import TimeForm
from ..page import get_or_404, once, page
from ..placing import press
from ..request import PageRequest
from ..telling import how_far_ahead, no_longer_made, tell, tell_it_changed, what_it_means, what_needs_it, why_not
from ..zones import zones_shown
from . import at_limit
from .changing import (
    moves_as_shown,
    proposed_instead,
    stands,
    stands_after_all,
    stands_by_now,
    until,
    what_changes,
    what_they_have,
)
from .who_pays import paid_alone
from .writing import asks_language, keep_language

MOST_PAGES = 3650 // DAYS + 1  # no rule reaches further ahead


@page("appointment.hold", ["GET", "POST"])
def choose(request: PageRequest, key: UUID) -> HttpResponse:
    """Which time suits you?  Choosing keeps it for ten minutes."""
    asked = get_or_404(intake.by_id(request.actor, key))
    books = may(request.actor, "appointment.book", asked)
    if asked.state != "approved" or not books:
        if books:  # who may not choose reads there whom to call
            tell_it_changed(request)
        return redirect("portal:request", asked.pk)
    placing = press(
        request,
        TimeForm(request.POST or None),
        lambda place, key: actions.hold.once(
            key,
            request.actor,
            asked.patient,
            visit_type=asked.visit_type,
            place=place,
            channel="online",
            request=asked,
        ),
    )
    if placing.done is not None:
        return redirect("portal:hold", placing.done.pk)
    prefetch_related_objects([asked], "answers")  # read once for the times and for who pays
    seen = visits_seen(request.actor, asked.patient_id)
    wish = Wish(asked.patient, asked.visit_type, Place.anywhere(now()), "online", asked, seen=seen)
    wanted = wish.wanted()
    there = times_context(request, wanted, usual=asked_for(asked))
    if request.method == "GET" and not there["sections"] and at_limit.of_request(asked, seen):
        return redirect("portal:request", asked.pk)
    context = {"asked": asked, "paid_alone": paid_alone(request.actor, asked), **there, **placing.context}
    return render(request, "portal/times.html", context, status=placing.status)


def _replaced(actor: Actor, data: QueryDict, key: UUID) -> list[Appointment]:
    hold = queries.by_id(actor, key)
    return [hold] if hold is not None and hold.state == "held" and stands_by_now(hold.replaces) else []


def _asked_again(request: PageRequest, hold: Appointment) -> HttpResponse:
    """What it replaces stands after all: they have not seen that, and may want to keep it."""
    if not (may(request.actor, "appointment.book", hold) and still_stands(hold)):
        tell_it_changed(request)
        return redirect("portal:appointment", hold.replaces_id)
    return _confirm_page(request, hold, 409, stands_after_all())


REPLACES = Showing("replaces", _replaced, lambda hold: moves_as_shown(hold.replaces), crossed=_asked_again)


@page("appointment.book", ["GET", "POST"], shows=REPLACES)
def held(request: PageRequest, key: UUID) -> HttpResponse:
    """The time is kept; confirm it."""
    hold = get_or_404(queries.by_id(request.actor, key))
    if not may(request.actor, "appointment.book", hold):  # somebody else chose it for them
        return redirect("portal:appointment", hold.replaces_id) if hold.replaces_id else redirect("portal:home")
    if request.method == "POST":
        try:
            only = not posted.text(request, "second")
            keep_language(request, hold.patient)
            once(lambda: actions.confirm.once(f"confirm {hold.pk}", request.actor, hold, only=only))
            messages.success(request, gettext("Moved.") if hold.replaces_id else gettext("Booked."))
            return redirect("portal:appointment", hold.pk)
        except SecondVisit:
            return _confirm_page(request, hold, 409)
        except Refusal as problem:
            tell(request, problem)
            return _choose_again(hold)
    if not (hold.state == "held" and still_stands(hold)):
        return redirect("portal:appointment", hold.pk)
    return _confirm_page(request, hold)


def _confirm_page(request: PageRequest, hold: Appointment, status: int = 200, changed: str = "") -> HttpResponse:
    """Who, where, when, until when it can be changed here, what a move changes, and whether it would be a second of its kind."""
    proposal = proposed_instead(hold.replaces) if hold.replaces else None
    context = {
        "hold": hold,
        "changed": changed,
        "besides": proposal if proposal is not None and proposal.hold_id != hold.pk else None,
        **until(hold, request.actor),
        "asks_language": asks_language(request, hold.patient),
        "changes": what_changes(hold.replaces, hold) if hold.replaces else [],
        **what_they_have(_others(hold)),
        "paid_alone": paid_alone(request.actor, hold.request, hold),
        "lets_go": _may_let_go(request, hold),
        "must_move": hold.replaces is not None and must_move_one(hold.replaces),
    }
    return render(request, "portal/hold.html", context, status=status)


@page("appointment.hold", ["POST"])
def extend(request: PageRequest, key: UUID) -> HttpResponse:
    """Ten more minutes, with one press."""
    hold = get_or_404(queries.by_id(request.actor, key))
    try:
        actions.extend(request.actor, hold)
    except Refusal as problem:
        tell(request, problem)
        return _choose_again(hold)
    return redirect("portal:hold", hold.pk)


@page("appointment.hold", ["POST"])
def let_go(request: PageRequest, key: UUID) -> HttpResponse:
    """They keep the visit that they have: the time is free again, and nobody looks for another one for what was asked."""
    hold = get_or_404(queries.by_id(request.actor, key))
    if not (queries.chosen_by(hold.patient_id).filter(pk=hold.pk).exists() and _may_let_go(request, hold)):
        tell_it_changed(request)
        return redirect("portal:appointment", hold.pk)
    kept = hold.replaces or next(iter(_others(hold)), None)
    said = [stands(kept) or gettext("You keep what you have.")]
    try:
        if hold.replaces_id is None and hold.request is not None:
            withdraw(request.actor, hold.request, reason="I do not need this visit any more")
            said.append(gettext("Your request is withdrawn."))
        else:
            actions.cancel(request.actor, hold, reason=KEEPS)
        messages.success(request, " ".join(said))
    except Refusal as problem:
        tell(request, problem)
        return redirect("portal:appointment", hold.pk)
    return redirect("portal:appointment", kept.pk) if kept else redirect("portal:home")


def _may_let_go(request: PageRequest, hold: Appointment) -> bool:
    if hold.replaces_id is None and hold.request is not None:
        return may(request.actor, "request.withdraw", hold.request)
    return may(request.actor, "appointment.cancel", hold)


def _others(hold: Appointment) -> list[Appointment]:
    besides, moves = [hold.pk, hold.replaces_id], hold.replaces_id is not None
    return other_visits_of_kind(hold.patient, hold.visit_type, hold.start, besides, same_day=moves)


def _choose_again(hold) -> HttpResponse:  # type: ignore[no-untyped-def]
    if (appointment := booked_instead(hold)) is not None and appointment.pk != hold.replaces_id:
        return redirect("portal:appointment", appointment.pk)
    if hold.replaces_id:
        return redirect("portal:move", hold.replaces_id)
    return redirect("portal:times", hold.request_id) if hold.request_id else redirect("portal:home")


def times_context(
    request: PageRequest,
    wanted: Wanted,
    *,
    usual: Usual | None = None,
    without: Iterable[UUID] = (),
    window: tuple[dt.date, dt.date] | None = None,
    planned: Planned | None = None,
    proposed: Appointment | None = None,
    waiting: Waits = NOTHING_WAITS,
) -> dict[str, object]:
    """The times of one page, the usual provider and place first; narrowed by what the address asks for.

    `proposed`: what the practice keeps for them already; it is in the list, and no button of its own.
    `planned`: with whom and where the practice has planned the visit, so that the patient did not choose that.
    `waiting`: what cannot be booked at once, and is left out.
    """
    setup = policies.current().setup
    filters = Filters.read(request, setup, ("provider", "place", "part"))
    number = _page(request)
    first, days = _days_of(number, today_at(request.practice), window)
    given_back = (
        [*without, *queries.chosen_by(wanted.patient).values_list("pk", flat=True)] if wanted.patient else without
    )
    narrowed = filters.narrow(wanted)
    there = offers.times(narrowed, first, days, without=given_back, to_patient=True) if days else []
    usual = usual or Usual()
    there, left_out = at_once(filters.keep(there), waiting)
    open_ = usual.others(there)
    shown = sections(one_a_time(open_, usual), usual, setup, most=None)
    end = offers.last_day(wanted)
    closes = min(end.date, window[1]) if window else end.date
    more = first + dt.timedelta(days=DAYS) <= closes
    because: tuple[str, ...] = ()
    chosen = False
    if days and not shown and first <= closes:
        because = offers.sentences_against_everybody(wanted) or left_out
        chosen = not because and bool(filters.provider or filters.place)
        because = because or offers.none_because(narrowed, first, days, given_back)
    said = (*what_it_means(because, chosen=chosen, planned=planned), *what_needs_it(wanted, because))
    how_far = _how_far(end, window)
    if end.needed is not None and not (shown or more or filters or said):
        said = (how_far,)
    return {
        **_first(open_, usual, proposed),
        "sections": [(part.title, by_part(part)) for part in shown],
        "page": number,
        "next": number + 1 if more else None,
        "because": tuple(text for text in said if text),
        "closes": closes,
        "how_far": how_far if how_far not in said else "",
        "chosen": filters,
        "narrowed": bool(filters),
        "filters": choices(setup, wanted),
        "no_longer_made": no_longer_made(wanted),
        "zones": zones_shown(offer.start for offer in open_),
    }


def _days_of(number: int, today: dt.date, window: tuple[dt.date, dt.date] | None) -> tuple[dt.date, int]:
    """The first day of that page, and how many days it shows; none where the window is over by then."""
    first = (max(today, window[0]) if window else today) + dt.timedelta(days=number * DAYS)
    return first, DAYS if window is None else max(0, min(DAYS, (window[1] - first).days + 1))


def _how_far(end: LastDay, window: tuple[dt.date, dt.date] | None) -> str:
    """Why the list goes no further, where it is not that they were told until when they may choose."""
    if window and window[1] <= end.date:
        return ""
    return why_not([end.needed]) if end.needed is not None else how_far_ahead(end.rule)


def _first(open_: list[offers.Offer], usual: Usual, proposed: Appointment | None) -> dict[str, object]:
    """The first of all, and where that is another the first with the usual provider and place; never what is proposed already."""
    besides = usual_of(proposed) if proposed is not None else Usual()
    others_ = one_a_time(besides.others(open_), usual)
    first = others_[0] if others_ else None
    theirs = next((offer for offer in others_ if usual.is_it(offer)), None) if usual else None
    if theirs is None or theirs == first:
        return {"first": first}
    return {
        "first": first,
        "first_with": theirs,
        "with_whom": theirs.provider_name if usual.provider else "",
        "same_place": theirs.location_name,
    }


def one_a_time(found_: list[offers.Offer], usual: Usual) -> list[offers.Offer]:
    """One button for a time, however many could see the patient then: with the usual provider and place where they can.

    Whoever wants a certain person chooses them in the filter below: forty buttons are easier to read than a hundred and sixty.
    """
    at: dict[dt.datetime, offers.Offer] = {}
    for offer in found_:
        if offer.start not in at or (usual.is_it(offer) and not usual.is_it(at[offer.start])):
            at[offer.start] = offer
    return list(at.values())


def by_part(section: Section) -> list[tuple[dt.date, list[tuple[str, list[offers.Offer]]]]]:
    """Days, each with Morning, Afternoon and Evening."""
    days = []
    for day, of_day in section.days:
        parts: dict[str, list[offers.Offer]] = defaultdict(list)
        for offer in of_day:
            part = next(name for name, (begin, end) in PARTS.items() if begin <= offer.start.hour < end)
            parts[str(PART_NAMES[part])].append(offer)
        days.append((day, list(parts.items())))
    return days


def _page(request: PageRequest) -> int:
    text = request.GET.get("page", "0")
    return min(whole_number(text) or 0, MOST_PAGES)
