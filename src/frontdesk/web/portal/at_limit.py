"""Who has as many visits ahead as the rules allow is told so before anything is asked, and is sent to no list of none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.timezone import now

from ...availability.engine import Engine
from ...availability.model import Wanted
from ...booking.offers import engine, limits_reached
from ...booking.queries import chosen_by
from ...booking.take import Place, Wish
from ...intake.evaluation import Seen, facts, self_schedulable
from ...intake.models import Request
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...rules.facts import Facts
from ...rules.families.caps import PatientCap
from ..telling import what_it_means


def of_request(asked: Request, seen: Seen) -> tuple[str, ...]:
    """What keeps the patient from every time of an approved request as things stand now, such as the visits that they have."""
    wish = Wish(asked.patient, asked.visit_type, Place.anywhere(now()), "online", asked, seen=seen)
    return _words(_ready(asked.patient), wish.wanted())


def of_wanted(patient: Patient, wanted: Wanted) -> tuple[str, ...]:
    """The same for whatever is looked for of theirs."""
    return _words(_ready(patient), wanted) if _limits() else ()


def alone(patient: Patient, visit: VisitType, said: Mapping[str, str], seen: Seen) -> tuple[str, ...]:
    """The same for a visit that they would book alone, before anything is sent; () for one that staff decide about."""
    if not _limits() or not self_schedulable(patient, visit, dict(said), seen=seen):
        return ()
    return of_each(patient, [visit], facts(patient, dict(said), "online", seen=seen), seen).get(visit.pk, ())


def of_each(patient: Patient, visits: Sequence[VisitType], known: Facts, seen: Seen) -> dict[UUID, tuple[str, ...]]:
    """The same for visits of which it is known that they may book them alone, by key where something keeps them: what the patient has
    is read once for all of them."""
    if not visits or not _limits():
        return {}
    ready, who = _ready(patient), str(patient.pk)
    words = {
        visit_type.pk: _words(ready, Wanted(visit_type.code, now(), known, (), (), who, seen=seen))
        for visit_type in visits
    }
    return {key: said for key, said in words.items() if said}


def _limits() -> bool:
    """Whether the practice limits how many visits a patient has ahead at all."""
    return any(isinstance(entry.rule, PatientCap) for entry in policies.current().setup.book.entries)


def _ready(patient: Patient) -> Engine:
    return engine(without=list(chosen_by(patient.pk).values_list("pk", flat=True)))


def _words(ready: Engine, wanted: Wanted) -> tuple[str, ...]:
    reached = limits_reached(ready, wanted)
    return what_it_means((reason.rule for reason in reached if reason.rule), chosen=False)
