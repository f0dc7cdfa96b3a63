"""What becomes of a request when its appointment is booked, kept, not kept, or stands after all."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ..access.may import SYSTEM, Actor, may
from ..audit.models import Entry
from ..intake import actions as intake
from ..intake.deciding_again.actions import judged_anew
from ..intake.events import TaskDone
from ..intake.models import Request
from ..intake.queries import KEPT, has_its_time, state_before_its_time, unkept
from ..intake.referrals.outcome import outcome_of
from ..intake.states import OPEN
from ..people import lines
from ..people.alive import has_died
from ..people.models import Staff
from ..practice.kept_sentences import in_todays_words
from ..practice.policies import current
from ..rules.rule import StartRule
from ..tenancy.context import inside_practice
from ..tenancy.each import each_by_itself
from ..tenancy.models import Practice
from .events import Booked, BookingTakenBack, Cancelled, Completed, HeldAgain, Moved, NoShow, SetBack, TakenBack
from .models import Appointment
from .queries import waiting_for_a_time
from .states import ELSEWHERE
from .take import is_what_was_asked_for

AT_ONCE = 50  # requests that one round puts back to work
BETTER = ("I feel better",)  # of a patient who cancels: what they asked for themselves is not wanted any more
NOT_WANTED = {"not_coming": "Does not want to come", "not_wanted": "Does not want it"}  # what came of calling somebody


def scheduled(event: Booked) -> None:
    """The request has its time; one that only waits for a time has it, whichever way it was found.

    Not where another would pay for it than was asked: no payer hears of a visit that the patient wants to pay for.
    """
    appointment = event.appointment
    waiting = None
    if appointment.request is None and event.again is None:
        waiting = waiting_for_a_time(appointment.patient, appointment.visit_type)
    if waiting is not None and waiting.self_pay == appointment.self_pay:
        is_what_was_asked_for(appointment, waiting)
    if appointment.request is None:
        return
    if appointment.series is not None and Request.objects.filter(pk=appointment.request.pk, state="scheduled").exists():
        return  # the first of the series was its time
    intake.schedule(_who(event.actor, "appointment.book", appointment.request), appointment.request)


def possible_now(
    event: Booked | Moved | Cancelled | Completed | NoShow | SetBack | TakenBack | BookingTakenBack | HeldAgain,
) -> None:
    """What waits only since no start could satisfy a rule about the patient's other visits is judged anew when these change."""
    appointment = (
        event.new if isinstance(event, Moved) else event.hold if isinstance(event, HeldAgain) else event.appointment
    )
    waiting = Request.objects.filter(patient=appointment.patient_id, state="awaiting_approval").order_by("pk")
    book = current().setup.book
    by_visits = {entry.text for entry in book.entries if isinstance(entry.rule, StartRule)}
    for request in waiting.exclude(deciding=[]) if by_visits else ():
        if by_visits & in_todays_words(request.deciding, book, request.state_since):
            judged_anew(intake.locked_row(request))


def ended(event: Cancelled | NoShow) -> None:
    """No time is left for it: somebody looks for another one, unless none is wanted."""
    appointment = event.appointment
    if appointment.request is None:
        return
    asked = Request.objects.get(pk=appointment.request.pk)
    if asked.state == "scheduled" and not has_its_time(asked):
        _without_its_time(event.actor, appointment, asked, event.actor.id)
    outcome_of(asked)


