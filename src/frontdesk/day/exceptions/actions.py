"""Putting exceptions before somebody.  The first functions hear what happened (`server/listeners.py`); `open_exception_tasks` finds what no event says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import now

from ...booking.events import (
    Arrived,
    Booked,
    BookingTakenBack,
    Cancelled,
    Completed,
    HeldAgain,
    HoldEnded,
    Moved,
    NoShow,
    Resized,
    SetBack,
    TakenBack,
)
from ...booking.models import Appointment, WaitlistOffer
from ...booking.moving import must_move_one
from ...booking.rules import too_late
from ...booking.states import EXPIRED, GIVEN_BACK
from ...core.emergency import is_emergency
from ...intake.events import (
    DocumentAdded,
    DocumentReplaced,
    EmergencySaid,
    ReferralEnded,
    ReferralReopened,
    RequestChanged,
    TaskDone,
)
from ...intake.models import Referral, Request, Task
from ...intake.states import NOT_WANTED, OPEN
from ...intake.tasks.actions import close_tasks, open_task
from ...messaging.events import Settled
from ...messaging.models import Inbound, Message
from ...messaging.taking_back import called as called_instead
from ...messaging.taking_back import dealt_with, left_to_say, to_deal_with
from ...outreach.recalls.inviting import CAN_BE_BOOKED_BY_NOW
from ...people.alive import has_died
from ...people.models import Patient
from ...practice import policies
from ...practice.file.model import NOT_FREE
from ...tenancy.context import inside_practice
from ...tenancy.each import Part, in_portions
from ...tenancy.models import Practice
from .alike.actions import ALIKE
from .closing import CLOSE_MESSAGES, CLOSE_TIMES
from .here.actions import HERE, WHO_IS_HERE, back_to_booked, open_for_who_is_here, why_nobody_is_there
from .looking.actions import LOOKING
from .no_longer_in_setup import Left, left_open
from .papers.actions import PAPERS
from .queries import somebody_is_there
from .reopening.actions import reopen_settled

SOONEST_REFILL = dt.timedelta(hours=1)  # nobody is found for a time that is nearer
AT_ONCE = 300
CALL_WITHIN = dt.timedelta(minutes=15)  # somebody who wrote words of an emergency
# What has settled what is open for a visit.
CANCELLED, MOVED, CAME, MISSED, SEEN = "cancelled", "moved", "came", "did not come", "seen"
BOOKED, AGAIN, FILLED = "booked", "booked again", "filled"  # and what a new time settles besides
OF_WHO_IS_HERE = ("late", HERE)  # until they are given another time or provider, seen, or sent home
REFERRAL_OVER = "the referral is over"


def missed(event: NoShow) -> None:
    """Somebody calls, on the same day; nobody calls who has died."""
    appointment = event.appointment
    settle(appointment, "move", "broken", outcome=MISSED)
    need_not_come(appointment, outcome=MISSED)
    due = max(now() + dt.timedelta(hours=2), _evening(appointment))
    if not has_died(appointment.patient_id):
        open_task("no_show", appointment, due_at=due, patient=appointment.patient)


def hold_ended(event: HoldEnded) -> None:
    """A hold that nobody confirmed is asked about, where a patient chose it; not where they are called about that visit already."""
    hold = event.hold
    if event.actor.kind != "system" or hold.channel != "online" or hold.reason != EXPIRED or _asked_about(hold):
        return
    open_task("hold", hold, due_at=now() + dt.timedelta(hours=4), patient=hold.patient)


def cancelled(event: Cancelled) -> None:
    """Nothing is to be done about it any more, save that its time is to be filled."""
    appointment = event.appointment
    settle(appointment, "move", "broken", "no_show", *OF_WHO_IS_HERE, outcome=CANCELLED)
    need_not_come(appointment, outcome=CANCELLED)
    _to_fill(appointment)


def moved(event: Moved) -> None:
    """Nothing stands in its way any more, whoever moved it.  Of the old time it is asked only where nobody is there."""
    settle(event.old, "move", "broken", "no_show", *OF_WHO_IS_HERE, outcome=MOVED, settled_with=event.new)
    need_not_come(event.old, outcome=MOVED, settled_with=event.new)
    if event.old.means == NOT_FREE:
        _to_fill(event.old)
    _has_a_time(event.new)


def booked(event: Booked) -> None:
    """By one that stands again nobody has come back: who is to be called about another visit is called still."""
    (_has_a_time if event.again is None else _filled)(event.appointment)


def came(event: Arrived) -> None:
    """Who is here need not be called or looked for; who is here too late, or for nobody, needs somebody to see to it."""
    appointment = event.appointment
    nobody = why_nobody_is_there(appointment)  # asked before what says so is settled
    settle(appointment, "move", "broken", "no_show", outcome=CAME)
    need_not_come(appointment, outcome=CAME)
    if not event.corrected and (rule := too_late(appointment)):
        open_task("late", appointment, due_at=now(), patient=appointment.patient, what=rule)
    if nobody:
        open_for_who_is_here(appointment, nobody)


def completed(event: Completed) -> None:
    """Who came late, or for somebody who is out, was seen all the same."""
    settle(event.appointment, *OF_WHO_IS_HERE, outcome=SEEN)


def set_back(event: SetBack) -> None:
    """What a check-in or a no-show had settled is to be done again."""
    if event.state == "no_show":
        settle(event.appointment, "no_show", outcome="it was a mistake", by=event.actor.name)
        reopen_settled(event.appointment.pk, MISSED)
    elif event.state == "arrived":
        settle(event.appointment, *OF_WHO_IS_HERE, outcome="it was a mistake", by=event.actor.name)
        reopen_settled(event.appointment.pk, CAME)
        back_to_booked(event.appointment)
    elif event.state == "completed":
        reopen_settled(event.appointment.pk, SEEN)


def taken_back(event: TakenBack) -> None:
    """What it had settled is to be done again, and the time is not to be filled."""
    appointment = event.appointment
    if event.given_up is None:
        reopen_settled(appointment.pk, CANCELLED)
    else:
        reopen_settled(event.given_up.pk, MOVED, BOOKED, AGAIN, FILLED)
    settle(
        appointment, "refill", outcome="taken back", by=event.actor.name
    )  # also what the new time had filled of the old one


def booking_taken_back(event: BookingTakenBack) -> None:
    """What it had settled is to be done, and nothing stands in the way of what is not to come."""
    appointment = event.appointment
    settle(appointment, "move", "broken", outcome="taken back", by=event.actor.name)
    reopen_settled(appointment.pk, BOOKED, AGAIN, FILLED)


def held_again(event: HeldAgain) -> None:
    """So is what the time had settled that they have not accepted."""
    reopen_settled(event.hold.pk, MOVED, BOOKED, AGAIN, FILLED)


def settle(
    appointment: Appointment,
    *kinds: str,
    outcome: str,
    by: str = "Frontdesk",
    settled_with: Appointment | None = None,
) -> None:
    close_tasks(appointment, *kinds, outcome=outcome, by=by, settled_with=(settled_with or appointment).pk)


def need_not_come(appointment: Appointment, *, outcome: str, settled_with: Appointment | None = None) -> None:
    """Who wrote that they cannot come is settled with the last of the visits that they were asked about."""
    for got in Inbound.objects.filter(about__contains=[appointment.pk]):
        if not Appointment.objects.filter(pk__in=got.about, state="booked").exclude(pk=appointment.pk).exists():
            close_tasks(got, "cannot", "offered", outcome=outcome, settled_with=(settled_with or appointment).pk)


def resized(event: Resized) -> None:
    """What was against it was looked at just now."""
    settle(event.appointment, "broken", outcome="changed")
    _filled(event.appointment)


def request_over(event: RequestChanged) -> None:
    """Who no longer asks need not be asked whether they want the time that they had chosen."""
    if event.request.state in NOT_WANTED:
        for hold in Appointment.objects.filter(request=event.request, state="cancelled"):
            settle(hold, "hold", outcome="the request is over")


def emergency_said(event: RequestChanged) -> None:
    """A patient wrote words of an emergency: they were told to call 911, and somebody calls them at once, once for each answer."""
    asked = event.request
    if asked.channel != "online" or asked.state not in OPEN:
        return
    _call_at_once(asked, [answer.value for answer in asked.answers.order_by("field") if is_emergency(answer.value)])


def emergency_not_kept(event: EmergencySaid) -> None:
    """The same where the request could not take the words any more."""
    _call_at_once(event.request, event.said)


def referral_ended(event: ReferralEnded) -> None:
    """Nobody has to call about it any more."""
    close_tasks(event.referral, "referral", "gone", outcome=REFERRAL_OVER, by=event.actor.name)


def referral_reopened(event: ReferralReopened) -> None:
    """What its end had settled is to be done again."""
    settled = Task.objects.filter(kind="referral", thing_id=event.referral.pk, state="done", outcome=REFERRAL_OVER)
    settled.update(state="open", outcome="", done_at=None, done_by="")


def document_added(event: DocumentAdded) -> None:
    """Nobody waits for it: somebody has to open it and say where it belongs."""
    document = event.document
    open_task("document", document, due_at=now() + dt.timedelta(days=1), patient=document.patient)


def document_replaced(event: DocumentReplaced) -> None:
    """Whoever was to open the wrong one opens the right one."""
    if close_tasks(event.old, "document", outcome="replaced by the patient"):
        document_added(DocumentAdded(event.new))


def told_otherwise(event: Settled) -> None:
    """One by one in the list of messages: who was to be called about several is called until nothing is left to say."""
    close_tasks(event.message, "message", outcome="dealt with", by=event.actor.name)
    patient = event.message.patient
    if not event.message.to and patient is not None and not left_to_say(patient.pk):
        close_tasks(patient, "message", outcome="dealt with", by=event.actor.name)


def called(event: TaskDone) -> None:
    """Who could be written to nowhere was called; so was whoever a message did not reach, or there is no need to."""
    task = event.task
    if task.kind == "message" and task.thing_kind == "message":
        dealt_with(task.thing_id, event.actor.name)
    elif task.kind == "message" and task.patient is not None:
        called_instead(task.patient, event.actor.name)


def _has_a_time(appointment: Appointment) -> None:
    """What was to be filled there is filled, and who let a hold go, or did not come, has come back; who wanted it has it."""
    _filled(appointment)
    for got in Inbound.objects.filter(about__contains=[appointment.pk]):
        close_tasks(got, "offered", outcome=BOOKED, settled_with=appointment.pk)
    mine = Task.objects.filter(state="open", patient_id=appointment.patient_id)
    waiting = list(mine.filter(kind__in=["hold", "no_show", "rebook"]).values_list("kind", "thing_id"))
    for hold in (key for kind, key in waiting if kind == "hold"):
        close_tasks(hold, "hold", outcome=BOOKED, settled_with=appointment.pk)
    same = Appointment.objects.filter(patient_id=appointment.patient_id, visit_type_id=appointment.visit_type_id)
    for earlier in same.filter(pk__in=[key for kind, key in waiting if kind != "hold"]):
        close_tasks(earlier, "no_show", "rebook", outcome=AGAIN, settled_with=appointment.pk)


def _filled(appointment: Appointment) -> None:
    there = Appointment.objects.filter(
        provider_id=appointment.provider_id, state__in=GIVEN_BACK, start__lt=appointment.end, end__gt=appointment.start
    )
    for gone in there:
        close_tasks(gone, "refill", outcome=FILLED, settled_with=appointment.pk)


def open_exception_tasks() -> int:
    """Everything that is wrong and that nobody has been given yet; how many tasks that made.  Inside a practice."""
    return sum(part.at_once() for part in PARTS)


def open_what_rules_break() -> int:
    """Of that, what turns on the rules alone, for whoever has just changed them and holds their line: all else waits for the next round."""
    return sum(part.at_once() for part in BY_RULES)


def gather_in_portions(practice: Practice) -> int:
    """The same for a round.  Called outside of a transaction.  Raises NoPolicy, and the first error when all had their turn."""
    with inside_practice(practice):
        policies.published()
    return in_portions(practice, PARTS)


# Helpers ----------------------------------------------------------------------------------------------------


def _to_fill(appointment: Appointment) -> None:
    """Where nobody is there it is withheld for as long as that is asked: it is asked of the nearest, too."""
    soonest = now() if appointment.means == NOT_FREE else now() + SOONEST_REFILL
    if appointment.start > soonest and somebody_is_there(appointment):
        due = max(now(), min(appointment.start - SOONEST_REFILL, now() + dt.timedelta(hours=24)))
        open_task("refill", appointment, due_at=due, patient=appointment.patient)


def _evening(appointment: Appointment) -> dt.datetime:
    zone = ZoneInfo(appointment.location.timezone)
    return dt.datetime.combine(appointment.start.astimezone(zone).date(), dt.time(17), zone)


def _asked_about(hold: Appointment) -> bool:
    if hold.proposed or (hold.replaces is not None and must_move_one(hold.replaces)):
        return True
    return WaitlistOffer.objects.filter(hold=hold).exists()


def _failed() -> QuerySet[Message]:
    """Messages that reached nobody, and about which nobody is asked yet."""
    known = Task.objects.filter(kind="message", state="open").values("thing_id")
    failed = to_deal_with().exclude(template="code").exclude(pk__in=known)
    return failed.exclude(to="", patient__in=known)


def _failed_messages() -> list[UUID]:
    return list(_failed().values_list("pk", flat=True)[:AT_ONCE])


def _ask_about_messages(keys: Sequence[UUID]) -> int:
    due = now() + dt.timedelta(hours=4)
    made = [
        open_task("message", _whom_or_what(message), due_at=due, patient=message.patient, what=message.error)
        for message in _failed().filter(pk__in=keys).select_related("patient")
    ]
    return len(made) - made.count(None)


def _whom_or_what(failed: Message) -> Message | Patient:
    """Who has no address that may be used is called, once, about all that could not be said."""
    return failed.patient if not failed.to and failed.patient is not None else failed


def _left() -> dict[UUID, list[Left]]:
    """What is open and points to something that the version in force does not have."""
    left: dict[UUID, list[Left]] = {}
    for entry in left_open(policies.file_of(policies.published())):
        left.setdefault(entry.thing.pk, []).append(entry)
    return left


def _not_left_any_more() -> list[UUID]:
    asked = Task.objects.filter(kind="gone", state="open").exclude(thing_id__in=list(_left()))
    return list(asked.values_list("pk", flat=True))


def _settle_by_itself(keys: Sequence[UUID]) -> int:
    open_still = Task.objects.filter(pk__in=keys, state="open")
    open_still.update(state="done", outcome="settled by itself", done_at=now(), done_by="Frontdesk")
    return 0


def _gone() -> list[UUID]:
    """Each is asked about once a version."""
    policy = policies.published()
    asked = Task.objects.filter(kind="gone", created_at__gte=policy.published_at or policy.created_at)
    known = set(asked.values_list("thing_id", flat=True))
    return [key for key in _left() if key not in known][:AT_ONCE]


def _ask_about_gone(keys: Sequence[UUID]) -> int:
    left = _left()
    made = [
        open_task(
            "gone",
            ones[0].thing,
            due_at=now() + dt.timedelta(days=1),
            patient=ones[0].patient,
            referral=ones[0].thing if isinstance(ones[0].thing, Referral) else None,
            what=", ".join(dict.fromkeys(entry.gone for entry in ones)),
        )
        for ones in (left[key] for key in keys if key in left)
    ]
    return len(made) - made.count(None)


def _call_at_once(asked: Request, said: Iterable[str]) -> None:
    """Once for each of these words; what was kept before tasks were whole has the first of them."""
    for what in said:
        if not Task.objects.filter(kind="urgent", thing_id=asked.pk, what__in=(what, what[:200])).exists():
            open_task("urgent", asked, due_at=now() + CALL_WITHIN, patient=asked.patient, what=what)


BY_RULES = (LOOKING, WHO_IS_HERE, CLOSE_TIMES)
PARTS = (
    Part(_failed_messages, _ask_about_messages),
    ALIKE,
    *BY_RULES,
    PAPERS,
    CLOSE_MESSAGES,
    Part(_not_left_any_more, _settle_by_itself),
    Part(_gone, _ask_about_gone),
    CAN_BE_BOOKED_BY_NOW,
)
