"""What changes a recall: ordered, invited, reminded, booked, refused, closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...audit.models import Entry
from ...booking.actions import give_back
from ...booking.events import Booked, BookingTakenBack, Cancelled, HeldAgain, Moved, NoShow, SetBack, TakenBack
from ...booking.models import Appointment, Recall
from ...booking.states import DUE, ELSEWHERE, RECALL_MOVES, RecallState
from ...core.refusals import Refusal
from ...intake.events import PatientDied
from ...intake.states import IllegalTransition
from ...messaging import dates
from ...messaging.actions import link, tell_soon, withdraw_about
from ...messaging.taking_back import withdrawn_last
from ...people import lines
from ...people.alive import has_died, refuse_for_the_dead, require_alive
from ...people.models import Patient
from ...practice.models import Location, Provider, VisitType
from ...tenancy.refused import constraint_of
from ...tenancy.within_length import within_length
from .possible import sentences_against_recall
from .visits import to_come

DIED = "the patient has died"
ONCE = "the same visit is due in the record that this one was merged into"
INVITATIONS = ("recall", "recall-again", "recall-overdue")
NOT_DUE_ANY_MORE = "no rule makes it due any more"
HAD_IT = "the next one is due"
BY_ITSELF = (DIED, ONCE, NOT_DUE_ANY_MORE, HAD_IT)  # what closes one where no person has said that it is not wanted
AS_NEW: Mapping[str, object] = {"state": "planned", "told": 0, "told_at": None, "token_hash": "", "ended_at": None}
DEAD: Mapping[str, object] = {"state": "closed", "reason": DIED, "token_hash": ""}
ENDED = "the visit is not due any more"  # and why one that was kept for it is
KEEPS = "keeps what they have"  # why the time that they chose is free again
MOST_TOLD = 4  # an invitation and three reminders; then a person calls


class CannotBeBooked(Refusal):
    """Whoever gets the link could book nothing with it: these sentences keep them from that visit, whatever the time."""

    code = "cannot_be_booked"

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__()
        self.sentences = sentences

    @property
    def sentence(self) -> str:
        said = gettext(
            "Nobody was invited: the link could book nothing. Call the patient and plan this visit another way."
        )
        return f"{said} {' '.join(self.sentences)}"


class KnownAlready(Refusal):
    """The file or system it came from has sent it before."""

    code = "known_already"

    @property
    def sentence(self) -> str:
        return gettext("This was sent to us before. It was not saved a second time.")


@action("recall.order")
def order(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    due_on: dt.date,
    give_days: int = 14,
    provider: Provider | None = None,
    location: Location | None = None,
    note: str = "",
    outside_key: str = "",
    plan: str = "",
    counted_from: dt.date | None = None,
) -> Recall:
    """A visit that is due on a date, give or take some days.  `plan`: by that sentence, and since what happened on `counted_from`.

    Raises KnownAlready, HasDied, MergedRecord."""
    # What they have booked, and whether they live, stays as it is from here on. Their providers' lines are not needed, and a
    # list of thousands would hold them all.
    lines.wait_for_patients([patient.pk])
    require_alive(patient)
    try:
        with transaction.atomic():
            made = Recall.objects.create(
                practice_id=patient.practice_id,
                patient=patient,
                visit_type=visit_type,
                provider=provider,
                location=location,
                due_on=due_on,
                opens_on=due_on - dt.timedelta(days=give_days),
                closes_on=due_on + dt.timedelta(days=give_days),
                note=within_length(note, 1000),
                outside_key=outside_key[:80],
                plan=plan,
                counted_from=counted_from,
                ordered_by=actor.name,
                created_at=now(),
            )
    except IntegrityError as error:
        refuse_for_the_dead(error, patient)
        if constraint_of(error) != "recall_key_once":
            raise
        raise KnownAlready from None
    _is_booked_already(made)
    return made


def _is_booked_already(recall: Recall) -> None:
    """Whoever has such a visit in the window is not invited to another one."""
    zone = recall.patient.practice.zone
    theirs = Appointment.objects.filter(patient=recall.patient, visit_type=recall.visit_type, recalls=None)
    coming = theirs.filter(to_come(recall.patient.practice) | Q(state="arrived")).exclude(state="held")
    if recall.provider_id is not None:
        coming = coming.filter(provider=recall.provider_id)
    for appointment in coming.order_by("start"):
        if recall.opens_on <= appointment.start.astimezone(zone).date() <= recall.closes_on:
            recall.state, recall.appointment = "booked", appointment
            recall.save(update_fields=["state", "appointment"])
            return


@action("recall.invite")
def invite(actor: Actor, recall: Recall) -> Recall:
    """Tell the patient that a visit is due, with a link that books exactly that one; an earlier link stops working.

    A message that waits past the last day of the visit is not sent.  After that day staff may still invite: the visit is missing,
    and the message names no days that are over.  Raises IllegalTransition, HasDied, CannotBeBooked.
    """
    recall = locked(recall)
    if recall.state not in DUE:
        raise IllegalTransition(recall.state, "invited")
    require_alive(recall.patient)
    if sentences := sentences_against_recall(recall):
        raise CannotBeBooked(sentences)
    token = secrets.token_urlsafe(24)  # 192 bits
    window = recall.window
    withdraw_about(recall, *INVITATIONS)
    _only_what_has_left(recall)
    template = "recall-overdue" if window is None else "recall-again" if recall.told else "recall"
    recall.token_hash = hashed(token)
    recall.state, recall.told, recall.told_at = "invited", recall.told + 1, now()
    recall.save(update_fields=["token_hash", "token_before", "state", "told", "told_at"])
    tell_soon(
        actor,
        recall.patient,
        template,
        recall,
        not_after=_over(recall) if window is not None else None,
        link=link(recall.patient.practice, f"/due/{token}/"),
        **_days(window, recall.patient.language),
    )
    return recall


def _only_what_has_left(recall: Recall) -> None:
    """`told` counts the invitations that they have, and `token_before` is the link of the last of them; one that still waited is none.

    That link is the recall's own again after an invitation was taken back.
    """
    left = recall.token_before if withdrawn_last(recall, *INVITATIONS) else recall.token_hash
    if not recall.token_hash:
        left = ""
    elif recall.token_hash != left:
        recall.told = max(0, recall.told - 1)
    recall.token_before = left


def _days(window: tuple[dt.date, dt.date] | None, language: str) -> dict[str, str]:
    """The words for the days that are left."""
    if window is None:
        return {}
    return {"from_day": dates.day(window[0], language), "to_day": dates.day(window[1], language)}


def _over(recall: Recall) -> dt.datetime:
    """The end of the last day on which it is due."""
    after = recall.closes_on + dt.timedelta(days=1)
    return dt.datetime.combine(after, dt.time(), recall.patient.practice.zone)


@action("recall.refuse")
def refuse(actor: Actor, recall: Recall, *, reason: str = "") -> Recall:
    """The patient does not want it.  Raises IllegalTransition."""
    return _close(recall, "refused", reason)


@action("appointment.let_go", permission="appointment.hold")
def let_go(actor: Actor, held: Appointment) -> Appointment:
    """Who followed the link keeps what they have: the time that they chose is free again, and the visit stays due."""
    give_back(Appointment.objects.filter(pk=held.pk, recall__isnull=False, state="held"), KEEPS)
    held.refresh_from_db(fields=["state"])
    return held


@action("recall.close", needs_reason=True)
def close(actor: Actor, recall: Recall, *, reason: str) -> Recall:
    """Staff close it, and say why.  Raises IllegalTransition, ReasonMissing."""
    return _close(recall, "closed", reason)


def moved(event: Moved) -> None:
    """The same visit, at another time."""
    Recall.objects.filter(appointment=event.old).update(appointment=event.new)


def booked(event: Booked) -> None:
    """A booking of that visit closes the recall that it was for; one that stands again the very one that it had closed."""
    due = Recall.objects.filter(patient=event.appointment.patient)
    if event.again is None:
        settle_with(event.appointment, due)
        return
    for recall in due.filter(appointment=event.again, state__in=DUE):
        _has(recall, event.appointment)


def settle_with(appointment: Appointment, recalls: QuerySet[Recall]) -> bool:
    """Whether that visit settles one of these: the one within whose days it lies, else the oldest that it comes too late for."""
    day = appointment.start.astimezone(appointment.patient.practice.zone).date()
    due = recalls.filter(visit_type=appointment.visit_type, state__in=DUE, opens_on__lte=day).order_by("due_on", "pk")
    its = list(due.filter(Q(provider=None) | Q(provider=appointment.provider_id)))
    within = [recall for recall in its if day <= recall.closes_on]
    for recall in [*within, *its][:1]:
        _has(recall, appointment)
    return bool(its)


def reopened(event: Cancelled) -> None:
    """The appointment was cancelled: the visit is still due; save to who has died, or said that they do not want it."""
    Recall.objects.filter(appointment=event.appointment, state="booked").update(**_after(event.appointment))


def missed(event: NoShow) -> None:
    """Who did not come is still due."""
    Recall.objects.filter(appointment=event.appointment, state="booked").update(**_after(event.appointment))


def set_back(event: SetBack) -> None:
    """They came after all: the visit that was due is this one."""
    if event.state == "no_show":
        _is_it_again(event)


def taken_back(event: TakenBack) -> None:
    """The visit that was due is this one again."""
    if event.given_up is not None:
        Recall.objects.filter(appointment=event.given_up).update(appointment=event.appointment)
    else:
        _is_it_again(event)


def booking_taken_back(event: BookingTakenBack) -> None:
    """It is due as it was."""
    _due_as_before(event.appointment)


def held_again(event: HeldAgain) -> None:
    """It is the old time again, or due as it was."""
    if event.old is not None:
        Recall.objects.filter(appointment=event.hold, state="booked").update(appointment=event.old)
    else:
        _due_as_before(event.hold)


def _due_as_before(appointment: Appointment) -> None:
    """Who has their invitation has it still, and its link books again.  One that had not left is known to nobody: there is another."""
    for recall in Recall.objects.filter(appointment=appointment, state="booked"):
        after = _after(appointment)
        if after["state"] == "planned" and recall.token_hash and not withdrawn_last(recall, *INVITATIONS):
            after = {"state": "invited"}
        Recall.objects.filter(pk=recall.pk).update(**after)


def due_apart(recall: Recall) -> None:
    """Called inside the undoing of a merge: what settled it is a visit of the other record, and is nothing to this one any more."""
    settled = recall.state == "booked" or (recall.state == "refused" and recall.reason in ELSEWHERE)
    recall.appointment, recall.state = (
        None,
        "booked" if settled else recall.state,
    )  # refused is due again by way of booked
    recall.save(update_fields=["appointment", "state"])
    if settled:
        has_it = recall.token_hash and not withdrawn_last(recall, *INVITATIONS)
        _stands(recall, {"state": "invited"} if has_it else AS_NEW)
    if recall.state in DUE:
        _is_booked_already(recall)


def due_once(recall: Recall) -> None:
    """Called inside a merge: the same visit is due by the other record, too.  Nobody is invited to it twice."""
    recall.state, recall.reason = "closed", ONCE
    recall.save(update_fields=["state", "reason"])
    withdraw_about(recall, *INVITATIONS)


def due_again(key: str) -> None:
    """Called inside the undoing of a merge: it is due by itself as it was, unless something else was decided of it since."""
    recall = Recall.objects.select_related("patient").filter(pk=key, state="closed", reason=ONCE).first()
    if recall is None:
        return
    _stands(recall, AS_NEW)


def nobody_invited(recall: Recall) -> None:
    """Called inside the undoing of a merge: the invitation went to who is not reached about this one."""
    withdraw_about(recall, *INVITATIONS)
    _stands(recall, AS_NEW)


def _stands(recall: Recall, values: Mapping[str, object]) -> None:
    if recall.patient.deceased_on is not None:
        values = DEAD
    for name, value in {"reason": "", **values}.items():
        setattr(recall, name, value)
    recall.save(update_fields=["state", "reason", "told", "told_at", "token_hash", "token_before", "ended_at"])


def _is_it_again(event: SetBack | TakenBack) -> None:
    """The very visit that it was, unless something else was decided of that since; it goes on pointing to the time that it had.

    One that was none settles only what has become due since it ended: what was due beside it is due still.
    """
    its = Recall.objects.filter(appointment=event.appointment)
    if not its.exists():
        since = _ended_at(event.appointment, event.state)
        settle_with(event.appointment, Recall.objects.filter(patient=event.appointment.patient, created_at__gt=since))
    for recall in its.filter(Q(state__in=DUE) | Q(state="refused", reason__in=ELSEWHERE)):
        recall.reason = ""
        _has(recall, event.appointment)


def _ended_at(appointment: Appointment, state: str) -> dt.datetime:
    """When it was last written down that it was in that state; where nothing says so, when it was booked."""
    its = Entry.objects.filter(thing_kind="appointment", thing_id=appointment.pk).order_by("-number")
    return next((each.at for each in its if each.changes.get("state", [""])[-1] == state), appointment.created_at)


def _has(recall: Recall, appointment: Appointment) -> None:
    """It is booked, and nobody is invited any more: a link books only what they are invited to."""
    recall.state, recall.appointment = "booked", appointment
    recall.save(update_fields=["state", "appointment", "reason"])
    withdraw_about(recall, *INVITATIONS)


def _after(appointment: Appointment) -> Mapping[str, object]:
    """Where a due visit stands when its appointment is not kept."""
    if has_died(appointment.patient_id):
        return DEAD
    if appointment.state == "cancelled" and appointment.reason in ELSEWHERE:
        return {"state": "refused", "reason": appointment.reason, "token_hash": "", "ended_at": now()}
    return AS_NEW


def died(event: PatientDied) -> None:
    """Nothing is due any more."""
    for recall in Recall.objects.filter(patient=event.patient, state__in=DUE):
        close(SYSTEM, recall, reason=DIED)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _close(recall: Recall, state: RecallState, reason: str) -> Recall:
    recall = locked(recall)
    if state not in RECALL_MOVES[recall.state]:
        raise IllegalTransition(recall.state, state)
    recall.state, recall.reason, recall.token_hash, recall.ended_at = state, within_length(reason, 200), "", now()
    recall.save(update_fields=["state", "reason", "token_hash", "ended_at"])
    withdraw_about(recall, *INVITATIONS)
    give_back(Appointment.objects.filter(recall=recall, state="held"), ENDED)
    return recall


def locked(recall: Recall) -> Recall:
    """The row as it is now, in its patient's line.  Raises Stale where it has gone to another record meanwhile."""
    rows = Recall.objects.select_for_update(of=("self",)).select_related("patient", "patient__practice", "visit_type")
    return lines.in_line_of(recall.pk, rows)
