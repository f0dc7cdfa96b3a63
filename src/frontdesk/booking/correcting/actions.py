"""Correcting an appointment that exists: another length than the rules give, and taking back a check-in or a no-show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext
from psycopg import errors as pg

from ...access.may import Actor
from ...audit.action import action, because_of
from ...audit.models import Entry
from ...availability.model import minute_of
from ...availability.taking import takes
from ...core.events import raise_event
from ...intake.states import IllegalTransition
from ...intake.undo.actions import PATIENCE, TooLateToUndo
from ...messaging.actions import TAKE_BACK
from ...messaging.taking_back import before_it_leaves, said, take_back
from .. import locks, second, timely
from ..actions import locked
from ..calling.undoing import actions as at_once
from ..errors import BreaksRules, JustTaken
from ..events import Arrived, HeldAgain, NoShow, Resized, SetBack, TakenBack
from ..given_back import minutes_of, wish_of
from ..lanes import release, reserve
from ..models import Appointment, Proposal, WaitlistEntry, WaitlistOffer
from ..moving import PROPOSING
from ..overriding import override_of
from ..proposals import actions as proposals
from ..queries import chosen_by
from ..states import TAKEN_BACK, AppointmentState, appointment_state
from ..take import judge, kept_instead_of, nearest_to
from ..waitlist.actions import WAITING
from ..waitlist.again.actions import ended_beside, ended_with, wish_of_offer
from . import together
from .offering import actions as offering
from .trail import last_entry

LONGEST = 12 * 60
CORRECTIONS: dict[AppointmentState, tuple[AppointmentState, ...]] = {  # state → what it can be set right to
    "no_show": ("arrived", "booked"),
    "arrived": ("booked", "no_show"),
    "completed": ("arrived",),
}
UNDONE = {
    "appointment.arrive": "arrived",
    "appointment.no_show": "no_show",
    "appointment.cancel": "cancelled",
    together.SERIES: "cancelled",
    "appointment.reschedule": "booked",
    "proposal.send": "booked",
    "appointment.book": "booked",  # at once; or what was kept for a patient, and accepted for them
    at_once.FOR_A_REQUEST: "booked",
    **dict.fromkeys(at_once.WITH_ANSWERS, "booked"),
    "waitlist.accept": "booked",
    offering.OFFERED: "held",
    "waitlist.decline": "cancelled",
}
GIVEN_UP = ("cancelled", "rescheduled")  # what is said of a cancellation or a move
ACCEPTING = ("appointment.book", "waitlist.accept")
ACCEPTED = ("booked", "rescheduled")  # what is said of a time that they accept
SILENT = ("appointment.arrive", "appointment.no_show")  # of these no patient is told


class KeptNoLonger(TooLateToUndo):
    """What it would be again is over."""

    code = "kept_no_longer"

    @property
    def sentence(self) -> str:
        return gettext(
            "This cannot be undone any more: the time was held for an answer only until a moment that is past."
        )


@action("appointment.resize")
def resize(
    actor: Actor,
    appointment: Appointment,
    *,
    minutes: int,
    reason: str = "",
    override: bool = False,
    version: int | None = None,
) -> Appointment:
    """Make it longer or shorter where it stands.  Against a rule only with `override` and a reason.

    Raises JustTaken, BreaksRules, IllegalTransition, Stale, ReasonMissing, ValueError.
    """
    if not 1 <= minutes <= LONGEST:
        raise ValueError("between 1 minute and 12 hours")
    wish = wish_of(appointment, minutes, override_of(actor, override, reason))
    locks.line_up(wish)
    one = locked(appointment, version)
    if one.state != "booked":
        raise IllegalTransition(one.state, "resized")
    engine, _, agreed, reasons = judge(wish)
    if reasons and not wish.override:
        if all(r.contended for r in reasons):
            raise JustTaken(nearest_to(wish))
        raise BreaksRules(reasons)
    if reasons:
        because_of("Against: " + "; ".join(r.named for r in reasons))
    taking = takes(engine, agreed, minute_of(one.start), now())
    try:
        with transaction.atomic():
            release([one])
            one.end, one.before, one.after = one.start + dt.timedelta(minutes=minutes), agreed.before, agreed.after
            one.override_reason = wish.override or one.override_reason
            one.overridden = sorted({*one.overridden, *(reason.named for reason in reasons)})
            one.version += 1
            one.save()
            reserve(one, taking, seats=agreed.seats, overbook=bool(wish.override))
    except IntegrityError as error:
        if isinstance(error.__cause__, pg.ExclusionViolation):
            raise JustTaken(nearest_to(wish)) from None
        raise
    raise_event(Resized(actor, one))
    return one


@action("appointment.undo")
def undo(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """Who pressed by mistake takes it back, soon after and before the patient is told.

    `version`: as it was after that press; what was done since is not meant.  Raises TooLateToUndo, BookedSince, Stale.
    """
    was = moved_from(appointment)
    before = last_entry(appointment)
    rest = [*at_once.booked_together(appointment, before)[1:], *together.canceled_together(appointment, before)[1:]]
    kept = at_once.kept_until_then(appointment, was, before)
    rows = [appointment, was, *rest, *kept]
    offered = map(wish_of_offer, [*ended_with(appointment, *rest), *ended_beside(was or appointment, *rest)])
    locks.line_up(*(wish_of(row, minutes_of(row), "") for row in rows if row is not None), *offered)
    one = locked(appointment, version)
    last = last_of(actor, one)
    if last is None:
        raise TooLateToUndo
    if at_once.is_booked_at_once(last):
        never = at_once.never_booked(actor, one, last)
        _keep_what_was_chosen(actor, kept)
        return never
    if last.action == offering.OFFERED:
        return offering.never_offered(actor, one)
    if last.action == "proposal.send":
        if not proposals.not_proposed(actor, one):
            raise TooLateToUndo
        one.version += 1
        one.save(update_fields=["version"])
        return one
    if last.action in (*ACCEPTING, "waitlist.decline"):
        return _keep_again(actor, one, last, locks.appointment(was) if was is not None else None)
    if last.action in ("appointment.cancel", together.SERIES):
        for other in together.canceled_together(one, last)[1:]:
            undo(actor, other)
        if not take_back(one, "cancelled"):
            raise TooLateToUndo
        second.refuse_beside_newer(one, last)
        _stand(one, appointment_state(last.changes["state"][0]))
        raise_event(TakenBack(actor, one, "cancelled"))
        _keep_what_was_chosen(actor, kept)
        return one
    if last.action == "appointment.reschedule" and was is not None:
        never = _move_back(actor, one, locks.appointment(was))
        _keep_what_was_chosen(actor, kept)
        return never
    return _set_back(actor, one, "booked")


@action("appointment.hold_again", permission="appointment.undo")
def hold_again(actor: Actor, hold: Appointment) -> Appointment:
    """It is kept for as long as it was for who was choosing it, unless they have chosen another.  Raises TooLateToUndo."""
    if chosen_by(hold.patient_id).exists():
        raise TooLateToUndo
    _move(hold, "held")
    hold.reason = ""
    _save(hold)
    _take_again(hold, [] if hold.replaces is None else [hold.replaces])
    return hold


def _keep_what_was_chosen(actor: Actor, kept: list[Appointment]) -> None:
    """Where somebody else has such a time by now, its page says that it is not kept."""
    for hold in locks.rows().filter(pk__in=[hold.pk for hold in kept]).order_by("pk"):
        with suppress(TooLateToUndo), transaction.atomic():
            hold_again(actor, hold)


@action("appointment.stands_again", permission="appointment.undo")
def stand_again(actor: Actor, old: Appointment) -> Appointment:
    """What was moved a moment ago is where it was.  Raises TooLateToUndo."""
    moved = Entry.objects.filter(thing_kind="appointment", thing_id=old.pk, action="appointment.moved")
    before = moved.order_by("-number")[0].changes["state"][0]
    old.successor, old.reason, old.means = None, "", ""
    _stand(old, appointment_state(before))
    return old


def _keep_again(actor: Actor, hold: Appointment, last: Entry, old: Appointment | None) -> Appointment:
    """Who was said to accept a time, or not to want it, has not answered: it is kept for them as before.  Raises TooLateToUndo."""
    given = answered(hold)
    if given is None or not take_back(hold, *ACCEPTED):
        raise TooLateToUndo
    if given.expires_at <= now():
        raise KeptNoLonger
    if isinstance(given, WaitlistOffer) and not _waits_as_before(given, last):
        raise TooLateToUndo
    release([hold])
    before = old or hold.replaces
    if before is not None and (before.state != ("booked" if old is None else "rescheduled") or kept_instead_of(before)):
        raise TooLateToUndo
    _move(hold, "held")
    hold.reason, hold.hold_expires_at = "", given.expires_at
    hold.series = None  # it is of one only once it is booked
    _save(hold)
    if old is not None:
        stand_again(actor, old)
    _take_again(hold, [] if before is None else [before])
    raise_event(HeldAgain(actor, hold, old))
    return hold


def _waits_as_before(given: WaitlistOffer, last: Entry) -> bool:
    """Not where another time is offered to them, where they have left, or wait in another way by now."""
    entry = given.entry
    after = "waiting" if last.action == "waitlist.decline" else "booked"
    same = WaitlistEntry.objects.filter(patient=entry.patient_id, visit_type=entry.visit_type_id, state__in=WAITING)
    return entry.state == after and not same.exclude(pk=entry.pk).exists()


def answered(hold: Appointment) -> Proposal | WaitlistOffer | None:
    """What was proposed or offered, and is said to be accepted or not wanted."""
    offers = WaitlistOffer.objects.filter(hold=hold, state__in=("accepted", "declined")).select_related("entry")
    return Proposal.objects.filter(hold=hold, state="accepted").first() or offers.first()


def _move_back(actor: Actor, new: Appointment, old: Appointment) -> Appointment:
    """The time that nobody has heard of ends like a hold that nobody confirmed: it was never the patient's."""
    if not take_back(new, "rescheduled"):
        raise TooLateToUndo
    release([new])
    new.state, new.reason, new.hold_expires_at = "cancelled", "the move was undone", now()
    new.series = None
    new.version += 1
    new.save()
    stand_again(actor, old)
    raise_event(TakenBack(actor, old, "rescheduled", given_up=new))
    return new


