"""What a visit settled while two records were one is settled only where it is of the same record when they are apart again."""

from __future__ import annotations

from django.db.models import F

from ....access.may import SYSTEM, Actor
from ....intake import actions as intake
from ....intake.models import Document
from ....intake.queries import has_its_time, state_before_its_time
from ....people.models import Patient
from ...events import Booked
from ...models import Appointment, Merge, Recall
from ...recalls.actions import booked, due_apart, nobody_invited
from ...recalls.queries import may_still_be_told

TO_COME = ("booked", "arrived")


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
        if visit is not None and visit.state in TO_COME and not visit.recalls.exists():
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
