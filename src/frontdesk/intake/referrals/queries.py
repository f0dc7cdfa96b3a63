"""Reading referrals: the worklist, one of them, and what the clinic that sent it may see."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import Case, Count, Prefetch, Q, QuerySet, Value, When
from django.utils.timezone import now

from ...access.may import Actor, require_open
from ...access.query import noted, query
from ..models import Referral, Task
from .outcome import hashed

TABS = ("open", "urgent", "calls", "accepted", "ended")
OPENED_FOR = dt.timedelta(days=365)  # how long the clinic's link works


@query("referral.view")
def visible(actor: Actor) -> QuerySet[Referral]:
    return Referral.objects.select_related(
        "practice", "visit_type", "provider", "location", "payer", "request", "owner"
    )


def _which(which: str) -> Q:
    waiting = Q(state="open")
    return {
        "open": waiting,
        "urgent": waiting & Q(urgency="urgent"),
        "calls": Q(tasks__state="open", tasks__due_at__lt=now()),
        "accepted": Q(state="accepted"),
        "ended": Q(state__in=("declined", "closed")),
    }[which]


def worklist(actor: Actor, which: str) -> QuerySet[Referral]:
    """Urgent ones first, then the longest waiting; what has ended, the latest first."""
    rank = Case(When(urgency="urgent", then=Value(0)), When(urgency="soon", then=Value(1)), default=Value(2))
    order = ("-received_at",) if which in ("accepted", "ended") else (rank, "received_at")
    referrals = visible(actor).filter(pk__in=Referral.objects.filter(_which(which)).values("pk"))
    tasks = Prefetch("tasks", Task.objects.order_by("due_at", "pk"))
    return referrals.prefetch_related("documents", tasks).order_by(*order, "pk")


def counts(actor: Actor) -> dict[str, int]:
    require_open(actor, "referral.view")
    wanted = {which: Count("id", filter=_which(which), distinct=True) for which in TABS}
    return dict(Referral.objects.aggregate(**wanted))


def by_id(actor: Actor, key: UUID) -> Referral | None:
    """One referral, or None."""
    return visible(actor).filter(pk=key).first()


@noted
def by_token(token: str) -> Referral | None:
    """The one that a clinic's link opens, for as long as it does."""
    referrals = Referral.objects.select_related("practice", "visit_type", "request").filter(
        token_hash=hashed(token), received_at__gt=now() - OPENED_FOR
    )
    return referrals.first() if token else None
