"""What staff booked for somebody, by one press and a moment ago, is as if it had not been: nobody has heard of it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.timezone import now

from ....access.may import Actor
from ....audit.action import action
from ....audit.models import Entry
from ....core.events import raise_event
from ....intake.queries import WITH_ITS_TIME, made_for_its_time
from ....intake.standard.undoing.actions import is_anothers_by_now, take_back_what_was_said
from ....intake.undo.actions import TooLateToUndo
from ....messaging.taking_back import before_it_leaves, said, take_back
from ... import locks
from ...being_there import ANOTHER, CHANGED, CHOSEN
from ...events import BookingTakenBack
from ...lanes import release
from ...models import Appointment

SERIES = ("appointment.book_series", "appointment.book_chosen")
CALLER = "appointment.book_caller"
WITH_ANSWERS = (
    CALLER,
    *SERIES,
)  # what the caller said may have been kept as a request by the same press
FOR_A_REQUEST = "request.approve_and_book"
ENDING = ("appointment.reschedule", "appointment.cancel")  # what ends what is kept in its place
TELLING = ("booked", "series-booked")
REASON = "the booking was undone"


def is_booked_at_once(last: Entry) -> bool:
    """Whether staff booked it by that press, for a caller or for what was asked for: it was not kept for them before."""
    if last.action == "appointment.book":
        return bool(last.changes.get("state") == [None, "booked"])
    return last.action in (FOR_A_REQUEST, *WITH_ANSWERS)


def booked_together(appointment: Appointment, last: Entry | None) -> list[Appointment]:
    """All that the press booked, this one first."""
    if last is None or last.action not in SERIES or appointment.series is None:
        return [appointment]
    rest = Appointment.objects.filter(series=appointment.series).exclude(pk=appointment.pk).order_by("start")
    return [appointment, *rest.select_related("patient", "provider", "location", "visit_type", "request")]


def is_untold(appointment: Appointment, last: Entry) -> bool:
    return not any(said(row, *TELLING) for row in booked_together(appointment, last))


def leaves_at(until: dt.datetime, appointment: Appointment, last: Entry) -> dt.datetime:
    """`until`, or sooner, when the message about it leaves."""
    return min(before_it_leaves(until, row, *TELLING) for row in booked_together(appointment, last))


def never_booked(actor: Actor, appointment: Appointment, last: Entry) -> Appointment:
    """Called inside the action that takes it back, in the lines of all of them.  Raises TooLateToUndo."""
    keys = [row.pk for row in booked_together(appointment, last)[1:]]
    rest = list(locks.rows().filter(pk__in=keys).order_by("start"))
    if any(row.state != "booked" or row.version != 1 for row in rest):
        raise TooLateToUndo  # somebody has gone on with another one of them
    if not all(take_back(row, *TELLING) for row in (appointment, *rest)):
        raise TooLateToUndo
    asked = last.action in WITH_ANSWERS and appointment.request is not None and made_for_its_time(appointment.request)
    created = _written_down(last, asked)
    if created is not None and is_anothers_by_now(appointment.patient_id, created):
        raise TooLateToUndo
    for row in rest:
        end_with_it(actor, row, asked=asked)
    ended = _end(actor, appointment, asked)
    if created is not None:
        take_back_what_was_said(actor, ended.patient, created)
    return ended


@action("appointment.end_with_it", permission="appointment.undo")
def end_with_it(actor: Actor, appointment: Appointment, *, asked: bool) -> Appointment:
    """One of a series that is taken back as a whole.  `asked`: its request ends with the last of them."""
    return _end(actor, appointment, asked)


def kept_until_then(appointment: Appointment, was: Appointment | None, last: Entry | None) -> list[Appointment]:
    """What its patient kept for the same request or due visit, or in its place, and would keep still, had that press not ended it.

    `was`: what it was before it was moved.
    """
    if last is None:
        return []
    if is_booked_at_once(last):
        asked = Q(request=appointment.request_id) if appointment.request_id is not None else Q(pk__in=())
        same = Q(Q(recall__appointment=appointment) | asked, replaces=None)
    elif last.action in ENDING:
        same = Q(replaces=was or appointment, proposed=False, waitlist_offers=None)
    else:
        return []
    ended = Appointment.objects.filter(
        same, patient=appointment.patient_id, state="cancelled", hold_expires_at__gt=now()
    )
    there = ended.filter(reason__in=(CHOSEN, ANOTHER, CHANGED)).select_related("provider", "location", "visit_type")
    return [hold for hold in there.select_related("patient", "request") if _ended_by(hold, last)]


def _ended_by(hold: Appointment, last: Entry) -> bool:
    """What follows of itself stands in the trail before what the person did from whose press it follows."""
    its = Entry.objects.filter(thing_kind="appointment", thing_id=hold.pk, action="appointment.cancel")
    ended = its.order_by("number").last()
    if ended is None:
        return False
    person = Entry.objects.filter(number__gt=ended.number).exclude(actor_kind="system").order_by("number").first()
    return person is not None and person.actor_id == last.actor_id


def _written_down(last: Entry, asked: bool) -> Entry | None:
    """In the trail, the request with what the caller said: every such booking makes one, be it withdrawn at once; a series where it is `asked`."""
    if last.action != CALLER and not asked:
        return None
    before = Entry.objects.filter(number__lt=last.number, actor_id=last.actor_id, action=WITH_ITS_TIME)
    return before.order_by("number").last()


def _end(actor: Actor, appointment: Appointment, asked: bool) -> Appointment:
    """Like a hold that nobody confirmed: it was never the patient's."""
    release([appointment])
    appointment.move_to("cancelled")
    appointment.reason, appointment.hold_expires_at, appointment.series = REASON, now(), None
    appointment.version += 1
    appointment.save()
    raise_event(BookingTakenBack(actor, appointment, asked))
    return appointment