def put_back_to_work(practice: Practice) -> int:
    """Requests that are said to have their time and have none, from before the end of one was their own: how many there were.

    Each by itself is given to whoever ended its appointment, as it would be today.  Outside of a transaction.
    """
    with inside_practice(practice):
        keys = list(_lost().order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    return each_by_itself(practice, keys, _put_back)


def _lost() -> QuerySet[Request]:
    of_it = Appointment.objects.filter(request=OuterRef("pk"))
    ended_ones = of_it.filter(state__in=("cancelled", "no_show"), hold_expires_at=None)
    return Request.objects.filter(Exists(ended_ones), ~Exists(of_it.filter(state__in=KEPT)), state="scheduled")


def _put_back(key: UUID) -> bool:
    asked = lines.still_among(_lost(), key)
    if asked is None:
        return False
    appointment: Appointment = unkept(asked)
    _without_its_time(SYSTEM, appointment, asked, _ended_by(appointment))
    return True


def set_back(event: SetBack) -> None:
    """They came after all, or may still come; or the visit is not over yet.  Whoever referred the patient hears what is so."""
    if event.state == "no_show":
        _stands(event.actor, event.appointment)
    if event.appointment.request is not None:
        outcome_of(event.appointment.request)


def taken_back(event: TakenBack) -> None:
    """It takes place after all."""
    if event.state == "cancelled":
        _stands(event.actor, event.appointment)


def booking_taken_back(event: BookingTakenBack) -> None:
    """What was asked for before waits for a time, or to be approved, as it did; what was written down by the same press ends with it."""
    asked = event.appointment.request
    if asked is None or has_its_time(asked):
        return
    if event.asked:
        intake.withdraw_unkept(_who(event.actor, "request.withdraw", asked), asked, reason=event.appointment.reason)
    else:
        before = state_before_its_time(asked)
        intake.take_up(_who(event.actor, "appointment.undo", asked), asked, state=before)


def held_again(event: HeldAgain) -> None:
    """It has no time yet; one that had replaced another has that again."""
    asked = event.hold.request
    if event.old is None and asked is not None:
        intake.take_up(_who(event.actor, "appointment.undo", asked), asked, state="approved")


def not_wanted(event: TaskDone) -> None:
    """Who was called wants no other time: nobody looks for one."""
    task = event.task
    if task.thing_kind != "appointment" or task.outcome not in NOT_WANTED:
        return
    appointment = Appointment.objects.filter(pk=task.thing_id).select_related("request").first()
    if appointment is not None and appointment.request is not None and looks_again(appointment.request) is not None:
        intake.give_up(
            _who(event.actor, "appointment.cancel", appointment.request),
            appointment.request,
            reason=NOT_WANTED[task.outcome],
        )


def outcome(event: Completed) -> None:
    """Whoever referred the patient hears what came of it."""
    if event.appointment.request is not None:
        outcome_of(event.appointment.request)


def looks_again(request: Request) -> Appointment | None:
    """The last appointment of an open request that had one: why it is open again."""
    if request.state not in OPEN:
        return None
    appointment: Appointment | None = unkept(request)
    return appointment


def looking_again(rows: QuerySet[Request]) -> QuerySet[Request]:
    """Of these requests those of which `looks_again` finds one, by one question."""
    of_it = Appointment.objects.filter(request=OuterRef("pk"))
    ended_ones = of_it.filter(state__in=("cancelled", "no_show"), hold_expires_at=None)
    return rows.filter(Exists(ended_ones), ~Exists(of_it.filter(state__in=KEPT)), state__in=OPEN)


# Helpers ----------------------------------------------------------------------------------------------------


def _who(actor: Actor, action: str, request: Request) -> Actor:
    """Who did it, where they may do that to the request itself; else it follows of itself."""
    return actor if may(actor, action, request) else SYSTEM


def _without_its_time(actor: Actor, appointment: Appointment, asked: Request, by: UUID | None) -> None:
    """`by`: who ended its appointment, and looks for another time where nobody else does."""
    if has_died(appointment.patient_id):
        intake.withdraw_unkept(SYSTEM, asked, reason=appointment.reason)
    elif _is_not_wanted(appointment, asked):
        intake.withdraw_unkept(_who(actor, "request.withdraw", asked), asked, reason=appointment.reason)
    else:
        owner = Staff.objects.filter(pk__in=[by] if by else [], is_active=True).first()
        intake.look_again(_who(actor, "appointment.cancel", asked), asked, owner=owner, reason=appointment.reason)


def _ended_by(appointment: Appointment) -> UUID | None:
    """Which of the staff did the last that was done to it."""
    last = (
        Entry.objects.filter(thing_kind="appointment", thing_id=appointment.pk, actor_kind="staff")
        .order_by("-number")
        .first()
    )
    return last.actor_id if last is not None else None


def _stands(actor: Actor, appointment: Appointment) -> None:
    if appointment.request is not None:
        intake.take_up(_who(actor, "appointment.undo", appointment.request), appointment.request, state="scheduled")


def _is_not_wanted(appointment: Appointment, asked: Request) -> bool:
    """What a clinic sent is looked after until the patient is somewhere else."""
    return appointment.reason in (ELSEWHERE if asked.channel == "referral" else (*ELSEWHERE, *BETTER))
