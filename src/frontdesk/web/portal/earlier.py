"""What somebody said or sent before, and need not say or send again; only what who asks may see of them."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ...access.may import Actor
from ...availability.papers import ON_FILE, last_date
from ...intake import queries as intake
from ...intake.carrying import said_before, sent_before
from ...intake.evaluation import facts
from ...intake.models import Document
from ...intake.standard.actions import may_change_the_record
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...rules.facts import Visit
from ...tenancy.today import today_at

__all__ = ["ON_FILE"]

STILL_GOOD = dt.timedelta(days=365)  # how old a document may be that is not asked for again, where no rule says it


def answer_before(actor: Actor, patient: Patient, visit: VisitType, field: str) -> str:
    """What they said the last time (WCAG 3.3.7)."""
    seen = intake.visible(actor).filter(patient=patient).values("pk")
    said = said_before(patient, visit, for_the_record=may_change_the_record(actor, patient.pk))
    last = said.filter(request__in=seen, field=field).order_by("-request__created_at").first()
    return last.value if last else ""


def document_on_file(actor: Actor, patient: Patient, visit: VisitType, field: str) -> Document | None:
    """A document that we have from them, and that is not old."""
    serves = sent_before(patient, visit).values("pk")
    kept = intake.documents(actor).filter(pk__in=serves, field=field)
    last = kept.exclude(scan="infected").exclude(drawing="refused").order_by("-created_at").first()
    return last if last is not None and _is_good(last, patient, visit) else None


def _is_good(document: Document, patient: Patient, visit: VisitType) -> bool:
    """For a visit that could be today, by the rule of how long such a paper holds."""
    today, given = today_at(patient.practice), document.created_at.astimezone(patient.practice.zone).date()
    setup = policies.current().setup
    last = last_date(
        setup.book, Visit(visit.code, "", "", facts(patient, {}, "online").on(today)), document.field, given
    )
    return document.created_at > now() - STILL_GOOD if last is None else today <= last
