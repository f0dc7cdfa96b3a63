"""Which visits that their patients canceled count as missed, or as canceled late, and by which sentence: as rules count them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now

from ...availability.not_kept import counted
from ...booking.models import Appointment
from ...intake.evaluation import record_of
from ...intake.missed_or_canceled import BY_THEM, canceled_among
from ...people.models import Patient
from ...practice import policies
from ...practice.file.model import BY_PATIENT
from ...rules.facts import Broken
from ...rules.families.no_shows import CountsAsNoShow


@dataclass(frozen=True)
class CanceledLate:
    """As what a canceled visit counts, by which sentence; `excused`: why it does not ('' where it does)."""

    counts_as: Broken
    sentence: str
    excused: str = ""

    @property
    def is_no_show(self) -> bool:
        return self.counts_as == "no-show" and not self.excused


def canceled_late(visits: QuerySet[Appointment]) -> dict[UUID, CanceledLate]:
    """Of these appointments those that were canceled late by the rules, each under its key; what is excused among them too."""
    setup, moment = policies.current().setup, now()
    canceled = visits.filter(BY_THEM).select_related(None).order_by()
    people = Patient.objects.filter(pk__in=canceled.values("patient"))
    known = {person.pk: record_of(person) for person in people.select_related("practice", "payer", "own_provider")}
    late_by_visit = {}
    if known:
        for key, patient, excused, ended in canceled_among(canceled, known.__getitem__):
            late = counted(setup, known[patient], replace(ended, excused=False), moment)
            if late is not None and late.counts_as != "cancellation":
                late_by_visit[key] = CanceledLate(late.counts_as, late.sentence, excused)
    return late_by_visit


def counts_as(appointment: Appointment) -> CanceledLate | None:
    """The same of one appointment."""
    if appointment.state != "cancelled" or appointment.means != BY_PATIENT:
        return None
    return canceled_late(Appointment.objects.filter(pk=appointment.pk)).get(appointment.pk)


def canceled_as_no_shows(patient: Patient) -> int:
    """How many of theirs, which the record's own number of no-shows does not count."""
    return len(count_as_no_shows(Appointment.objects.filter(patient=patient)))


def count_as_no_shows(visits: QuerySet[Appointment]) -> dict[UUID, CanceledLate]:
    """Of these, those that count as missed; nothing is asked where no rule says that any does."""
    if CountsAsNoShow not in policies.current().setup.book.kinds:
        return {}
    return {key: late for key, late in canceled_late(visits).items() if late.is_no_show}
