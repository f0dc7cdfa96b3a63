"""Proposing another time for an appointment that the practice must move.  The patient answers; until then both are kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...audit.models import Entry
from ...booking import actions as booking
from ...booking import locks
from ...booking.being_there import CHANGED, CHOSEN, NOBODY_ANSWERED, time_no_longer_kept
from ...booking.errors import AcceptedAlready, BreaksRules, JustTaken
from ...booking.events import HeldAgain, HoldEnded, Moved, TakenBack
from ...booking.messages import about, tell_no_time, tell_of
from ...booking.models import Appointment, Proposal
from ...booking.moving import MOVING, NO_TIME, PROPOSED, PROPOSING, STAYS, asked_to_move
from ...booking.states import EXPIRED, PROPOSAL_MOVES, ProposalState
from ...booking.still_changeable import refuse_no_move
from ...booking.take import Place, Wish, take
from ...booking.why_it_moves import who_instead
from ...core.refusals import Refusal
from ...intake.models import Task
from ...intake.states import IllegalTransition
from ...intake.tasks.actions import close_tasks, open_task, reopen, set_due
from ...messaging import dates
from ...messaging.actions import withdraw_about
from ...messaging.taking_back import said, say_last_again, take_back
from ...messaging.ways import can_be_asked
from ...practice import policies
from ...tenancy.within_length import within_length
from .ranking import LEAST, nearest
from .ranking import wish as wish_of
from .until import kept_until

WHOLE = tuple(f"appointment__{name}" for name in ("patient__practice", "location", "visit_type", "provider"))
ASKED = "the patient is asked"
LONGEST_REASON = 200
TAKEN_BACK = "taken back"  # the outcome of what is to be done about it


class NotFreeAnyMore(Refusal):
    """The time that was shown for somebody went to somebody else in the meantime."""

    code = "not_free_any_more"

    @property
    def sentence(self) -> str:
        return gettext("The time that was shown is not free any more. Nobody was told.")


@action("proposal.send", needs_reason=True)
def propose(
    actor: Actor, appointment: Appointment, *, reason: str, shown: tuple[Place | None] | None = None
) -> Appointment:
    """Hold the nearest time that fits and tell the patient; where there is none, ask them to choose.  Somebody follows it up.

    `shown`: this very time and no other (None: no time fits).  Raises NotFreeAnyMore, SameTime.
    """
    near = nearest(appointment) if shown is None else [place for place in shown if place is not None]
    wish = wish_of(appointment)
    locks.line_up(*(replace(wish, place=place) for place in near), patients=[appointment.patient_id])
    old = locks.appointment(appointment)
    if old.state != "booked":
        raise IllegalTransition(old.state, "moved")
    for place in near:
        refuse_no_move(old, place)
    booking.end_open(wish)
    withdraw_about(old, *MOVING, STAYS)
    hold = _hold(wish, near)
    if hold is None and shown is not None and near:
        raise NotFreeAnyMore
    if hold is None:
        tell_no_time(old, soon=actor)
        due = now() + dt.timedelta(hours=4)
    else:
        due = hold.hold_expires_at or now()
        made = Proposal.objects.create(
            practice_id=old.practice_id,
            appointment=old,
            hold=hold,
            reason=within_length(reason, LONGEST_REASON),
            expires_at=due,
            created_at=now(),
        )
        tell_of(old, _saying(made), _words(made), soon=actor, not_after=due)
        due = due if _can_be_answered(old) else now()  # whoever hears of it can only call
    close_tasks(old, "broken", outcome=ASKED, by=actor.name)  # one exception for one thing
    _follow_up(old, due, reason)
    return old


@action("proposal.accept", permission="proposal.answer")
def accept(actor: Actor, proposal: Proposal, *, only: bool = False, reason: str = "") -> Proposal:
    """The patient takes it, or staff who have them on the line: the hold becomes the appointment, and only now the old one goes.

    `only`: ask before it is a second of its kind on that day.  `reason`: how staff know.  Raises AcceptedAlready, HoldGone, NotThereThen, SecondVisit.
    """
    proposal = _locked(proposal)
    if proposal.state == "accepted" and proposal.hold.state == "booked":
        raise AcceptedAlready
    if proposal.state != "proposed" or proposal.expires_at < now():
        raise time_no_longer_kept(proposal.hold)
    booking.confirm(actor, proposal.hold, only=only)
    return _locked(proposal)


@action("proposal.decline", permission="proposal.answer")
def decline(actor: Actor, proposal: Proposal) -> Proposal:
    """It does not suit: its time is free again; the old appointment stays until another is chosen, or staff call."""
    proposal = _locked(proposal)
    if proposal.state == "proposed":
        _end(proposal, "declined")
        withdraw_about(proposal.appointment, *PROPOSED)  # that it is kept is not so any more
        booking.cancel(SYSTEM, proposal.hold, reason="the patient wants another time")
        set_due(proposal.appointment, "move", now())
    return proposal


def untold(appointment: Appointment) -> bool:
    """Whether its patient has heard of no proposal yet."""
    return not said(appointment, *PROPOSING)


def answered_since(appointment: Appointment, number: int) -> bool:
    """Whether the patient has answered a proposal for it after that entry of the trail."""
    theirs = list(Proposal.objects.filter(appointment=appointment).values_list("pk", flat=True))
    answers = Entry.objects.filter(action__in=("proposal.accept", "proposal.decline"), thing_id__in=theirs)
    return answers.filter(number__gt=number).exists()


def not_proposed(actor: Actor, appointment: Appointment) -> bool:
    """As if it had not been proposed, where nobody has been told; whether that could be done.  The exception is open again."""
    if not take_back(appointment, *PROPOSING):
        return False
    for proposal in Proposal.objects.filter(appointment=appointment, state="proposed").select_related("hold"):
        booking.cancel(SYSTEM, proposal.hold, reason="the proposal was undone")
    close_tasks(appointment, "move", outcome=TAKEN_BACK, by=actor.name)
    before = Task.objects.filter(kind="broken", thing_id=appointment.pk, state="done", outcome=ASKED)
    for task in before.order_by("-done_at")[:1]:
        reopen(task)
    say_last_again(appointment, STAYS)
    return True


def unanswered_in_time() -> list[UUID]:
    """The proposals that nobody has answered in time."""
    return list(Proposal.objects.filter(state="proposed", expires_at__lt=now()).values_list("pk", flat=True))


def pass_on(*keys: UUID) -> int:
    """Nobody answered in time: the held times go, the patients are told, the tasks stay.  How many there were, of all or of these alone.

    Inside a practice.
    """
    over = Proposal.objects.filter(state="proposed", expires_at__lt=now())
    over = over.filter(pk__in=keys) if keys else over
    there = dict(over.values_list("pk", "appointment__patient"))
    locks.line_up(patients=there.values())
    mine = over.filter(pk__in=there, appointment__patient__in=set(there.values()))
    ended = list(mine.select_related("hold", *WHOLE))
    for proposal in ended:
        _nobody_answered(proposal)
        if proposal.hold.state == "held":
            booking.cancel(SYSTEM, proposal.hold, reason=NOBODY_ANSWERED)
    return len(ended)


def _nobody_answered(proposal: Proposal) -> None:
    _end(proposal, "passed")
    withdraw_about(proposal.appointment, *PROPOSED)
    set_due(proposal.appointment, "move", now())
    if proposal.appointment.state == "booked":
        tell_no_time(proposal.appointment)


def asked_again(proposal: Proposal, once: str) -> bool:
    """Instead of a reminder of what cannot take place."""
    return _ask(proposal, once)


def hold_ended(event: HoldEnded) -> None:
    """Without the time that it holds there is nothing to accept; the patient hears of it, where it ran out by itself."""
    proposals = Proposal.objects.filter(hold=event.hold, state="proposed")
    if event.hold.reason != EXPIRED:
        for proposal in proposals.select_related("appointment"):
            _end(proposal, "passed")
            if event.hold.reason not in (CHANGED, CHOSEN):  # those are about a visit that is settled with it
                set_due(proposal.appointment, "move", now())
        return
    for proposal in proposals.select_related("hold", *WHOLE):
        _nobody_answered(proposal)


def taken(event: Moved) -> None:
    """The patient has the time that was proposed, whichever way they took it."""
    Proposal.objects.filter(hold=event.new, state="proposed").update(state="accepted")


def held_again(event: HeldAgain) -> None:
    """It waits for their answer again."""
    for proposal in Proposal.objects.filter(hold=event.hold, state="accepted"):
        _end(proposal, "proposed")


def taken_back(event: TakenBack) -> None:
    """It must move as before, but what was proposed for it ended with the press: its time may be somebody else's by now, and they choose one."""
    appointment = event.appointment
    if not asked_to_move(appointment):
        return
    if lost_its_time(appointment):
        tell_no_time(appointment, soon=event.actor)
    else:
        say_last_again(appointment, *NO_TIME)


