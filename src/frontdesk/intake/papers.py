"""When a patient gave which paper, for rules that say until when it is due and how long it is good."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Container
from uuid import UUID

from django.db.models import Max, Q, QuerySet

from ..availability.model import Setup
from ..availability.papers import ON_FILE
from ..people.models import Patient
from ..rules.facts import NO_DATES
from ..rules.families.papers import PaperDue, PaperHolds
from .models import Document, Request

Given = dict[str, dt.date]
Came = dict[str, dt.datetime]  # when the last of each paper came


def given_for(
    setup: Setup,
    patient: Patient,
    answered: dict[str, str],
    *,
    seen: Container[str] | None = None,
    by: dt.datetime | None = None,
    request: Request | None = None,
    known: Came | None = None,
) -> Given:
    """The local date on which each paper of the patient came, the last of each; none where no rule asks for that.

    What was `answered` is as new as the answer, save that of a file which we have.  `request`: its own files count, whoever may see them.
    `seen`: the visit types of which whoever is answered may know (None: all), `by`: what came by that moment.
    `known`: what was read of the patient for many together, where all may be known.
    """
    if PaperHolds not in setup.book.kinds and PaperDue not in setup.book.kinds:
        return dict(NO_DATES)
    zone = patient.practice.zone
    if known is None:
        known = _came_of(patient, seen, by, request)
    return {
        field: last.astimezone(zone).date() for field, last in known.items() if answered.get(field) in (None, *FILES)
    }


def _came_of(patient: Patient, seen: Container[str] | None, by: dt.datetime | None, request: Request | None) -> Came:
    rows = usable(patient.documents.all())
    if seen is not None:
        known = Q(request=None) | Q(request__visit_type__sensitive=False, request__visit_type__code__in=seen)
        rows = rows.filter(known | Q(request=request) if request is not None else known)
    if by is not None:
        rows = rows.filter(created_at__lte=by)
    return dict(rows.order_by().values_list("field").annotate(last=Max("created_at")))


def came(patients: Collection[UUID]) -> dict[UUID, Came]:
    """When the last of each paper of each of these patients came."""
    rows = usable(Document.objects.filter(patient__in=patients)).order_by().values_list("patient", "field")
    by_patient: dict[UUID, Came] = defaultdict(dict)
    for patient, field, last in rows.annotate(last=Max("created_at")):
        by_patient[patient][field] = last
    return by_patient


FILES = (ON_FILE, "document")  # as an answer: that a file is there


def usable(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Neither replaced by another file nor found to be none."""
    return documents.filter(replaced_by=None).exclude(scan="infected").exclude(drawing="refused")
