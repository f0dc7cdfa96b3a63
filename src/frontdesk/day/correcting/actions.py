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
from ...availability.terms import Terms
from ...booking import by_the_clock, locks, second_visit
from ...booking.actions import locked_row
from ...booking.calling.undoing import actions as at_once
from ...booking.errors import BreaksRules, JustTaken
from ...booking.events import Arrived, HeldAgain, NoShow, Resized, SetBack, TakenBack
from ...booking.freed_times import minutes_of, wish_of
from ...booking.kept_length import wish_of_kept
from ...booking.lanes import release, reserve
from ...booking.models import Appointment, Proposal, WaitlistEntry, WaitlistOffer
from ...booking.moving import PROPOSING
from ...booking.overridden import overridden
from ...booking.overriding import override_of
from ...booking.queries import chosen_by
from ...booking.states import TAKEN_BACK, AppointmentState, appointment_state
from ...booking.take import judge, kept_instead_of, nearest_to
from ...core.events import raise_event
from ...intake.states import IllegalTransition
from ...intake.undo.actions import PATIENCE, TooLateToUndo
from ...messaging.actions import TAKE_BACK
from ...messaging.taking_back import before_it_leaves, said, take_back
from ...outreach.proposals import actions as proposals
from ...outreach.waitlist.actions import WAITING
from ...outreach.waitlist.again.actions import ended_beside, ended_with, wish_of_offer
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
    locks.line_up(wish, *map(wish_of_kept, kept_instead_of(appointment)))
    locked = locked_row(appointment, version)
    if locked.state != "booked":
        raise IllegalTransition(locked.state, "resized")
    engine, _, agreed, reasons = judge(wish)
    if reasons and not wish.override:
        if all(r.contended for r in reasons):
            raise JustTaken(nearest_to(replace(wish, minutes=None)))
        raise BreaksRules(reasons)
    if reasons:
        because_of("Against: " + "; ".join(r.named for r in reasons))
    taking = takes(engine, agreed, minute_of(locked.start), now())
    try:
        with transaction.atomic():
            release([locked, *kept_instead_of(locked)])  # what is kept instead takes its time anew (`Resized`)
            _give_length(locked, minutes, wish.override, agreed)
            locked.end = locked.start + dt.timedelta(minutes=minutes)
            locked.before, locked.after = agreed.before, agreed.after
            locked.override_reason = wish.override or locked.override_reason
            locked.overridden = sorted({*locked.overridden, *(reason.named for reason in reasons)})
            locked.version += 1
            locked.save()
            reserve(locked, taking, seats=agreed.seats, overbook=bool(wish.override))
    except IntegrityError as error:
        if isinstance(error.__cause__, pg.ExclusionViolation):
            raise JustTaken(nearest_to(replace(wish, minutes=None))) from None
        raise
    raise_event(Resized(actor, locked))
    return locked


def _give_length(appointment: Appointment, minutes: int, why: str, agreed: Terms) -> None:
    """Another length than the rules give goes along where the visit is moved; whose steps alone are given anew keeps what it had."""
    if minutes == agreed.usual_length:
        appointment.given_minutes, appointment.given_why = None, ""
    elif minutes != minutes_of(appointment):
        appointment.given_minutes, appointment.given_why = minutes, why


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
    locked = locked_row(appointment, version)
    last = last_of(actor, locked)
    if last is None:
        raise TooLateToUndo
    if at_once.is_booked_at_once(last):
        never = at_once.never_booked(actor, locked, last)
        _keep_what_was_chosen(actor, kept)
        return never
    if last.action == offering.OFFERED:
        return offering.never_offered(actor, locked)
    if last.action == "proposal.send":
        if not proposals.not_proposed(actor, locked):
            raise TooLateToUndo
        locked.version += 1
        locked.save(update_fields=["version"])
        return locked
    if last.action in (*ACCEPTING, "waitlist.decline"):
        return _keep_again(actor, locked, last, locks.appointment(was) if was is not None else None)
    if last.action in ("appointment.cancel", together.SERIES):
        for other in together.canceled_together(locked, last)[1:]:
            undo(actor, other)
        if not take_back(locked, "cancelled"):
            raise TooLateToUndo
        second_visit.refuse_beside_newer(locked, last)
        stand(locked, appointment_state(last.changes["state"][0]))
        raise_event(TakenBack(actor, locked, "cancelled"))
        _keep_what_was_chosen(actor, kept)
        return locked
    if last.action == "appointment.reschedule" and was is not None:
        never = _move_back(actor, locked, locks.appointment(was))
        _keep_what_was_chosen(actor, kept)
        return never
    return _set_back(actor, locked, "booked")


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
    if old.successor is not None:  # whoever counts the changes of both counts on
        old.version += old.successor.version
    old.successor, old.reason, old.means = None, "", ""
    stand(old, appointment_state(before))
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


