"""Reading tasks: what has to be done, by whom, until when."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor, may_open, require_open
from ...access.query import query
from ..models import Task
from ..states import TASK_KINDS, shown_as


def kinds_for(actor: Actor) -> tuple[str, ...]:
    """The kinds of task that an actor sees: time away and referrals only who handles those."""
    closed = {
        "away": "away.decide",
        "referral": "referral.view",
        "same_key": "referral.view",
        "apart": "patient.unmerge",
    }
    return tuple(kind for kind in TASK_KINDS if kind not in closed or may_open(actor, closed[kind]))


@query("task.view")
def open_tasks(actor: Actor, kind: str = "", owner: str = "") -> QuerySet[Task]:
    """What has to be done, the most pressing first; `kind`: under which it stands (`Task.shown_as`)."""
    found = Task.objects.select_related("patient", "owner", "referral").filter(state="open", kind__in=kinds_for(actor))
    if kind:
        found = found.filter(_shown_as(kind))
    if owner == "me":
        found = found.filter(owner_id=actor.id)
    elif owner == "nobody":
        found = found.filter(owner=None)
    return found.order_by("due_at", "pk")


def counts(actor: Actor) -> list[tuple[str, int, int]]:
    """(kind, how many are open and stand under it, how many of them are late), for every kind that the actor sees."""
    require_open(actor, "task.view")
    rows = (
        Task.objects.filter(state="open", kind__in=kinds_for(actor))
        .order_by()
        .values("kind", "must_move")
        .annotate(count=Count("id"), late=Count("id", filter=Q(due_at__lt=now())))
    )
    found = {kind: [0, 0] for kind in kinds_for(actor)}
    for row in rows:
        shown = found[shown_as(row["kind"], row["must_move"])]
        shown[0] += row["count"]
        shown[1] += row["late"]
    return [(kind, count, late) for kind, (count, late) in found.items()]


@query("task.view")
def by_id(actor: Actor, key: UUID) -> Task | None:
    """One task, or None: unknown and not for this role are the same."""
    return Task.objects.select_related("patient", "owner", "referral").filter(pk=key, kind__in=kinds_for(actor)).first()


def _shown_as(kind: str) -> Q:
    if kind == "move":
        return Q(kind="move") | Q(kind="broken", must_move=True)
    return Q(kind=kind, must_move=False)


def open_things(kind: str) -> list[UUID]:
    """The keys of what something of that kind is to be done about."""
    found = Task.objects.filter(kind=kind, state="open").values_list("thing_id", flat=True)
    return [key for key in found if key is not None]


def is_open(kind: str, **about: object) -> bool:
    """Whether something of that kind is to be done about it: `thing_id`, `patient`."""
    return Task.objects.filter(kind=kind, state="open", **about).exists()


def left_by_merge(merge: UUID, kind: str) -> int:
    """How many things of that kind are to be done since two records are two again."""
    return Task.objects.filter(kind=kind, state="open", of_merge=merge).count()
