"""Visits to come that stand because another one of the same patient comes first: by it they are an established patient then, or a rule looks back to it."""

from __future__ import annotations

from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from ..availability.clock import say
from ..availability.model import NEEDED_FIRST, AheadOf, Reason, minute_of
from ..messaging import dates
from ..practice import policies
from ..practice.words import visit_words
from .judging import Judge, to_come, with_facts
from .models import Appointment
from .states import SEEN

Needing = tuple[Appointment, list[Reason]]


def needing(first: Appointment, *, seen: frozenset[str] | None = None) -> list[Needing]:
    """The visits to come of its patient that the rules allow after it and not without it, with what would be against each.

    `seen`: the types of visit of which whoever asks may know (None: all).  What stands against one already is left out.
    """
    if first.state not in SEEN:
        return []
    judge, found = Judge(policies.current().setup, alone=True), []
    later = may_need(judge, first.patient_id).filter(start__gt=first.start).exclude(pk=first.pk)
    if seen is not None:
        later = later.filter(visit_type__code__in=seen)
    for one in with_facts(later):
        already = {reason.named for reason in judge.against(one)}
        if fresh := [reason for reason in judge.against(one, without=first.pk) if reason.named not in already]:
            found.append((one, fresh))
    return found


def may_need(judge: Judge, patient: UUID) -> QuerySet[Appointment]:
    """The visits to come of a patient that an earlier one can be something to: of somebody new, or where a rule looks back."""
    theirs = to_come().filter(patient=patient)
    return theirs if judge.setup.book.by_start else theirs.filter(new_patient=True)


def ahead_of(first: Appointment, *, seen: frozenset[str] | None = None) -> tuple[AheadOf, ...]:
    """The same for who looks for another time for it: before which starts that time must be, and why."""
    return tuple(_ahead_of(one, reasons) for one, reasons in needing(first, seen=seen))


def _ahead_of(one: Appointment, reasons: list[Reason]) -> AheadOf:
    """Which one it is and what to do, for staff with the rule that makes it so."""
    start = minute_of(one.start)
    which = f"{one.visit_type.name} on {say(start, ZoneInfo(one.location.timezone))}"
    because = " ".join(reason.named for reason in reasons)
    detail = f"{which} can only take place after this visit: move that one first. {because}"
    return AheadOf(
        start, Reason(NEEDED_FIRST, None, detail, to_patient=(_to_patient(one, "en"), _to_patient(one, "es")))
    )


def _to_patient(one: Appointment, language: str) -> str:
    visit, _ = visit_words(one.visit_type, language)
    when = dates.when(one.start, one.location.timezone, language)
    if language == "es":
        return f"{visit}, {when}: esa cita solo puede realizarse después de esta. Cambie primero esa, elija un horario anterior o llámenos."
    return f"{visit}, {when}: that visit can only take place after this one. Move that one first, choose an earlier time, or call us."