def lost_its_time(appointment: Appointment) -> bool:
    """Whether it must move, and what was last proposed for it ended because somebody canceled or moved it, or took that back."""
    last = appointment.proposals.select_related("hold").order_by("-created_at").first()
    ended = last is not None and last.state == "passed" and last.hold.reason in (CHANGED, CHOSEN)
    return ended and asked_to_move(appointment)


def _follow_up(old: Appointment, answer_by: dt.datetime, reason: str) -> None:
    """Somebody sees whether they have answered: before they would set out for the old time, whatever the answer may wait for."""
    due = max(now(), min(answer_by, old.start - LEAST))
    if open_task("move", old, due_at=due, patient=old.patient, what=reason) is None:
        set_due(old, "move", due)


def _ask(proposal: Proposal, once: str) -> bool:
    old, until = proposal.appointment, proposal.expires_at
    return tell_of(old, _saying(proposal), _words(proposal), once=once, not_after=until) is not None


def _saying(proposal: Proposal) -> str:
    saying = "provider-proposed" if proposal.at_the_same_time else "time-proposed"
    return saying if _can_be_answered(proposal.appointment) else f"{saying}-call"


def _can_be_answered(old: Appointment) -> bool:
    return can_be_asked(old.patient, old.visit_type.code, "proposal.answer")


