"""Taking back what one has just done to a request.  What a patient has been told cannot be taken back."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import SYSTEM, Actor, may
from ...audit.action import action
from ...audit.models import Entry
from ...core.refusals import Refusal
from ...messaging.actions import withdraw_about
from ...messaging.taking_back import before_it_leaves, said_last, take_back
from ..actions import locked_row, withdraw
from ..evaluation import evaluate
from ..models import Request
from ..queries import FROM_A_REFERRAL, came_into
from ..referrals.actions import not_accepted
from ..service_levels import time
from ..standard.undoing.actions import NEVER_ASKED, is_anothers_by_now, take_back_what_was_said
from ..states import TAKEN_BACK, IllegalTransition
from .unmaking import actions as unmaking

WRITTEN_DOWN = ("request.create", FROM_A_REFERRAL)
TELLING = {
    "request.ask": ("information-needed",),
    "request.approve": ("request-approved",),
    "request.decline": ("request-declined",),
    **dict.fromkeys(WRITTEN_DOWN, ("request-received", "information-needed")),
}
SILENT = ("request.take", "request.hand_over")
PATIENCE = dt.timedelta(minutes=10)


class TooLateToUndo(Refusal):
    code = "too_late_to_undo"

    @property
    def sentence(self) -> str:
        return gettext("This cannot be undone any more: the patient has been told, or somebody has gone on with it.")


def last_of(actor: Actor, request: Request) -> Entry | None:
    """The last thing that was done to a request, if this actor did it and it can still be taken back."""
    last = Entry.objects.filter(thing_kind="request", thing_id=request.pk).order_by("-number").first()
    if last is None or last.actor_id is None or last.actor_id != actor.id or now() - last.at > PATIENCE:
        return None
    if last.action in SILENT:
        return last
    if last.action not in TELLING or _is_told(request, last) or _gone_on_with(request, last):
        return None
    if last.action in WRITTEN_DOWN and is_anothers_by_now(request.patient_id, last):
        return None
    return last


def open_until(actor: Actor, request: Request) -> dt.datetime | None:
    """Until when this actor can take back the last thing that was done to it, as far as is known; None where they cannot."""
    last = last_of(actor, request)
    if last is None:
        return None
    return before_it_leaves(last.at + PATIENCE, request, *TELLING.get(last.action, ()))


@action("request.undo")
def undo(actor: Actor, request: Request, *, version: int | None = None) -> Request:
    """As it was before.  The message is withdrawn.  Raises TooLateToUndo, Stale."""
    request = locked_row(request, version)
    last = last_of(actor, request)
    if last is None:
        raise TooLateToUndo
    if last.action in WRITTEN_DOWN:
        return _never_asked(actor, request, last)
    if "owner_id" in last.changes:
        before = last.changes["owner_id"][0]
        request.owner_id = UUID(before) if before else None
    if "note" in last.changes:
        request.note = last.changes["note"][0] or ""
    if last.action in TELLING:
        withdraw_about(request, *TELLING[last.action])
        if _is_told(request, last):  # a worker was at it, and was waited for
            raise TooLateToUndo
        _state_before(request, last)
    else:
        request.hand_over = ""
    request.version += 1
    request.save()
    return request


def _is_told(request: Request, last: Entry) -> bool:
    return any(said_last(request, template) for template in TELLING[last.action])


def _gone_on_with(request: Request, last: Entry) -> bool:
    """Whether the patient, or somebody else, has kept a time, joined the waitlist or sent a file for it since: that is theirs."""
    theirs = Q()
    for rows in (request.appointments, request.waitlist_entries, request.documents):
        theirs |= Q(thing_id__in=rows.values("pk"))
    since = Entry.objects.filter(theirs, practice_id=request.practice_id, number__gt=last.number)
    return since.exclude(actor_kind="system").exclude(actor_id=last.actor_id).exists()


def _never_asked(actor: Actor, request: Request, last: Entry) -> Request:
    """What was written down for the wrong person, or by mistake: it ends, and what was said with it leaves the record.

    The referral that it was made of waits as it did, and a record that was made with it is gone where nothing else hangs on it.
    """
    goes = unmaking.would_go(request, last)
    if not take_back(request, *TELLING[last.action]):
        raise TooLateToUndo
    for referral in request.referrals.all():
        not_accepted(actor if may(actor, "referral.accept", referral) else SYSTEM, referral)
    ended = withdraw(actor if may(actor, "request.withdraw", request) else SYSTEM, request, reason=NEVER_ASKED)
    take_back_what_was_said(actor, ended.patient, last)
    if goes:
        unmaking.unmade(actor if may(actor, "referral.accept", ended.patient) else SYSTEM, ended.patient, request=ended)
    return ended


def _state_before(request: Request, last: Entry) -> None:
    before = str(last.changes.get("state", [request.state])[0])
    if last.action == "request.approve":
        request.approved_by = ""
    if before != request.state:
        if before not in TAKEN_BACK.get(request.state, ()):
            raise IllegalTransition(request.state, before)
        request.state = before
    verdict = evaluate(request)
    request.deciding, request.waits_for_clinician = list(verdict.deciding), verdict.for_clinician
    if last.action == "request.ask":
        request.missing = list(verdict.missing)
    request.state_since = came_into(request, before, last.number)
    if request.due_policy is not None:
        time(request, request.due_policy)
