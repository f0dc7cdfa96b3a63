"""Calls that the rules order when a visit is booked, missed, canceled or completed: each a task with whose work it is and by when."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.timezone import now

from ....booking.events import (
    Booked,
    BookingTakenBack,
    Cancelled,
    Completed,
    HeldAgain,
    Moved,
    NoShow,
    SetBack,
    TakenBack,
)
from ....booking.judging import Judge
from ....booking.models import Appointment
from ....intake.models import Task
from ....intake.tasks.actions import close_these, open_task
from ....people.alive import has_died
from ....practice import policies
from ....practice.kept_sentences import in_todays_words
from ....rules.book import RuleBook
from ....rules.facts import Visit
from ....rules.families.orders import After, Order
from ..actions import AGAIN

ORDER = "order"
NOT_KEPT: tuple[After, ...] = ("missed", "canceled")  # what another visit of the kind makes good
CANCELED = "the visit is canceled"
STATES: dict[str, After] = {"no_show": "missed", "completed": "completed"}


def booked(event: Booked) -> None:
    if event.again is None:
        _made_good(event.appointment)
    _order(event.appointment, "booked")


def missed(event: NoShow) -> None:
    _order(event.appointment, "missed")


def completed(event: Completed) -> None:
    _order(event.appointment, "completed")


def cancelled(event: Cancelled) -> None:
    """Nobody calls about what does not take place, save because it does not."""
    _close(event.appointment, outcome=CANCELED)
    _order(event.appointment, "canceled")


def moved(event: Moved) -> None:
    """It is the same visit at another time."""
    _carry(event.old.pk, event.new)


def booking_taken_back(event: BookingTakenBack) -> None:
    _close(event.appointment, outcome="taken back")


def taken_back(event: TakenBack) -> None:
    """It takes place after all, or at the time that it was moved from."""
    if event.given_up is None:
        _close(event.appointment, "canceled", outcome="taken back")
        settled = Task.objects.filter(kind=ORDER, state="done", outcome=CANCELED, settled_with=event.appointment.pk)
        settled.update(state="open", outcome="", done_at=None, done_by="", settled_with=None)
    else:
        _carry(event.given_up.pk, event.appointment)


def held_again(event: HeldAgain) -> None:
    """Nobody has accepted the time: what was ordered by that is not, and what came with the visit that moved there is about that one again."""
    if event.old is None:
        _close(event.hold, outcome="taken back")
    else:
        _carry(event.hold.pk, event.old)


def set_back(event: SetBack) -> None:
    if event.state in STATES:
        _close(event.appointment, STATES[event.state], outcome="it was a mistake")


def about_what_was_not_kept(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Of calls, those that a rule ordered because a visit was not kept."""
    return tasks.filter(kind=ORDER, after__in=NOT_KEPT)


def _made_good(new: Appointment) -> None:
    """Who has another such visit to come is called no more about the one that they missed, or that was canceled."""
    waiting = about_what_was_not_kept(Task.objects.filter(patient_id=new.patient_id, state="open"))
    same = Appointment.objects.filter(pk__in=waiting.values("thing_id"), visit_type_id=new.visit_type_id)
    close_these(waiting.filter(thing_id__in=same.values("pk")), outcome=AGAIN, settled_with=new.pk)


def _carry(old: UUID, new: Appointment) -> None:
    """What is to be said before the visit is due no later than it begins now (`_due`), by whoever has it now."""
    before = When(after="booked", due_at__gt=new.start, then=Value(_due(new.start, new, "booked")))
    there = Task.objects.filter(kind=ORDER, state="open", thing_id=old)
    there.update(thing_id=new.pk, provider=new.provider_id, due_at=Case(before, default=F("due_at")))


def _due(due: dt.datetime, appointment: Appointment, after: After) -> dt.datetime:
    return max(now(), min(due, appointment.start)) if after == "booked" else due


def _order(appointment: Appointment, after: After) -> None:
    """What the rules in force order then, unless its patient has died; the same is not ordered twice while it is open."""
    setup = policies.current().setup
    at, moment = appointment.location.code, now()
    if Order not in setup.book.kinds or at not in setup.locations or has_died(appointment.patient_id):
        return
    zone = setup.locations[at].zone
    facts = Judge(setup).facts_of(appointment).on(moment.astimezone(zone).date())
    visit = Visit(appointment.visit_type.code, appointment.provider.code, at, facts)
    for entry in setup.book.holding(Order, visit):
        rule = entry.rule
        if not isinstance(rule, Order) or rule.after != after or entry.text in _ordered(appointment, after, setup.book):
            continue
        due = _due(rule.due(moment, zone, setup.book.business_days), appointment, after)
        task = open_task(ORDER, appointment, due_at=due, patient=appointment.patient, what=entry.text)
        if task is not None:
            whose = {"meant_for": rule.role or rule.kind, "provider": appointment.provider_id}
            Task.objects.filter(pk=task.pk).update(after=after, **whose)


def _ordered(appointment: Appointment, after: After, book: RuleBook) -> set[str]:
    """The sentences of what is open; or, of what a booking orders, of what staff have done for this visit (booked again: `records/deaths`)."""
    done = Q(state="done", after="booked") & ~Q(done_by="Frontdesk")
    there = Task.objects.filter(kind=ORDER, thing_id=appointment.pk)
    there = there.filter(Q(state="open") | done if after == "booked" else Q(state="open"))
    said = there.values_list("what", "created_at")
    return {text for what, since in said for text in in_todays_words([what], book, since)}


def _close(appointment: Appointment, *after: After, outcome: str) -> None:
    """Those that came from that; none: all."""
    there = Task.objects.filter(kind=ORDER, state="open", thing_id=appointment.pk)
    there = there.filter(after__in=after) if after else there
    close_these(there, outcome=outcome, settled_with=appointment.pk)
