"""Visits to come that stand because another one of the same patient comes first: by it they are an established patient then, or a rule looks back to it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ..availability.clock import say
from ..availability.model import NEEDED_FIRST, AheadOf, Reason, apart_from, minute_of
from ..messaging import dates
from ..practice import policies
from ..practice.words import visit_words
from ..rules.facts import Visit
from .judging import Judge, appointments_to_come, with_facts
from .models import Appointment
from .states import SEEN

Needing = tuple[Appointment, list[Reason]]


def needing(first: Appointment, *, seen: frozenset[str] | None = None) -> list[Needing]:
    """The visits to come of its patient that the rules allow after it and not without it, with what would be against each.

    `seen`: the types of visit of which whoever asks may know (None: all).  What stands against one already is left out.
    """
    if first.state not in SEEN:
        return []
    judge, waiting = Judge(policies.current().setup, alone=True), []
    for appointment, _ in may_be_needed_by(judge, first):
        if seen is not None and appointment.visit_type.code not in seen:
            continue
        if fresh := apart_from(judge.against(appointment, without=first.pk), judge.against(appointment)):
            waiting.append((appointment, fresh))
    return waiting


def may_be_needed_by(judge: Judge, *firsts: Appointment) -> Iterator[tuple[Appointment, list[Appointment]]]:
    """The visits to come of their patient to which one of these can be something, being before it; each with these.

    That is a visit of somebody new, or one from which a rule looks back to such a visit.
    """
    rules = [rule for rule, _ in judge.setup.book.by_start]
    theirs = appointments_to_come().filter(patient=firsts[0].patient_id, start__gt=min(first.start for first in firsts))
    for appointment in with_facts(theirs if rules else theirs.filter(new_patient=True)):
        visit, before = _visit(appointment), [first for first in firsts if first.start < appointment.start]
        if not appointment.new_patient:
            before = [first for first in before if any(rule.looks_back(visit, _visit(first)) for rule in rules)]
        if before:
            yield appointment, before


def _visit(appointment: Appointment) -> Visit:
    return Visit(appointment.visit_type.code, appointment.provider.code, appointment.location.code)


def ahead_of(first: Appointment, *, seen: frozenset[str] | None = None) -> tuple[AheadOf, ...]:
    """The same for who looks for another time for it: before which starts that time must be, and why."""
    return tuple(_ahead_of(appointment, reasons) for appointment, reasons in needing(first, seen=seen))


def _ahead_of(appointment: Appointment, reasons: list[Reason]) -> AheadOf:
    """Which one it is and what to do, for staff with the rule that makes it so."""
    start = minute_of(appointment.start)
    which = f"{appointment.visit_type.name} on {say(start, ZoneInfo(appointment.location.timezone))}"
    because = " ".join(reason.named for reason in reasons)
    detail = f"{which} can only take place after this visit: move that one first. {because}"
    return AheadOf(
        start,
        Reason(NEEDED_FIRST, None, detail, to_patient=(_to_patient(appointment, "en"), _to_patient(appointment, "es"))),
    )


def _to_patient(appointment: Appointment, language: str) -> str:
    visit, _ = visit_words(appointment.visit_type, language)
    when = dates.when(appointment.start, appointment.location.timezone, language)
    if language == "es":
        return f"{visit}, {when}: esa cita solo puede realizarse después de esta. Cambie primero esa, elija un horario anterior o llámenos."
    return f"{visit}, {when}: that visit can only take place after this one. Move that one first, choose an earlier time, or call us."
