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
NO_PAYER = {  # no ids: these have no space
    "none": {"patient__uninsured": False, "patient__insured_elsewhere": False},
    "pays alone": {"patient__uninsured": True},
    "other insurance": {"patient__insured_elsewhere": True},
}
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
    tab_by_state = {row["state"]: Tab(row["state"], row["count"], row["late"]) for row in rows}
    return [tab_by_state.get(state, Tab(state, 0, 0)) for state in OPEN]


def rows(actor: Actor, filters: Filters) -> QuerySet[Request]:
    """The requests in one state that pass the filters: those that are late or soon will be first, then the longest waiting.

    `urgent`: words of an emergency came with it, and nobody has called yet.
    """
    require_open(actor, "queue.view")
    to_call = Task.objects.filter(kind="urgent", thing_id=OuterRef("pk"), state="open")
    requests = visible(actor).select_related("provider", "location").annotate(urgent=Exists(to_call))
    requests = requests.filter(state=filters.state)
    if filters.payer in NO_PAYER:
        requests = requests.filter(patient__payer=None, **NO_PAYER[filters.payer])
    elif filters.payer:
        requests = requests.filter(patient__payer__code=filters.payer)
    if filters.visit:
        requests = requests.filter(visit_type__code=filters.visit)
    if filters.late:
        requests = requests.filter(due_at__lt=now())
    if filters.provider:
        requests = requests.filter(
            Q(provider__code=filters.provider)
            | Q(provider=None, visit_type__code__in=_offered(provider=filters.provider))
        )
    if filters.location:
        requests = requests.filter(
            Q(location__code=filters.location)
            | Q(location=None, visit_type__code__in=_offered(location=filters.location))
        )
    return _owned(requests, actor, filters.owner).order_by(F("due_at").asc(nulls_last=True), "state_since", "number")


def saved_views(actor: Actor) -> QuerySet[SavedView]:
    """One's own."""
    return SavedView.objects.filter(staff=actor.id).order_by("name")


def colleagues(actor: Actor) -> list[Staff]:
    """To whom a request can be handed: everybody who works in the queue."""
    require_open(actor, "queue.view")
    return [member for member in signed_in() if member.role in ("front_desk", "scheduler", "clinician")]


def _owned(requests: QuerySet[Request], actor: Actor, owner: str) -> QuerySet[Request]:
    if owner == "me":
        return requests.filter(owner_id=actor.id)
    if owner == "nobody":
        return requests.filter(owner=None)
    try:
        return requests.filter(owner_id=UUID(owner)) if owner else requests
    except ValueError:
        return requests.none()


def _offered(provider: str = "", location: str = "") -> list[str]:
    """The visit types that, as far as the rules say without knowing the patient, somebody there offers."""
    setup = policies.current().setup
    engine = Engine(setup)
    pairs = [
        (person.id, at)
        for person in setup.providers.values()
        for at in person.locations
        if provider in ("", person.id) and location in ("", at)
    ]
    return [
        visit
        for visit in setup.visit_types
        if any(
            not any(reason.kind == "offers" for reason in engine.terms(visit, who, at, Facts()).obstacles)
            for who, at in pairs
        )
    ]