def _stand(one: Appointment, state: AppointmentState) -> None:
    """It takes its time again, as it was agreed; unless somebody else has that by now.  Raises TooLateToUndo.

    It stands beside somebody only where that very thing was decided once: an override of another rule says nothing of it.
    """
    _move(one, state)
    one.reason = one.means = ""
    _save(one)
    _take_again(one)


def _move(one: Appointment, state: AppointmentState) -> None:
    if state not in TAKEN_BACK[one.state]:
        raise IllegalTransition(one.state, state)
    one.state = state


def _save(one: Appointment) -> None:
    one.version += 1
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError:  # something else is kept in its place
        raise TooLateToUndo from None


def _take_again(one: Appointment, keep_beside: Collection[Appointment] = ()) -> None:
    wish = wish_of(one, minutes_of(one), "")
    if keep_beside:
        wish = replace(wish, replaces=next(iter(keep_beside)))
    engine, _, agreed, reasons = judge(wish)
    beside = {reason.named for reason in reasons if reason.contended}
    if not beside <= set(one.overridden):
        raise TooLateToUndo
    taking = takes(engine, replace(agreed, before=one.before, after=one.after), minute_of(one.start), now())
    try:
        with transaction.atomic():
            reserve(one, taking, seats=agreed.seats, overbook=bool(beside), beside=keep_beside)
    except (IntegrityError, JustTaken):
        raise TooLateToUndo from None


