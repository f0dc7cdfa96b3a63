"""Which rows go back when a merge is undone: those that came, and what has become of them since."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import now

from ...intake.models import Document, Task
from ...messaging.models import Message
from ...people.models import Patient
from ..models import Appointment, Merge, WaitlistEntry, WaitlistOffer


def came_of(merge: Merge, kept: Patient) -> dict[str, set[str]]:
    """By the name of the model.  Somebody's appointment that was moved meanwhile is still theirs, and so is what was said about it."""
    names = ("request", "document", "appointment", "recall", "waitlistentry", "message", "inbound", "task", "proxy")
    back = {name: set(merge.moved.get(name, [])) for name in names}
    requests = back["request"]
    back["appointment"] = _appointments(back["appointment"], requests, back["recall"], kept)
    back["document"] |= _keys(Document.objects.filter(patient=kept, request__in=requests))
    back["waitlistentry"] |= _entries(merge, back["appointment"], requests, kept)
    offers = _keys(WaitlistOffer.objects.filter(entry__in=back["waitlistentry"]))
    about = back["appointment"] | requests | back["recall"] | back["document"] | offers
    back["message"] |= _keys(Message.objects.filter(patient=kept, thing_id__in=about))
    back["task"] |= _keys(Task.objects.filter(patient=kept, thing_id__in=about | back["message"] | back["inbound"]))
    return back


def booked_since(merge: Merge) -> list[Appointment]:
    """The visits to come that were booked while the two were one, and stay with the record that was kept."""
    rows = Appointment.objects.filter(patient=merge.kept_id, created_at__gt=merge.created_at, state="booked")
    return list(rows.filter(start__gt=now()).select_related("location", "provider", "visit_type").order_by("start"))


def _appointments(came: set[str], requests: set[str], recalls: set[str], kept: Patient) -> set[str]:
    """Those that came, were booked for what came, or took the place of one of them."""
    mine = Appointment.objects.filter(patient=kept)
    found = came | _keys(mine.filter(Q(request__in=requests) | Q(recalls__in=recalls) | Q(recall__in=recalls)))
    while True:
        more = found | _keys(mine.filter(Q(predecessors__in=found) | Q(replaces__in=found)))
        if more == found:
            return found
        found = more


def _entries(merge: Merge, appointments: set[str], requests: set[str], kept: Patient) -> set[str]:
    """Save where the other record waits for such a visit itself."""
    waits = WaitlistEntry.objects.filter(patient=merge.gone_id, state__in=("waiting", "offered")).values("visit_type")
    rows = WaitlistEntry.objects.filter(Q(appointment__in=appointments) | Q(request__in=requests), patient=kept)
    return _keys(rows.exclude(visit_type__in=waits))


def _keys(rows) -> set[str]:  # type: ignore[no-untyped-def]
    return {str(key) for key in rows.values_list("pk", flat=True)}
