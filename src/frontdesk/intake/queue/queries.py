"""Reading the queue: requests by state, filtered, what is about to wait too long first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import now

from ...access.may import Actor, require_open
from ...availability.engine import Engine
from ...people.models import Staff
from ...people.queries import signed_in
from ...practice import policies
from ...rules.facts import Facts
from ..models import Request, SavedView, Task
from ..queries import visible
from ..states import OPEN

SOON = dt.timedelta(hours=4)  # how near its end a wait has to be to be shown as urgent
NAMES = ("location", "provider", "visit", "payer", "owner", "late")


@dataclass(frozen=True)
class Filters:
    """What stands in the address: codes of the practice, `owner` a key, 'me' or 'nobody', `late` '1'.  Empty: any."""

    state: str = ""
    location: str = ""
    provider: str = ""
    visit: str = ""
    payer: str = ""
    owner: str = ""
    late: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Filters:
        state = query.get("state", "")
        rest = {name: str(query.get(name, ""))[:60] for name in NAMES}
        return cls(state if state in OPEN else "", **rest)

    @property
    def any(self) -> bool:
        return any(getattr(self, name) for name in NAMES)

    def query(self, **change: str) -> str:
        """As part of an address."""
        values = {name: getattr(self, name) for name in ("state", *NAMES)} | change
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Tab:
    """A state with how many requests wait in it, and how many of them too long."""

    state: str
    count: int
    late: int


def tabs(actor: Actor) -> list[Tab]:
    require_open(actor, "queue.view")
    late = Count("id", filter=Q(due_at__lt=now()))
    rows = visible(actor).filter(state__in=OPEN).order_by().values("state").annotate(count=Count("id"), late=late)
    found = {row["state"]: Tab(row["state"], row["count"], row["late"]) for row in rows}
    return [found.get(state, Tab(state, 0, 0)) for state in OPEN]


def rows(actor: Actor, filters: Filters) -> QuerySet[Request]:
    """The requests in one state that pass the filters: those that are late or soon will be first, then the longest waiting.

    `urgent`: words of an emergency came with it, and nobody has called yet.
    """
    require_open(actor, "queue.view")
    to_call = Task.objects.filter(kind="urgent", thing_id=OuterRef("pk"), state="open")
    found = visible(actor).select_related("provider", "location").annotate(urgent=Exists(to_call))
    found = found.filter(state=filters.state)
    if filters.payer == "none":
        found = found.filter(patient__payer=None)
    elif filters.payer:
        found = found.filter(patient__payer__code=filters.payer)
    if filters.visit:
        found = found.filter(visit_type__code=filters.visit)
    if filters.late:
        found = found.filter(due_at__lt=now())
    if filters.provider:
        found = found.filter(
            Q(provider__code=filters.provider)
            | Q(provider=None, visit_type__code__in=_offered(provider=filters.provider))
        )
    if filters.location:
        found = found.filter(
            Q(location__code=filters.location)
            | Q(location=None, visit_type__code__in=_offered(location=filters.location))
        )
    return _owned(found, actor, filters.owner).order_by(F("due_at").asc(nulls_last=True), "state_since", "number")


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """One's own."""
    return SavedView.objects.filter(staff=actor.id).order_by("name")


def colleagues(actor: Actor) -> list[Staff]:
    """To whom a request can be handed: everybody who works in the queue."""
    require_open(actor, "queue.view")
    return [one for one in signed_in() if one.role in ("front_desk", "scheduler", "clinician")]


def _owned(found: QuerySet[Request], actor: Actor, owner: str) -> QuerySet[Request]:
    if owner == "me":
        return found.filter(owner_id=actor.id)
    if owner == "nobody":
        return found.filter(owner=None)
    try:
        return found.filter(owner_id=UUID(owner)) if owner else found
    except ValueError:
        return found.none()


def _offered(provider: str = "", location: str = "") -> list[str]:
    """The visit types that, as far as the rules say without knowing the patient, somebody there offers."""
    setup = policies.current().setup
    engine = Engine(setup)
    pairs = [
        (one.id, at)
        for one in setup.providers.values()
        for at in one.locations
        if provider in ("", one.id) and location in ("", at)
    ]
    return [
        visit
        for visit in setup.visit_types
        if any(
            not any(reason.kind == "offers" for reason in engine.terms(visit, who, at, Facts()).obstacles)
            for who, at in pairs
        )
    ]
