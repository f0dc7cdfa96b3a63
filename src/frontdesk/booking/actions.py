"""What takes time, moves it and gives it back.  What follows from it hears the events (`events.py`, `server/listeners.py`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ..access.may import SYSTEM, Actor, require, require_for, visits_seen
from ..audit.action import action
from ..core.events import raise_event
from ..intake import actions as intake
from ..intake.models import Request
from ..intake.states import IllegalTransition
from ..messaging.ways import seen_by_reached
from ..people import lines
from ..people.models import Patient
from ..people.queries import matches
from ..practice.models import VisitType
from ..practice.reasons import meaning_of
from ..rules.facts import Channel
from . import by_the_clock, locks, queries, second_visit
from .being_there import CHOSEN, kept_for_something_else, nobody_there, provider_can_be_there, time_no_longer_kept
from .errors import HoldGone, MustMove, NotReady, WhoIsIt
from .events import Arrived, Booked, Cancelled, Completed, Confirmed, Held, HoldEnded, Moved, NoShow
from .lanes import release, settle_in
from .models import Appointment, Recall
from .moving import must_move_one
from .overriding import note_broken, override_of
from .rules import fits_recall
from .states import EXPIRED, AppointmentState
from .still_changeable import (
    refresh,
    refuse_late_choice,
    refuse_no_move,
    refuse_too_late,
    refuse_unmovable,
    still_stands,
    wanted_still,
    why_moved,
)
from .take import Place, Wish, kept_instead_of, refuse_withheld, take

HOLD_MINUTES = 10
MOST_EXTENSIONS = 10


@action("appointment.hold", anew=still_stands)
def hold(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    place: Place,
    channel: Channel,
    request: Request | None = None,
    replaces: Appointment | None = None,
    recall: Recall | None = None,
    answers: Mapping[str, str] | None = None,
) -> Appointment:
    """Keep a time for some minutes while its booking is confirmed.  With `replaces`, that one is kept until then too.

    So is what the practice proposes in its place, and whoever chooses that very time has it already.
    `answers`: what was said behind the link of a due visit, of which there is no request yet.
    Raises JustTaken, BreaksRules, NotReady, TooLate, IllegalTransition.
    """
    require_for(actor, "appointment.hold", patient.pk, visit_type.code)
    seen = visits_seen(actor, patient.pk) if recall is None else seen_by_reached(patient, visit_type.code)
    due = recall is not None
    wish = Wish(patient, visit_type, place, channel, request, replaces=replaces, agreed=due, seen=seen, invited=due)
    wish = replace(wish, answers=tuple((answers or {}).items()))
    locks.line_up(wish)  # before anything is judged: what this is for stays as it is from here on
    refresh(patient, request, replaces, recall)
    if not actor.is_staff and replaces is None and recall is None and (request is None or request.state != "approved"):
        raise NotReady
    if replaces is not None:
        require(actor, "appointment.reschedule", replaces)
        refuse_unmovable(replaces)
        refuse_too_late(actor, replaces)
    if recall is not None and not fits_recall(recall, patient, visit_type, place):
        raise NotReady
    release_holds(patient)
    kept = open_for(wish).filter(proposed=True, hold_expires_at__gte=now()).first()
    wanted = (place.provider, place.location, place.start)
    if kept is not None and (kept.provider.code, kept.location.code, kept.start) == wanted:
        return kept
    if not actor.is_staff:
        refuse_withheld(wish)
    give_back(open_for(wish).filter(proposed=False), CHOSEN)
    held = take(replace(wish, recall=recall), "held", HOLD_MINUTES)
    raise_event(Held(actor, held))
    return held


@action("appointment.extend", permission="appointment.hold")
def extend(actor: Actor, held: Appointment) -> Appointment:
    """Some more minutes, at most ten times; never fewer than it has (a proposal's are days).  Raises HoldGone."""
    held = locked_row(held)
    if held.state == "cancelled":
        raise time_no_longer_kept(held)
    if (
        held.state != "held"
        or held.hold_expires_at is None
        or held.hold_expires_at < now()
        or held.extended >= MOST_EXTENSIONS
    ):
        raise HoldGone
    held.hold_expires_at = max(held.hold_expires_at, now() + dt.timedelta(minutes=HOLD_MINUTES))
    held.extended += 1
    _save(held)
    return held


@action("appointment.book")
def confirm(actor: Actor, held: Appointment, *, only: bool = False) -> Appointment:
    """Make a hold an appointment; only now does the one that it replaces go.  `only`: ask before it is a second of its kind.

    What is in force by now is asked again whether anybody is there then.
    Raises HoldGone, NotThereThen, IllegalTransition, JustTaken, SecondVisit, TooLate.
    """
    held = locked_row(held)
    if held.state == "cancelled" or (held.state == "held" and held.hold_expires_at and held.hold_expires_at < now()):
        raise time_no_longer_kept(held)
    if held.state == "held" and not provider_can_be_there(held):
        raise nobody_there(held)
    old = locks.rows().get(pk=held.replaces_id) if held.replaces_id is not None else None
    if held.state == "held" and not wanted_still(held, old):
        raise kept_for_something_else(held)
    refuse_late_choice(actor, held, old)
    if only and held.state == "held":
        besides = [held.pk, held.replaces_id]
        second_visit.ask_before_second_visit(held.patient, held.visit_type, held.start, besides, moves=old is not None)
    held.move_to("booked")
    held.hold_expires_at = None
    if old is not None:
        give_back(kept_instead_of(old).exclude(pk=held.pk), CHOSEN)
        move_to_new_time(actor, old, new=held, reason=why_moved(actor, held))
        _save(held)
        raise_event(Moved(actor, old, held))
        return held
    _save(held)
    raise_event(Booked(actor, held))
    return held


@action("appointment.book")
def book(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    place: Place,
    channel: Channel = "staff",
    request: Request | None = None,
    reason: str = "",
    override: bool = False,
    only: bool = False,
) -> Appointment:
    """Staff book a time at once.  With `override`, against the rules, and `reason` says why; `only`: ask before a second of its kind.

    Where a request of theirs only waits for a time, this is its time: as long as it asked for, judged and paid as was said there.
    Raises JustTaken, BreaksRules, SecondVisit.
    """
    lines.wait_for_patients([patient.pk])  # what they wait for stays as it is from here on
    if request is not None:
        refresh(patient, request, None, None)
    request = request or queries.waiting_for_a_time(patient, visit_type)
    wish = Wish(patient, visit_type, place, channel, request, override_of(actor, override, reason))
    locks.line_up(wish)
    end_open(wish)
    note_broken(wish)
    appointment = take(wish, "booked")
    if only:  # when it could be booked: nobody is asked about what the rules refuse anyway
        second_visit.ask_before_second_visit(patient, visit_type, place.start, [appointment.pk])
    raise_event(Booked(actor, appointment))
    return appointment


@action("request.approve_and_book", permission="appointment.book")
def approve_and_book(
    actor: Actor,
    request: Request,
    *,
    place: Place,
    version: int | None = None,
    reason: str = "",
    override: bool = False,
    only: bool = False,
) -> Appointment:
    """One decision: yes, and at this time; what is approved already is only booked.

    Raises Stale, JustTaken, BreaksRules, IllegalTransition, SecondVisit, WhoIsIt.
    """
    if actor.is_staff:
        first_say_who(request.patient)
    locks.line_up(Wish(request.patient, request.visit_type, place, request.channel, request))  # type: ignore[arg-type]
    if request.state != "approved":
        request = intake.approve_with_its_time(actor, request, version=version, reason=reason)
    else:
        request = intake.locked_row(request, version)
    return book(
        actor,
        request.patient,
        visit_type=request.visit_type,
        place=place,
        channel="staff",
        request=request,
        reason=reason,
        override=override,
        only=only,
    )


@action("appointment.reschedule")
def reschedule(
    actor: Actor,
    appointment: Appointment,
    *,
    place: Place,
    reason: str = "",
    version: int | None = None,
    override: bool = False,
    channel: Channel = "staff",
    only: bool = False,
) -> Appointment:
    """Move to another time: a new appointment, to which the old one points.  The old time is kept until the new one is.

    `only`: ask before it is a second of its kind on that day.
    Raises JustTaken, BreaksRules, IllegalTransition, SameTime, Stale, TooLate, SecondVisit.
    """
    against = override_of(actor, override, reason)
    wish = Wish(appointment.patient, appointment.visit_type, place, channel, appointment.request, against, appointment)
    wish = replace(wish, seen=visits_seen(actor, appointment.patient_id))
    locks.line_up(wish)
    old = locked_row(appointment, version)
    refuse_no_move(old, place)
    refuse_too_late(actor, old)
    end_open(wish)
    note_broken(wish)
    new = take(wish, "booked")
    if only:
        second_visit.ask_before_second_visit(old.patient, old.visit_type, place.start, [old.pk, new.pk], moves=True)
    move_to_new_time(actor, old, new=new, reason=reason)
    raise_event(Moved(actor, old, new))
    return new


@action("appointment.cancel", needs_reason=True)
def cancel(
    actor: Actor, appointment: Appointment, *, reason: str, version: int | None = None, told: bool = False
) -> Appointment:
    """Give the time back; whoever waits for such a time is offered it.  `told`: the patient knows already.

    Raises IllegalTransition, Stale, ReasonMissing, TooLate.
    """
    appointment = locked_row(appointment, version)
    held = appointment.state == "held"
    if not held:
        refuse_too_late(actor, appointment)
    appointment.move_to("cancelled")
    appointment.reason, appointment.means = (
        reason,
        "" if held else meaning_of(reason, from_patient=actor.kind == "patient"),
    )
    _save(appointment)
    release([appointment])
    raise_event(HoldEnded(actor, appointment) if held else Cancelled(actor, appointment, tell=not told))
    return appointment


@action("appointment.confirm")
def will_come(actor: Actor, appointment: Appointment) -> Appointment:
    """The patient says that they will come.  Raises IllegalTransition where it is no longer booked, Past, MustMove."""
    appointment = locked_row(appointment)
    if appointment.state != "booked":
        raise IllegalTransition(appointment.state, "confirmed")
    by_the_clock.refuse_past(appointment)
    if must_move_one(appointment):
        raise MustMove
    if appointment.confirmed_at is None:
        appointment.confirmed_at = now()
        _save(appointment)
        raise_event(Confirmed(actor, appointment))
    return appointment


@action("appointment.arrive")
def arrive(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The patient is here.  Raises IllegalTransition, Stale."""
    arrived = _simply(appointment, "arrived", version)
    raise_event(Arrived(actor, arrived))
    return arrived


@action("appointment.complete")
def complete(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The visit has taken place; from now on the patient is an established one.  Raises IllegalTransition, Stale."""
    done = _simply(appointment, "completed", version)
    raise_event(Completed(actor, done))
    return done


@action("appointment.no_show")
def no_show(actor: Actor, appointment: Appointment, *, version: int | None = None) -> Appointment:
    """The patient did not come.  Raises IllegalTransition, Stale."""
    missed = _simply(appointment, "no_show", version)
    raise_event(NoShow(actor, missed))
    return missed


def first_say_who(patient: Patient) -> None:
    """Nobody books for a record that somebody typed themselves while it is likely to be somebody's.  Raises WhoIsIt."""
    likely = [match.patient for match in matches(patient) if match.strong] if patient.self_registered else []
    if likely:
        raise WhoIsIt([candidate.name for candidate in likely])


def expire_holds(*keys: UUID) -> int:
    """Free the time of every hold that nobody confirmed, or of these alone, as far as that is so still; how many there were."""
    over = Appointment.objects.filter(state="held", hold_expires_at__lt=now())
    over = over.filter(pk__in=keys) if keys else over
    there = dict(over.values_list("pk", "patient"))
    locks.line_up(patients=there.values())
    return give_back(over.filter(pk__in=there), EXPIRED)


def release_holds(patient: Patient) -> None:
    """A patient keeps one time at a time; what the waitlist offers or the practice proposes is apart."""
    give_back(queries.chosen_by(patient.pk), CHOSEN)


def end_open(wish: Wish) -> None:
    """For one appointment, request or due visit one thing is open at a time: what is kept for it ends when another time is chosen."""
    give_back(open_for(wish), CHOSEN)


def open_for(wish: Wish) -> QuerySet[Appointment]:
    """What is held for the same as a wish is: the appointment that it replaces, its request, its due visit."""
    same = Q(pk__in=())
    if wish.replaces is not None:
        same |= Q(replaces=wish.replaces)
    elif wish.request is not None:
        same |= Q(request=wish.request, replaces=None)
    if wish.recall is not None:
        same |= Q(recall=wish.recall)
    return Appointment.objects.filter(same, state="held").order_by("pk")


def give_back(held: QuerySet[Appointment], why: str) -> int:
    """The times of these holds are free again; how many there were."""
    patient_by_hold = dict(held.values_list("pk", "patient"))
    locks.line_up(patients=patient_by_hold.values())
    # None that has gone to another record meanwhile.
    mine = locks.rows().filter(pk__in=patient_by_hold, patient__in=set(patient_by_hold.values()))
    there = list(mine.filter(state="held").order_by("pk"))
    for appointment in there:
        cancel(SYSTEM, appointment, reason=why)
    return len(there)


def locked_row(appointment: Appointment, version: int | None = None) -> Appointment:
    """The row as it is now, held until the transaction ends.  Raises Stale when it is not the version that was looked at."""
    return locks.appointment(appointment, version)


# Helpers ----------------------------------------------------------------------------------------------------


@action("appointment.moved", permission="appointment.reschedule")
def move_to_new_time(actor: Actor, old: Appointment, *, new: Appointment, reason: str = "") -> Appointment:
    """The old time goes, and points to the new one, which is of the same series.  Raises IllegalTransition, JustTaken."""
    release([old])
    settle_in(new)
    old.move_to("rescheduled")
    old.successor, old.reason, old.means = new, reason, meaning_of(reason, from_patient=actor.kind == "patient")
    _save(old)
    if old.series != new.series:
        new.series = old.series
        new.save(update_fields=["series"])
    return old


def _simply(appointment: Appointment, state: AppointmentState, version: int | None) -> Appointment:
    appointment = locked_row(appointment, version)
    if appointment.state != "booked" and state != "completed":
        raise IllegalTransition(appointment.state, state)  # the other ways are corrections, with a reason
    appointment.move_to(state)
    by_the_clock.refuse_too_early(appointment, state)
    _save(appointment)
    return appointment


def _save(appointment: Appointment) -> None:
    appointment.version += 1
    appointment.save()
