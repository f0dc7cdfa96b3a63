"""What changes who has a request, and how somebody looks at the queue."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from ...access.may import Actor
from ...audit.action import action
from ...people import lines
from ...people.events import AccessEnded
from ...people.models import Staff
from ...practice import policies
from ...tenancy.context import inside_practice
from ...tenancy.each import each_by_itself
from ...tenancy.models import Practice
from ...tenancy.within_length import within_length
from ..actions import locked_row
from ..models import Referral, Request, SavedView, Task
from ..service_levels import time_anew
from ..states import OPEN

AT_ONCE = 2000  # requests that one round works out; the next minute the others


@action("request.take")
def take(actor: Actor, request: Request, *, version: int | None = None) -> Request:
    """Make it one's own work.  Raises Stale."""
    request = locked_row(request, version)
    request.owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    request.hand_over = ""
    return _save(request)


@action("request.hand_over")
def hand_over(actor: Actor, request: Request, *, to: Staff, reason: str = "", version: int | None = None) -> Request:
    """Give it to somebody else; `reason` is the note that they read.  Raises Stale."""
    request = locked_row(request, version)
    request.owner, request.hand_over = to, within_length(reason, 400)
    return _save(request)


def each(work, requests: list[tuple[Request, int]]) -> tuple[int, list[Request]]:  # type: ignore[no-untyped-def]
    """Do the same to many: how many were done, and those that somebody changed in the meantime and that stay as they are."""
    done, left = 0, []
    for request, version in requests:
        try:
            work(request, version)
            done += 1
        except lines.Stale:
            left.append(request)
    return done, left


@action("view.save")
def save_view(actor: Actor, practice: Practice, *, name: str, query: str) -> SavedView:
    """Keep a filter under a name; the same name again replaces it."""
    made, _ = SavedView.objects.update_or_create(
        practice=practice,
        staff_id=str(actor.id),
        name=within_length(name, 60),
        defaults={"query": within_length(query, 400)},
    )
    return made


@action("view.remove", permission="view.save")
def remove_view(actor: Actor, view: SavedView) -> SavedView:
    """Only one's own: somebody else's is left alone."""
    SavedView.objects.filter(pk=view.pk, staff=actor.id).delete()
    return view


def retime(practice: Practice) -> int:
    """The rules have changed: how long open requests may wait is worked out anew.  How many there were.

    Each in its patient's line, as it is there: what was answered or ended meanwhile keeps what it was promised with that.  Called
    outside of a transaction.  Raises NoPolicy.
    """
    with inside_practice(practice):
        keys = list(_timed_before().values_list("pk", flat=True)[:AT_ONCE])
    return each_by_itself(practice, keys, _retime)


def _timed_before() -> QuerySet[Request]:
    """What is open and was given its time by other rules than those in force."""
    return Request.objects.filter(state__in=OPEN).exclude(due_policy=policies.published())


def _retime(key: UUID) -> bool:
    if lines.still_among(_timed_before(), key) is None:
        return False
    policy = policies.published()  # what is in force stays so behind the line
    facts = ("visit_type", "patient__practice", "patient__payer", "provider", "location")
    request = _timed_before().select_related(*facts).filter(pk=key).first()
    if request is None:
        return False
    time_anew(request, policy)
    timed = {name: getattr(request, name) for name in ("due_at", "due_policy", "reply_by", "promised")}
    Request.objects.filter(pk=key).update(**timed)
    return True


def _save(request: Request) -> Request:
    request.version += 1
    request.save()
    return request


def hand_back(event: AccessEnded) -> None:
    """What somebody had to do who does not sign in any more is nobody's, and stands with what nobody has taken."""
    for rows in (
        Request.objects.filter(state__in=OPEN),
        Referral.objects.filter(state="open"),
        Task.objects.filter(state="open"),
    ):
        rows.filter(owner=event.staff).update(owner=None, version=F("version") + 1)
