"""Reading tasks: what has to be done, by whom, until when."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor, may_any, may_open, require_open
from ...access.query import query
from ..models import Task
from ..states import TASK_KINDS, shown_as


def kinds_for(actor: Actor) -> tuple[str, ...]:
    """The kinds of task that an actor sees: time away and referrals only who handles those."""
    closed = {
        "away": "away.decide",
        "referral": "referral.view",
        "unanswered": "referral.view",
        "same_key": "referral.view",
        "apart": "patient.unmerge",
    }
    return tuple(kind for kind in TASK_KINDS if kind not in closed or may_open(actor, closed[kind]))


def _for(actor: Actor) -> QuerySet[Task]:
    """What an actor sees; who sees only their own: what a rule gives to their role, a clinician about visits with them."""
    tasks = Task.objects.filter(kind__in=kinds_for(actor))
    if may_any(actor, "task.view"):
        return tasks
    tasks = tasks.filter(meant_for=actor.role)
    return tasks if actor.provider is None else tasks.filter(provider=actor.provider)


@query("task.view")
def open_tasks(actor: Actor, kind: str = "", owner: str = "") -> QuerySet[Task]:
    """What has to be done, the most pressing first; `kind`: under which it stands (`Task.shown_as`)."""
    tasks = _for(actor).select_related("patient", "owner", "referral").filter(state="open")
    if kind:
        tasks = tasks.filter(_shown_as(kind))
    if owner == "me":
        tasks = tasks.filter(owner_id=actor.id)
    elif owner == "nobody":
        tasks = tasks.filter(owner=None)
    return tasks.order_by("due_at", "pk")


def counts(actor: Actor) -> list[tuple[str, int, int]]:
    """(kind, how many are open and stand under it, how many of them are late), for every kind that the actor sees."""
    require_open(actor, "task.view")
    rows = (
        _for(actor)
        .filter(state="open")
        .order_by()
        .values("kind", "must_move")
        .annotate(count=Count("id"), late=Count("id", filter=Q(due_at__lt=now())))
    )
    counts_by_kind = {kind: [0, 0] for kind in kinds_for(actor)}
    for row in rows:
        shown = counts_by_kind[shown_as(row["kind"], row["must_move"])]
        shown[0] += row["count"]
        shown[1] += row["late"]
    return [(kind, count, late) for kind, (count, late) in counts_by_kind.items()]


@query("task.view")
def by_id(actor: Actor, key: UUID) -> Task | None:
    """One task, or None: unknown and not for this role are the same."""
    return _for(actor).select_related("patient", "owner", "referral").filter(pk=key).first()


def _shown_as(kind: str) -> Q:
    if kind == "move":
        return Q(kind="move") | Q(kind="broken", must_move=True)
    return Q(kind=kind, must_move=False)


def open_things(kind: str) -> list[UUID]:
    """The keys of what something of that kind is to be done about."""
    keys = Task.objects.filter(kind=kind, state="open").values_list("thing_id", flat=True)
    return [key for key in keys if key is not None]


def is_open(kind: str, **about: object) -> bool:
    """Whether something of that kind is to be done about it: `thing_id`, `patient`."""
    return Task.objects.filter(kind=kind, state="open", **about).exists()


def left_by_merge(merge: UUID, kind: str) -> int:
    """How many things of that kind are to be done since two records are two again."""
    return Task.objects.filter(kind=kind, state="open", of_merge=merge).count()