def moved_from(appointment: Appointment) -> Appointment | None:
    """What it was before it was moved here."""
    found: Appointment | None = appointment.predecessors.select_related("patient", "provider", "location").first()
    return found


def _untold(one: Appointment, last: Entry) -> bool:
    """Whether its patient has heard nothing of it yet."""
    if last.action == "proposal.send":
        return proposals.untold(one) and not proposals.answered_since(one, last.number)
    if last.action in ACCEPTING:
        return not said(one, *ACCEPTED)
    if last.action == offering.OFFERED:
        return offering.is_untold(one)
    if last.action == together.SERIES:
        return together.is_untold(one, last)
    was = moved_from(one) if last.action == "appointment.reschedule" else one
    return was is not None and not said(one, *GIVEN_UP)


@action("appointment.correct", permission="appointment.undo", needs_reason=True)
def correct(
    actor: Actor, appointment: Appointment, *, state: str, reason: str, version: int | None = None
) -> Appointment:
    """What was written down about the day was wrong, and why: see CORRECTIONS.  Raises IllegalTransition, Stale, NotYet, ReasonMissing."""
    one = locked(appointment, version)
    wanted = next((right for right in CORRECTIONS.get(one.state, ()) if right == state), None)
    if wanted is None:
        raise IllegalTransition(one.state, state)
    timely.check(one, wanted)
    corrected = _set_back(actor, one, wanted)
    if state == "no_show":
        raise_event(NoShow(actor, corrected))
    elif state == "arrived":
        raise_event(Arrived(actor, corrected, corrected=True))
    return corrected


