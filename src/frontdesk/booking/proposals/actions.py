"""Proposing another time for an appointment that the practice must move.  The patient answers; until then both are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ...audit.action import action
from ...availability.model import Wanted, minute_of
from ...intake.states import IllegalTransition
from ...intake.tasks.actions import open_task
from ...messaging import dates
from ...messaging.actions import tell
from ...people.may import SYSTEM, Actor
from .. import actions as booking
from .. import offers
from ..errors import BreaksRules, HoldGone, JustTaken
from ..models import Appointment, Proposal
from ..states import PROPOSAL_MOVES
from ..take import Place, Wish, take

ANSWER = dt.timedelta(hours=48)  # how long the proposed time is kept
LEAST = dt.timedelta(hours=2)
LOOK = 21  # days


@action("proposal.send", needs_reason=True)
def propose(actor: Actor, appointment: Appointment, *, reason: str) -> Appointment:
    """Hold the nearest time that fits and tell the patient; where there is none, ask them to choose.  Somebody follows it up."""
    old = booking.locked(appointment)
    if old.state != "booked":
        raise IllegalTransition(old.state, "moved")
    _end_open(old)
    hold = _hold(old)
    words = booking.about(old)
    if hold is None:
        tell(old.patient, "time-withdrawn", old, **words)
        due = now() + dt.timedelta(hours=4)
    else:
        due = hold.hold_expires_at or now()
        Proposal.objects.create(
            practice_id=old.practice_id,
            appointment=old,
            hold=hold,
            reason=reason[:200],
            expires_at=due,
            created_at=now(),
        )
        new = booking.about(hold, f"/appointments/{old.pk}/")
        zone = hold.location.timezone
        until = dates.when(due.astimezone(ZoneInfo(zone)), zone, old.patient.language)
        tell(old.patient, "time-proposed", old, old=words["when"], until=until, **new)
    open_task("move", old, due_at=due, patient=old.patient, what=reason)
    return old


def propose_all(actor: Actor, appointments: list[Appointment], *, reason: str) -> tuple[int, int]:
    """The same for many, one after the other, so that no two are proposed the same time: how many got a time, how many none."""
    got = 0
    for one in appointments:
        propose(actor, one, reason=reason)
        got += Proposal.objects.filter(appointment=one, state="proposed").exists()
    return got, len(appointments) - got


@action("proposal.accept", permission="proposal.answer")
def accept(actor: Actor, proposal: Proposal) -> Proposal:
    """The patient takes it: the hold becomes the appointment, and only now the old one goes.  Raises HoldGone."""
    proposal = _locked(proposal)
    if proposal.state != "proposed" or proposal.expires_at < now():
        raise HoldGone
    booking.confirm(SYSTEM if actor.kind != "patient" else actor, proposal.hold)
    return _end(proposal, "accepted")


@action("proposal.decline", permission="proposal.answer")
def decline(actor: Actor, proposal: Proposal) -> Proposal:
    """It does not suit: its time is free again; the old appointment stays until another is chosen, or staff call."""
    proposal = _locked(proposal)
    if proposal.state == "proposed":
        _end(proposal, "declined")
        booking.cancel(SYSTEM, proposal.hold, reason="the patient wants another time")
    return proposal


def pass_on() -> int:
    """Nobody answered in time: the held times go; the tasks stay.  How many there were.  Inside a practice."""
    over = Proposal.objects.select_for_update(skip_locked=True).filter(state="proposed", expires_at__lt=now())
    for one in over:
        _end(one, "passed")
        if one.hold.state == "held":
            booking.cancel(SYSTEM, one.hold, reason="nobody answered")
    return len(over)


def _hold(old: Appointment) -> Appointment | None:
    """The nearest time from now on: with the same provider first, then with anybody who offers the visit."""
    wish = Wish(old.patient, old.visit_type, Place("", "", old.start), "staff", old.request, replaces=old, agreed=True)
    earliest = now() + LEAST
    today = earliest.astimezone(ZoneInfo(old.location.timezone)).date()
    ready = offers.engine(today, today + dt.timedelta(days=LOOK), old.patient_id, [old.pk])
    wanted = Wanted(old.visit_type.code, earliest, wish.facts, (), (), str(old.patient_id))
    for providers in ((old.provider.code,), ()):
        if providers and providers[0] not in ready.setup.providers:
            continue
        near = offers.nearest(ready, replace(wanted, providers=providers), minute_of(max(old.start, earliest)))
        for offer in near:
            place = Place(offer.provider, offer.location, offer.start)
            minutes = int(min(ANSWER, offer.start - LEAST / 2 - now()).total_seconds() // 60)
            try:
                return take(replace(wish, place=place), "held", max(30, minutes))
            except (JustTaken, BreaksRules):
                continue
    return None


def _end_open(old: Appointment) -> None:
    for one in Proposal.objects.filter(appointment=old, state="proposed"):
        _end(one, "passed")
        booking.cancel(SYSTEM, one.hold, reason="another time is proposed")


def _end(proposal: Proposal, state: str) -> Proposal:
    if state not in PROPOSAL_MOVES[proposal.state]:
        raise IllegalTransition(proposal.state, state)
    proposal.state = state
    proposal.save(update_fields=["state"])
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related(
        "appointment", "appointment__visit_type", "hold"
    )
    return rows.get(pk=proposal.pk)
