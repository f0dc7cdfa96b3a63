"""What the practice's rules and plans say about appointments that exist: until when a patient may change one, which times a recall is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from ..availability.engine import Engine
from ..availability.model import Setup, Wanted, minute_of
from ..availability.told import told
from ..intake import evaluation
from ..people.models import Patient
from ..practice import policies
from ..practice.models import VisitType
from ..rules.facts import Visit
from ..rules.families.cancellation import PatientsMayCancel
from ..rules.families.lateness import Lateness
from ..rules.families.no_shows import CountsAsNoShow
from ..rules.families.papers import PaperDue
from ..rules.families.told import ComeEarly, Told
from ..rules.rule import Rule
from .engine_rows import booked
from .insured import as_insured
from .models import Appointment, Recall
from .papers import any_are_due, asked_for, missing_papers, said_of
from .take import Place


def cut_off(appointment: Appointment, *, seen: evaluation.Seen) -> tuple[dt.datetime, str]:
    """The last moment at which the patient may cancel or move it, and the sentence that says so ('' for none).

    `seen`: the visit types of which whoever is told may know.

    By the version that it was booked under: the patient was told until when, and a rule that changes later takes none of it back.
    """
    setup = policies.file_by_id(appointment.policy_id).setup
    if PatientsMayCancel not in setup.book.kinds:
        return appointment.start, ""
    engine, wanted = _asked(appointment, setup, seen)
    visit, provider, location = appointment.visit_type.code, appointment.provider.code, appointment.location.code
    then = engine.facts_at(wanted, minute_of(appointment.start), ZoneInfo(appointment.location.timezone))
    today = now().astimezone(ZoneInfo(appointment.location.timezone)).date()  # canceling is judged on its own day
    entry = engine.terms(visit, provider, location, replace(then, date=today)).cancellation
    if entry is None or not isinstance(entry.rule, PatientsMayCancel):
        return appointment.start, ""
    business, zone = engine.setup.book.business_days, ZoneInfo(appointment.location.timezone)
    return entry.rule.cut_off(appointment.start, zone, business), entry.text


def minutes_late(appointment: Appointment) -> int:
    """How many whole minutes of it have gone by now; 0 before it begins."""
    return max(0, int((now() - appointment.start).total_seconds() // 60))


def too_late(appointment: Appointment) -> str:
    """The sentence by which whoever comes now is given another time; '' where they may be seen.  By the rules in force."""
    setup = policies.current().setup
    if Lateness not in setup.book.kinds or now() <= appointment.start:
        return ""
    engine, wanted = _asked(appointment, setup, None)
    zone = ZoneInfo(appointment.location.timezone)
    facts = engine.facts_at(wanted, minute_of(appointment.start), zone)
    visit = Visit(appointment.visit_type.code, appointment.provider.code, appointment.location.code, facts)
    entry = setup.book.winner(Lateness, "lateness", visit)
    if entry is None or not isinstance(entry.rule, Lateness):
        return ""
    return entry.text if now() - appointment.start > dt.timedelta(minutes=entry.rule.minutes) else ""


def tells_anything() -> bool:
    """Whether the rules in force tell patients anything before a visit."""
    return any(kind in policies.current().setup.book.kinds for kind in (Told, ComeEarly, CountsAsNoShow, PaperDue))


def told_before(appointment: Appointment, *, seen: evaluation.Seen, language: str = "") -> list[str]:
    """What the rules in force tell the patient before the visit, in their language or that of a page, each a sentence or more.

    `seen`: the visit types of which whoever is told may know.  What a version tells of is left out where it no longer has the provider or the place.
    """
    read_by = language or appointment.patient.language
    return [*_said(_told(appointment, seen), read_by), *_papers(appointment, seen, read_by)]


def if_canceled_late(appointment: Appointment, *, seen: evaluation.Seen, language: str) -> list[str]:
    """Of that, what is said to whoever is about to cancel: when it counts as missed."""
    return _said([rule for rule in _told(appointment, seen) if isinstance(rule, CountsAsNoShow)], language)


def _said(rules: Iterable[Rule], language: str) -> list[str]:
    return list(dict.fromkeys(rule.for_patient(language) for rule in rules))


def _papers(appointment: Appointment, seen: evaluation.Seen, language: str) -> list[str]:
    """Which of their papers are due and not here yet, each with the moment until which."""
    setup = policies.current().setup
    if not any_are_due(setup):
        return []
    engine, wanted = _asked(appointment, setup, seen)
    facts = engine.facts_at(wanted, minute_of(appointment.start), ZoneInfo(appointment.location.timezone))
    asked = [due for due in missing_papers(setup, appointment, facts) if due.moment > now()]
    settled = said_of([appointment.pk])[appointment.pk] if asked else ()
    return [asked_for(due, appointment, language) for due in asked if due.paper not in settled]


def _told(appointment: Appointment, seen: evaluation.Seen) -> tuple[Rule, ...]:
    setup = policies.current().setup
    here = appointment.provider.code in setup.providers and appointment.location.code in setup.locations
    if not tells_anything() or not here:
        return ()
    engine, wanted = _asked(appointment, setup, seen)
    return told(engine, wanted, appointment.provider.code, appointment.location.code, minute_of(appointment.start))


def _asked(appointment: Appointment, setup: Setup, seen: evaluation.Seen) -> tuple[Engine, Wanted]:
    """An appointment as a version of the rules sees it, with what is known of its patient."""
    known = (
        evaluation.facts_of(appointment.request, seen=seen)
        if appointment.request is not None
        else evaluation.facts(appointment.patient, {}, "online", seen=seen)
    )
    own = booked(setup, appointment.start, appointment.start, appointment.patient_id, ())
    patient = str(appointment.patient_id)
    facts = as_insured(appointment, known)
    return Engine(setup, own), Wanted(appointment.visit_type.code, now(), facts, patient=patient, seen=seen)


def fits_recall(recall: Recall, patient: Patient, visit_type: VisitType, place: Place) -> bool:
    """A recall's link books exactly that visit in its window, or after it if that is over, and nothing else."""
    if recall.state not in ("planned", "invited") or recall.patient_id != patient.pk:
        return False
    zone = policies.current().setup.locations[place.location].zone
    day = place.start.astimezone(zone).date()
    return (
        recall.visit_type_id == visit_type.pk
        and (recall.overdue or recall.opens_on <= day <= recall.closes_on)
        and (recall.provider is None or recall.provider.code == place.provider)
        and (recall.location is None or recall.location.code == place.location)
    )