def _words(proposal: Proposal) -> dict[str, str]:
    old, hold = proposal.appointment, proposal.hold
    zone, until = hold.location.timezone, proposal.expires_at
    return about(hold, f"/appointments/{old.pk}/") | {
        "old": about(old)["when"],
        "why_it_moves": about(old)["why_it_moves"],
        "who_instead": who_instead(hold),
        "until": dates.when(until.astimezone(ZoneInfo(zone)), zone, old.patient.language),
    }


def _hold(wish: Wish, near: list[Place]) -> Appointment | None:
    for place in near:
        if place.start - LEAST / 2 < now():  # shown before, and by now too near: they are called
            continue
        until = kept_until(policies.current().setup, place.location, place.start - LEAST / 2, now())
        minutes = -int(-(until - now()).total_seconds() // 60)  # a moment later, and not before
        try:
            return take(replace(wish, place=place), "held", max(30, minutes))
        except (JustTaken, BreaksRules):
            continue
    return None


def _end(proposal: Proposal, state: ProposalState) -> Proposal:
    if state not in PROPOSAL_MOVES[proposal.state]:
        raise IllegalTransition(proposal.state, state)
    proposal.state = state
    proposal.save(update_fields=["state"])
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    """In its patient's line.  Raises Stale."""
    rows = Proposal.objects.select_for_update(of=("self",)).select_related(
        "appointment", "appointment__visit_type", "hold"
    )
    return locks.in_line_of(proposal.pk, rows, "appointment__patient")