def stand(appointment: Appointment, state: AppointmentState) -> None:
    """It takes its time again, as it was agreed; unless somebody else has that by now.  Raises TooLateToUndo.

    It stands beside somebody only where that very thing was decided once: an override of another rule says nothing of it.
    """
    _move(appointment, state)
    appointment.reason = appointment.means = ""
    _save(appointment)
    _take_again(appointment)


def _move(appointment: Appointment, state: AppointmentState) -> None:
    if state not in TAKEN_BACK[appointment.state]:
        raise IllegalTransition(appointment.state, state)
    appointment.state = state


def _save(appointment: Appointment) -> None:
    appointment.version += 1
    try:
        with transaction.atomic():
            appointment.save()
    except IntegrityError:  # something else is kept in its place
        raise TooLateToUndo from None


def _take_again(appointment: Appointment, keep_beside: Collection[Appointment] = ()) -> None:
    wish = wish_of(appointment, minutes_of(appointment), "")
    if keep_beside:
        wish = replace(wish, replaces=next(iter(keep_beside)))
    engine, _, agreed, reasons = judge(wish)
    others = {reason.named for reason in reasons if reason.of_others}
    if not others <= overridden(appointment, engine.setup.book):
        raise TooLateToUndo
    beside = any(reason.contended for reason in reasons)
    taking = takes(
        engine, replace(agreed, before=appointment.before, after=appointment.after), minute_of(appointment.start), now()
    )
    try:
        with transaction.atomic():
            reserve(appointment, taking, seats=agreed.seats, overbook=beside, beside=keep_beside)
    except (IntegrityError, JustTaken):
        raise TooLateToUndo from None


def moved_from(appointment: Appointment) -> Appointment | None:
    """What it was before it was moved here."""
    predecessor: Appointment | None = appointment.predecessors.select_related("patient", "provider", "location").first()
    return predecessor


def _untold(appointment: Appointment, last: Entry) -> bool:
    """Whether its patient has heard nothing of it yet."""
    if last.action == "proposal.send":
        return proposals.untold(appointment) and not proposals.answered_since(appointment, last.number)
    if last.action in ACCEPTING:
        return not said(appointment, *ACCEPTED)
    if last.action == offering.OFFERED:
        return offering.is_untold(appointment)
    if last.action == together.SERIES:
        return together.is_untold(appointment, last)
    was = moved_from(appointment) if last.action == "appointment.reschedule" else appointment
    return was is not None and not said(appointment, *GIVEN_UP)


@action("appointment.correct", permission="appointment.undo", needs_reason=True)
def correct(
    actor: Actor, appointment: Appointment, *, state: str, reason: str, version: int | None = None
) -> Appointment:
    """What was written down about the day was wrong, and why: see CORRECTIONS.  Raises IllegalTransition, Stale, NotYet, ReasonMissing."""
    locked = locked_row(appointment, version)
    wanted = next((right for right in CORRECTIONS.get(locked.state, ()) if right == state), None)
    if wanted is None:
        raise IllegalTransition(locked.state, state)
    by_the_clock.refuse_too_early(locked, wanted)
    corrected = _set_back(actor, locked, wanted)
    if state == "no_show":
        raise_event(NoShow(actor, corrected))
    elif state == "arrived":
        raise_event(Arrived(actor, corrected, corrected=True))
    return corrected


def _set_back(actor: Actor, appointment: Appointment, state: AppointmentState) -> Appointment:
    was = appointment.state
    appointment.move_to(state)
    appointment.version += 1
    appointment.save()
    raise_event(SetBack(actor, appointment, was))
    return appointment


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
