"""What somebody said or sent with one request, and need not say again with the next: only where all who may read the next may read it too.

What is answered for a visit stands on the page of its request.  A parent reads there what a teenager once said about a visit that the
practice's table keeps from parents, unless it stays with that visit.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ..people.models import Patient
from ..practice.actors import opened_with
from ..practice.models import VisitType
from .insurance import OF_THE_INSURANCE
from .models import Answer, Document


def said_before(patient: Patient, visit: VisitType, *, for_the_record: bool) -> QuerySet[Answer]:
    """The patient's earlier answers that may stand in a form for such a visit.

    `for_the_record`: what is sent with that form goes there (`standard/actions.py`).  Of the insurance a request keeps only what was
    said for it alone (by who may act for some visits, or of no payer that we know): that stands in no such form, or the next press would make it the record's.
    """
    answers = Answer.objects.filter(_open("request__", patient, visit), request__patient=patient)
    return answers.exclude(field__in=OF_THE_INSURANCE) if for_the_record else answers


def sent_before(patient: Patient, visit: VisitType) -> QuerySet[Document]:
    """The patient's documents that may serve for such a visit; those of no request are the record's own."""
    return Document.objects.filter(Q(request=None) | _open("request__", patient, visit), patient=patient)


def may_stand_in(patient: Patient, said_of: VisitType, visit: VisitType) -> bool:
    """Whether what was said of one visit, and is kept with no request yet, may stand in a form for another."""
    opened = opened_with(patient, visit.code)
    shared = not said_of.sensitive and (opened is None or said_of.code in opened)
    return shared or said_of.pk == visit.pk


def _open(path: str, patient: Patient, visit: VisitType) -> Q:
    opened = opened_with(patient, visit.code)
    shared = Q(**{f"{path}visit_type__sensitive": False})
    if opened is not None:
        shared &= Q(**{f"{path}visit_type__code__in": opened})
    return shared | Q(**{f"{path}visit_type": visit})
