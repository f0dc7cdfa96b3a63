"""What one record is due, the other may have booked: merged it is settled, and apart again only where the visit is of the same record."""

from __future__ import annotations

from django.db.models import F

from ....access.may import SYSTEM, Actor
from ....booking.events import Booked
from ....booking.models import Appointment, Merge, Recall
from ....intake import actions as intake
from ....intake.models import Document
from ....intake.queries import has_its_time, state_before_its_time
from ....outreach.recalls.actions import booked, due_apart, nobody_invited
from ....outreach.recalls.queries import may_still_be_told
from ....people.models import Patient
from ...once.actions import TO_COME


def settle_apart(actor: Actor, merge: Merge, kept: Patient, gone: Patient) -> None:
    """Called inside the undoing, when rows and addresses have gone back: nothing of one is settled by what is the other's, or lies in its place."""
    both = [kept, gone]
    visits = Appointment.objects.filter(patient__in=both).exclude(request=None)
    for visit in visits.exclude(request__patient=F("patient")).select_related("request"):
        _not_of_its_request(visit)
    due = Recall.objects.filter(patient__in=both).select_related("patient__practice", "visit_type", "appointment")
    settled = due.exclude(appointment=None).exclude(appointment__patient=F("patient")).order_by("due_on", "pk")
    apart = [(recall, recall.appointment) for recall in settled]
    for recall, _visit in apart:
        due_apart(recall)
    for _recall, visit in apart:
        since = visit is not None and visit.created_at > merge.created_at  # before, it had settled nothing of its own
        if visit is not None and since and visit.state in TO_COME and not visit.recalls.exists():
            booked(Booked(actor, visit, tell=False))
    for recall in due.filter(state="invited", told_at__gt=merge.created_at):
        if not may_still_be_told(recall):
            nobody_invited(recall)
    replaced = Document.objects.filter(patient__in=both).exclude(replaced_by=None)
    replaced.exclude(replaced_by__patient=F("patient")).update(replaced_by=None)


def _not_of_its_request(visit: Appointment) -> None:
    """It was booked without a word of that request, which waits for a time as it did."""
    asked, visit.request = visit.request, None
    visit.save(update_fields=["request"])
    if asked is not None and asked.state == "scheduled" and not has_its_time(asked):
        intake.take_up(SYSTEM, asked, state=state_before_its_time(asked))
