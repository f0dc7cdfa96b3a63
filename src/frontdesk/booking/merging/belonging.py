"""Which rows go back when a merge is undone: those that came, and what has become of them since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from ...intake.models import Document, Request, Task
from ...messaging import dates
from ...messaging.models import Inbound, Message
from ...people.contacts import shown
from ...people.models import Patient, Proxy
from ..models import Appointment, Merge, Recall, WaitlistEntry, WaitlistOffer
from ..states import TAKING

MODELS: dict[str, type[Model]] = {
    "request": Request,
    "document": Document,
    "appointment": Appointment,
    "recall": Recall,
    "waitlistentry": WaitlistEntry,
    "message": Message,
    "inbound": Inbound,
    "task": Task,
    "proxy": Proxy,
}


def came_of(merge: Merge, kept: Patient) -> dict[str, set[str]]:
    """By the name of the model.  Somebody's appointment that was moved meanwhile is still theirs, and so is what was said about it."""
    back = {name: set(merge.moved.get(name, [])) for name in MODELS}
    requests: Any = back["request"]
    back["appointment"] = _appointments(back, kept)
    back["document"] |= _keys(Document.objects.filter(patient=kept, request__in=requests))
    back["waitlistentry"] |= _entries(merge.gone_id, back["appointment"], requests, kept)
    entries: Any = back["waitlistentry"]
    offers = _keys(WaitlistOffer.objects.filter(entry__in=entries))
    about = back["appointment"] | requests | back["recall"] | back["document"] | offers
    back["message"] |= _keys(Message.objects.filter(patient=kept, thing_id__in=about))
    back["task"] |= _keys(Task.objects.filter(patient=kept, thing_id__in=about | back["message"] | back["inbound"]))
    return back


def made_between(merge: Merge, kept: Patient) -> list[tuple[Model, str]]:
    """What was made for the record that was kept while the two were one, and is not known to be either's; each with what it is.

    What belongs to another of these, or to something from before, is not apart from that.
    """
    since = {"patient": kept, "created_at__gt": merge.created_at}
    requests = list(Request.objects.filter(**since).select_related("visit_type").order_by("created_at"))
    seen = Appointment.objects.filter(request=None, recalls=None, predecessors=None, recall=None, **since)
    seen = seen.filter(state__in=[state for state in TAKING if state != "held"])  # what did not come about is nobody's
    seen = seen.exclude(waitlist_offers__entry__created_at__lte=merge.created_at)
    visits = seen.select_related("visit_type", "provider", "location").order_by("start")
    papers = Document.objects.filter(request=None, replaces=None, **since).order_by("created_at")
    due = Recall.objects.filter(**since).select_related("visit_type").order_by("due_on")
    waits = WaitlistEntry.objects.filter(request=None, appointment=None, **since).select_related("visit_type")
    acts = Proxy.objects.filter(**since).exclude(state="ended").order_by("created_at")
    return [
        *((one, f"request {one.number}: {one.visit_type.name}") for one in requests),
        *((one, f"visit: {one.visit_type.name}, {_when(one)}") for one in visits),
        *((one, f"document: {one.field}") for one in papers),
        *((one, f"recall: {one.visit_type.name}, due {dates.day(one.due_on, 'en')}") for one in due),
        *((one, f"on the waitlist: {one.visit_type.name}") for one in waits.order_by("created_at")),
        *((one, f"can manage appointments: {one.name or shown(one.contact)}") for one in acts),
    ]


def _when(one: Appointment) -> str:
    return f"{dates.when(one.start, one.location.timezone, 'en')}, {one.provider.name}"


def _appointments(came: Mapping[str, set[str]], kept: Patient) -> set[str]:
    """Those that came, were booked for what came, were offered to who waited, or took the place of one of them."""
    mine = Appointment.objects.filter(patient=kept)
    recalls, offered = came["recall"], Q(waitlist_offers__entry__in=came["waitlistentry"])
    of_these = Q(request__in=came["request"]) | Q(recalls__in=recalls) | Q(recall__in=recalls) | offered
    found = came["appointment"] | _keys(mine.filter(of_these))
    while True:
        more = found | _keys(mine.filter(Q(predecessors__in=found) | Q(replaces__in=found)))
        if more == found:
            return found
        found = more


def _entries(gone: UUID, appointments: set[str], requests: set[str], kept: Patient) -> set[str]:
    """Save where the other record waits for such a visit itself."""
    waits = WaitlistEntry.objects.filter(patient=gone, state__in=("waiting", "offered")).values("visit_type")
    rows = WaitlistEntry.objects.filter(Q(appointment__in=appointments) | Q(request__in=requests), patient=kept)
    return _keys(rows.exclude(visit_type__in=waits))


def _keys(rows) -> set[str]:  # type: ignore[no-untyped-def]
    return {str(key) for key in rows.values_list("pk", flat=True)}
