"""Which rows go back when a merge is undone: those that came, and what has become of them since.

What was made between goes only where it is known to be of the record that is gone: that it is of the same kind proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from ...audit.models import Entry
from ...booking.models import Appointment, Merge, Recall, WaitlistEntry, WaitlistOffer
from ...booking.queries import again_after_a_death
from ...booking.states import TAKING
from ...intake.models import Document, Request, Task
from ...messaging import dates
from ...messaging.models import Inbound, Message
from ...outreach.recalls.actions import INVITATIONS
from ...people.contacts import shown
from ...people.models import Patient, Proxy

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
CONTACTS = ("email", "phone", "confidential_contact")


def rows_that_came(merge: Merge, kept: Patient) -> dict[str, set[str]]:
    """By the name of the model.  Somebody's appointment that was moved meanwhile is still theirs, and so is what was said about it."""
    back = {name: set(merge.moved.get(name, [])) for name in MODELS}
    requests: Any = back["request"]
    back["appointment"] = _appointments(merge, back, kept)
    back["document"] = _documents(merge, back, kept)
    back["waitlistentry"] |= _entries(merge.gone_id, back["appointment"], requests, kept)
    entries: Any = back["waitlistentry"]
    offers = _keys(WaitlistOffer.objects.filter(entry__in=entries))
    about = back["appointment"] | requests | back["recall"] | back["document"] | offers
    back["message"] |= _keys(Message.objects.filter(patient=kept, thing_id__in=about))
    back["task"] |= _keys(Task.objects.filter(patient=kept, thing_id__in=about | back["message"] | back["inbound"]))
    return back


def rows_made_between(merge: Merge, kept: Patient) -> list[tuple[Model, str]]:
    """What was made for the record that was kept while the two were one, and is not known to be either's; each with what it is.

    What belongs to another of these, or to something from before, is not apart from that.
    """
    since = {"patient": kept, "created_at__gt": merge.created_at}
    requests = list(Request.objects.filter(**since).select_related("visit_type").order_by("created_at"))
    seen = Appointment.objects.filter(request=None, predecessors=None, **since)
    seen = seen.filter(state__in=[state for state in TAKING if state != "held"])  # what did not come about is nobody's
    seen = seen.exclude(waitlist_offers__entry__created_at__lte=merge.created_at)
    seen = seen.exclude(recall__created_at__gt=merge.created_at).exclude(pk__in=_by_link(merge, seen))
    seen = seen.exclude(pk__in=_stand_again(merge, kept))
    visits = seen.select_related("visit_type", "provider", "location").order_by("start")
    # What took the place of a file is where that is; whose it is was never said.
    both = Q(patient=kept) | Q(patient=merge.gone_id)
    papers = Document.objects.filter(both, request=None, created_at__gt=merge.created_at).order_by("created_at")
    due = Recall.objects.filter(**since).select_related("visit_type").order_by("due_on")
    waits = WaitlistEntry.objects.filter(request=None, appointment=None, **since).select_related("visit_type")
    acts = Proxy.objects.filter(**since).exclude(state="ended").order_by("created_at")
    return [
        *((request, f"request {request.number}: {request.visit_type.name}") for request in requests),
        *((appointment, f"visit: {appointment.visit_type.name}, {_when(appointment)}") for appointment in visits),
        *((document, f"document: {document.field}") for document in papers.filter(replaced_by=None)),
        *((recall, f"recall: {recall.visit_type.name}, due {dates.day(recall.due_on, 'en')}") for recall in due),
        *((entry, f"on the waitlist: {entry.visit_type.name}") for entry in waits.order_by("created_at")),
        *((proxy, f"can manage appointments: {proxy.name or shown(proxy.contact)}") for proxy in acts),
    ]


def _when(appointment: Appointment) -> str:
    return f"{dates.when(appointment.start, appointment.location.timezone, 'en')}, {appointment.provider.name}"


