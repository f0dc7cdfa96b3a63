"""Reading requests: only what the actor may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, QuerySet

from ..access.may import Actor, may, may_any, require_open
from ..access.query import query
from ..audit.models import Entry
from ..messaging.models import Inbound, Message
from ..people.models import Patient, Proxy
from ..people.queries import of_own_patients
from ..practice.models import VisitType
from ..rules.families.information import OF_INSURANCE
from ..tenancy.context import read_until_written
from ..tenancy.together import first_with, keep
from .evaluation import WILL_BRING
from .models import Answer, Document, Draft, Request
from .states import OPEN, RequestState

SHOWN = 10  # texts of a patient that a request's page shows
KEPT = ("booked", "arrived", "completed")  # of the appointments of a request
ALIVE = ("held", "booked", "arrived")  # of an appointment that takes somebody's time
WITH_ITS_TIME = "request.create_with_its_time"
APPROVED_WITH_ITS_TIME = "request.approve_with_its_time"
FROM_A_REFERRAL = "request.create_from_referral"


@query("request.view")
def visible(actor: Actor) -> QuerySet[Request]:
    """The requests that an actor may see; for a clinician those that wait for one."""
    requests = Request.objects.select_related("patient", "patient__payer", "visit_type", "owner")
    if may_any(actor, "request.view"):
        return requests
    if actor.kind == "patient":
        return requests.filter(of_own_patients(actor, "request.view"))
    return requests.filter(waits_for_clinician=True)


def queue(actor: Actor, state: RequestState) -> QuerySet[Request]:
    """The open requests in one state, the longest waiting first."""
    require_open(actor, "queue.view")
    return visible(actor).filter(state=state).order_by("state_since")


def counts(actor: Actor) -> dict[str, int]:
    """How many open requests there are in each state."""
    require_open(actor, "queue.view")
    rows = visible(actor).order_by().values("state").annotate(count=Count("id"))
    count_by_state = {row["state"]: row["count"] for row in rows}
    return {state: count_by_state.get(state, 0) for state in OPEN}


def by_id(actor: Actor, key: UUID) -> Request | None:
    """One request, or None: unknown and foreign are the same."""
    return visible(actor).filter(pk=key).first()


def for_its_page(actor: Actor, key: UUID) -> Request | None:
    """One request as its page shows it, by one question.

    With its answers and documents; who acts for its patient; as `outgoing`, `inbound` and `history` what was written to and by the
    patient, the latest first, and what was done.
    """
    rows = visible(actor).select_related("provider", "location").filter(pk=key)
    of_patient = {"patient": OuterRef("patient")}
    about = {"thing_kind": "request", "thing_id": OuterRef("pk")}
    request = first_with(
        rows,
        answers=Answer.objects.filter(request=OuterRef("pk")).order_by("pk"),
        documents=Document.objects.filter(request=OuterRef("pk")).order_by("created_at", "pk"),
        acting=Proxy.objects.filter(**of_patient).order_by("created_at", "pk"),
        outgoing=Message.objects.filter(**about).order_by("-created_at"),
        inbound=Inbound.objects.filter(**of_patient).order_by("-at")[: SHOWN + 1],
        history=Entry.objects.filter(**about).order_by("number"),
    )
    if request is not None:
        keep(request.patient, "proxies", request.acting)  # type: ignore[attr-defined]
    return request


def has_its_time(request: Request) -> bool:
    """Whether an appointment of it is to come, or took place."""
    return bool(request.appointments.filter(state__in=KEPT).exists())


def unkept(request: Request) -> Any:
    """Its last appointment, where that has ended and no other has taken its place; a hold was none."""
    if has_its_time(request):
        return None
    gone = request.appointments.filter(state__in=("cancelled", "no_show")).exclude(hold_expires_at__isnull=False)
    return gone.select_related("location", "provider").order_by("-created_at").first()


def providers_of(patients: Iterable[UUID]) -> set[str]:
    """The lines of whom these patients have or keep a time with; asked in the patients' own, it stays so."""
    keys = frozenset(patients)
    return set(read_until_written(("providers of", keys), ("booking_appointment",), lambda: _providers_of(keys)))


def _providers_of(patients: Collection[UUID]) -> set[str]:
    alive = Patient.objects.filter(pk__in=patients, appointments__state__in=ALIVE)
    return {f"provider {code}" for code in alive.values_list("appointments__provider__code", flat=True)}


def came_into(request: Request, state: RequestState, before: int | None = None) -> dt.datetime:
    """When it came into a state the last time; before an entry of the trail, where that is given.

    What was taken back never was: it has been in that state since before.
    """
    its = Entry.objects.filter(thing_kind="request", thing_id=request.pk, changes__state__1=state)
    its = its.exclude(action="request.undo").exclude(action="request.take_up", changes__state__0="scheduled")
    last = (its if before is None else its.filter(number__lt=before)).order_by("number").last()
    return last.at if last is not None else request.created_at


def made_for_its_time(request: Request) -> bool:
    """Whether it was written down with the time that it has, and was nothing before."""
    its = Entry.objects.filter(thing_kind="request", thing_id=request.pk)
    return its.filter(action=WITH_ITS_TIME).exists() and its.filter(action="request.schedule").count() == 1


def state_before_its_time(request: Request) -> RequestState:
    """Where the press that gave it its time had found it: approved, or still to be approved where that press did both."""
    its = list(Entry.objects.filter(thing_kind="request", thing_id=request.pk).order_by("number"))
    scheduled = max((at for at, entry in enumerate(its) if entry.action == "request.schedule"), default=0)
    approved = its[scheduled - 1] if scheduled else None
    if approved is None or approved.action != APPROVED_WITH_ITS_TIME:
        return "approved"
    before = str(approved.changes["state"][0])
    return next(state for state in OPEN if state == before)


def document(actor: Actor, key: UUID) -> Document | None:
    row = Document.objects.filter(pk=key).first()
    return row if row is not None and may(actor, "document.view", row) else None


@query("document.view")
def documents(actor: Actor) -> QuerySet[Document]:
    """A signed-in person's own documents, and those of whom they look after, the latest first; what was replaced is left out."""
    rows = Document.objects.select_related("patient", "request", "request__visit_type").order_by("-created_at")
    rows = rows.filter(replaced_by=None)
    if may_any(actor, "document.view"):
        return rows
    return rows.filter(of_own_patients(actor, "document.view", "request__visit_type__code"))


def owed(patient: Patient, *, pays_alone: bool) -> list[str]:
    """What the patient said that they will bring to a visit, and nobody has put on file since: fields.

    `pays_alone`: no insurance is billed for that visit, so that they need not bring its card.
    """
    promised = Answer.objects.filter(request__patient=patient, value=WILL_BRING).select_related("request")
    there = dict(Document.objects.filter(patient=patient).values_list("field").annotate(last=Max("created_at")))
    return sorted(
        {
            answer.field
            for answer in promised
            if (answer.field not in there or there[answer.field] < answer.request.created_at)
            and not (pays_alone and answer.field in OF_INSURANCE)
        }
    )


def open_for(patient: Patient, visit: VisitType | None) -> QuerySet[Request]:
    """The open requests of a patient for such a visit."""
    return Request.objects.filter(patient=patient, visit_type=visit, state__in=OPEN)


def kept_with(draft: Draft | None) -> list[Document]:
    """The files that were added to what is being written."""
    return list(Document.objects.filter(draft=draft, replaced_by=None))


def nobodys(key: UUID | str, field: str) -> Document | None:
    """A file that is kept for a question, while it is nobody's."""
    return Document.objects.filter(pk=key, field=field, request=None, patient=None).first()
