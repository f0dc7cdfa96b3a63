"""Who has as many visits ahead as the rules allow is told so before anything is asked, and is sent to no list of none."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.timezone import now

from ...availability.model import Wanted
from ...booking.offers import limits_reached
from ...booking.queries import chosen_by
from ...booking.take import Place, Wish
from ...intake.evaluation import Seen, facts, self_schedulable
from ...intake.models import Request
from ...people.models import Patient
from ...practice import policies
from ...practice.models import VisitType
from ...rules.families.caps import PatientCap
from ..telling import what_it_means


def of_request(asked: Request, seen: Seen) -> tuple[str, ...]:
    """What keeps the patient from every time of an approved request as things stand now, such as the visits that they have."""
    return _words(
        asked.patient, Wish(asked.patient, asked.visit_type, Place.anywhere(now()), "online", asked, seen=seen).wanted()
    )


def alone(patient: Patient, visit: VisitType, said: Mapping[str, str], seen: Seen) -> tuple[str, ...]:
    """The same for a visit that they would book alone, before anything is sent; () for one that staff decide about."""
    book = policies.current().setup.book
    if not any(isinstance(entry.rule, PatientCap) for entry in book.entries):
        return ()
    if not self_schedulable(patient, visit, dict(said), seen=seen):
        return ()
    known = facts(patient, dict(said), "online", seen=seen)
    return _words(patient, Wanted(visit.code, now(), known, (), (), str(patient.pk), seen=seen))


def _words(patient: Patient, wanted: Wanted) -> tuple[str, ...]:
    chosen = chosen_by(patient.pk).values_list("pk", flat=True)
    reached = limits_reached(wanted, without=chosen)
    return what_it_means((one.rule for one in reached if one.rule), chosen=False)