def _appointments(merge: Merge, came: Mapping[str, Any], kept: Patient) -> set[str]:
    """Those that came, were booked for what came, were offered to who waited, or took the place of one of them.

    That a visit settled what was due, or what only waited for a time, says nothing: the other person's settles it just so.
    """
    mine = Appointment.objects.filter(patient=kept)
    of_what_was_due = Q(recall__in=came["recall"], pk__in=_by_link(merge, mine))
    offered = Q(waitlist_offers__entry__in=came["waitlistentry"])
    of_these = Q(request__in=came["request"]) | of_what_was_due | offered
    taken: Any = _with_successors(mine, _keys(_took_a_request(merge, came["request"], mine)))
    return _with_successors(mine, came["appointment"] | _keys(mine.filter(of_these).exclude(pk__in=taken)))


def _with_successors(mine: QuerySet[Appointment], keys: set[str]) -> set[str]:
    while True:
        more = keys | _keys(mine.filter(Q(predecessors__in=keys) | Q(replaces__in=keys)))
        more |= _keys(mine.filter(pk__in=again_after_a_death(more)))
        if more == keys:
            return keys
        keys = more


def _stand_again(merge: Merge, kept: Patient) -> set[str]:
    """Those that a death had ended by mistake, which were the kept record's before the two were one."""
    theirs = Appointment.objects.filter(patient=kept, created_at__lte=merge.created_at)
    return again_after_a_death(_keys(theirs))


def _by_link(merge: Merge, visits: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those that somebody booked by the link of an invitation from before the merge: it went to whom it was for."""
    invited_since = Message.objects.filter(
        thing_id=OuterRef("recall"),
        template__in=INVITATIONS,
        created_at__gt=merge.created_at,
        created_at__lte=OuterRef("created_at"),
    )
    return visits.filter(~Exists(invited_since), recall__created_at__lte=merge.created_at)


def _took_a_request(merge: Merge, requests: Any, mine: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those that were booked between without a word of a request, and took the time of one that only waited for a time."""
    its = Entry.objects.filter(thing_kind="appointment", thing_id=OuterRef("pk"))
    since = mine.filter(request__in=requests, predecessors=None, created_at__gt=merge.created_at)
    chosen = Exists(its.filter(action="request.approve_and_book"))
    held = Exists(its.filter(action="appointment.hold")) & Q(recall=None, waitlist_offers=None)
    return since.exclude(chosen).exclude(held).exclude(waitlist_offers__entry__request=F("request"))


def _documents(merge: Merge, came: Mapping[str, Any], kept: Patient) -> set[str]:
    """Those that came, those of the requests, and what took their place: save where nobody of theirs was let in between."""
    documents: set[str] = came["document"] | _keys(Document.objects.filter(patient=kept, request__in=came["request"]))
    theirs, others = _were_let_in(merge, kept)
    while theirs:
        rows = Document.objects.filter(patient=kept).exclude(pk__in=documents)
        since = Q(replaces__isnull=False, request=None, created_at__gt=merge.created_at)
        more = _keys(rows.filter(Q(replaces__in=documents) if others else since))
        if not more:
            break
        documents |= more
    return documents


def _were_let_in(merge: Merge, kept: Patient) -> tuple[bool, bool]:
    """Whether somebody of the record that is gone, and of the one that was kept, could sign in while the two were one."""
    was = {merge.before[name][0] if name in merge.before else getattr(kept, name) for name in CONTACTS}
    opened = {merge.before[name][1] if name in merge.before else getattr(kept, name) for name in CONTACTS} - {""}
    came: Any = merge.moved.get("proxy", [])
    acting = Proxy.objects.filter(patient=kept, state="confirmed")
    theirs = bool(opened & merge.gone.own_contacts) or acting.filter(pk__in=came).exists()
    return theirs, bool(opened & was) or acting.exclude(pk__in=came).exists()


def _entries(gone: UUID, appointments: set[str], requests: set[str], kept: Patient) -> set[str]:
    """Save where the other record waits for such a visit itself."""
    waits = WaitlistEntry.objects.filter(patient=gone, state__in=("waiting", "offered")).values("visit_type")
    rows = WaitlistEntry.objects.filter(Q(appointment__in=appointments) | Q(request__in=requests), patient=kept)
    return _keys(rows.exclude(visit_type__in=waits))


def _keys(rows) -> set[str]:  # type: ignore[no-untyped-def]
    return {str(key) for key in rows.values_list("pk", flat=True)}