def _set_back(actor: Actor, one: Appointment, state: AppointmentState) -> Appointment:
    was = one.state
    one.move_to(state)
    one.version += 1
    one.save()
    raise_event(SetBack(actor, one, was))
    return one


def open_until(actor: Actor, appointment: Appointment) -> dt.datetime | None:
    """Until when this actor can take back the last thing that was done to it, as far as is known; None where they cannot."""
    last = last_of(actor, appointment)
    if last is None:
        return None
    if at_once.is_booked_at_once(last):
        return at_once.leaves_at(last.at + PATIENCE, appointment, last)
    if last.action == together.SERIES:
        return together.leaves_at(last.at + PATIENCE, appointment, last)
    if last.action == offering.OFFERED:
        return offering.leaves_at(last.at + PATIENCE, appointment)
    telling = {"proposal.send": PROPOSING, **dict.fromkeys(ACCEPTING, ACCEPTED)}.get(last.action, GIVEN_UP)
    until = last.at + (TAKE_BACK if last.action == "waitlist.decline" else PATIENCE)
    if last.action in (*ACCEPTING, "waitlist.decline") and (given := answered(appointment)) is not None:
        until = min(until, given.expires_at)
    return before_it_leaves(until, appointment, *(() if last.action in SILENT else telling))


def last_of(actor: Actor, appointment: Appointment) -> Entry | None:
    """The last thing that was done to it, if this actor did it just now and it can be taken back."""
    last = last_entry(appointment)
    if last is None or last.actor_id is None or last.actor_id != actor.id or now() - last.at > PATIENCE:
        return None
    if UNDONE.get(last.action) != appointment.state:
        return None
    if at_once.is_booked_at_once(last):
        return last if at_once.is_untold(appointment, last) else None
    if last.action == "appointment.book" and last.changes.get("state") != ["held", "booked"]:
        return None
    if last.action in ACCEPTING and not answered(appointment):
        return None
    if last.action == "waitlist.decline":  # from then on its time is the next one's
        return last if now() - last.at <= TAKE_BACK else None
    return last if last.action in SILENT or _untold(appointment, last) else None
