"""Correcting an appointment that exists: another length than the rules give, and taking back a check-in or a no-show."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from psycopg import errors as pg

from ...audit.action import action, because_of
from ...audit.models import Entry
from ...availability.model import minute_of
from ...availability.steps import assigned
from ...core.events import raise_event
from ...intake.states import IllegalTransition
from ...intake.undo.actions import PATIENCE, TooLateToUndo
from ...people.may import Actor
from ...practice.models import Resource
from .. import locks, timely
from ..actions import locked
from ..errors import BreaksRules, JustTaken
from ..events import Arrived, NoShow, Resized, SetBack
from ..lanes import release, reserve
from ..models import Appointment
from ..overriding import override_of
from ..take import CONTENDED, Place, Wish, judge, nearest_to

LONGEST = 12 * 60
CORRECTIONS = {  # state → what it can be set right to
    "no_show": ("arrived", "booked"),
    "arrived": ("booked", "no_show"),
    "completed": ("arrived",),
}
UNDONE = {"appointment.arrive": "arrived", "appointment.no_show": "no_show"}


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
    wish = _wish(appointment, minutes, override_of(actor, override, reason))
    locks.line_up(wish)
    one = locked(appointment, version)
    if one.state != "booked":
        raise IllegalTransition(one.state, "resized")
    engine, _, agreed, reasons = judge(wish)
    if reasons and not wish.override:
        if all(r.kind in CONTENDED for r in reasons):
            raise JustTaken(nearest_to(wish))
        raise BreaksRules(reasons)
    if reasons:
        because_of("Against: " + "; ".join(r.named for r in reasons))
    start = minute_of(one.start)
    rooms = engine.assign(agreed, start) or ()
    steps = assigned(engine.setup, engine.taken, agreed, start) or ()
    try:
        with transaction.atomic():
            release([one])
            one.end, one.before, one.after = one.start + dt.timedelta(minutes=minutes), agreed.before, agreed.after
            one.override_reason = wish.override or one.override_reason
            one.overridden = sorted({*one.overridden, *(reason.named for reason in reasons)})
            one.version += 1
            one.save()
            codes = [f"{wish.place.location}/{room}" for room in rooms]
            reserve(
                one,
                Resource.objects.filter(code__in=codes),
                own=agreed.own_span if agreed.parts else None,
                steps=steps,
                seats=agreed.seats,
                overbook=bool(wish.override),
            )
    except IntegrityError as error:
        if isinstance(error.__cause__, pg.ExclusionViolation):
            raise JustTaken(nearest_to(wish)) from None
        raise
    raise_event(Resized(actor, one))
    return one


@action("appointment.undo")
def undo(actor: Actor, appointment: Appointment) -> Appointment:
    """Who pressed 'check in' or 'no-show' by mistake takes it back, soon after.  Raises TooLateToUndo."""
    one = locked(appointment)
    last = last_of(actor, one)
    if last is None:
        raise TooLateToUndo
    return _set_back(actor, one, "booked")


@action("appointment.correct", permission="appointment.undo", needs_reason=True)
def correct(
    actor: Actor, appointment: Appointment, *, state: str, reason: str, version: int | None = None
) -> Appointment:
    """What was written down about the day was wrong, and why: see CORRECTIONS.  Raises IllegalTransition, Stale, NotYet, ReasonMissing."""
    one = locked(appointment, version)
    if state not in CORRECTIONS.get(one.state, ()):
        raise IllegalTransition(one.state, state)
    timely.check(one, state)
    corrected = _set_back(actor, one, state)
    if state == "no_show":
        raise_event(NoShow(actor, corrected))
    elif state == "arrived":
        raise_event(Arrived(actor, corrected))
    return corrected


def _set_back(actor: Actor, one: Appointment, state: str) -> Appointment:
    was = one.state
    one.move_to(state)
    one.version += 1
    one.save()
    raise_event(SetBack(actor, one, was))
    return one


def last_of(actor: Actor, appointment: Appointment) -> Entry | None:
    """The last thing that was done to it, if this actor did it just now and it can be taken back."""
    last = Entry.objects.filter(thing_kind="appointment", thing_id=appointment.pk).order_by("-number").first()
    if last is None or last.actor_id is None or last.actor_id != actor.id or now() - last.at > PATIENCE:
        return None
    return last if UNDONE.get(last.action) == appointment.state else None


def _wish(appointment: Appointment, minutes: int, override: str) -> Wish:
    place = Place(appointment.provider.code, appointment.location.code, appointment.start)
    return Wish(
        appointment.patient,
        appointment.visit_type,
        place,
        "staff",
        appointment.request,
        override,
        appointment,
        minutes=minutes,
    )
