"""What was decided to be no obstacle to a visit, as rules read today say it."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ..availability.model import NEEDED_FIRST
from ..practice.kept_sentences import in_todays_words
from ..rules.book import RuleBook
from .models import Appointment
from .states import TAKING

Decided = list[tuple[UUID, str, dt.datetime, set[str]]]  # key, state, start and what is overridden, of each visit


def overridden(appointment: Appointment, book: RuleBook) -> set[str]:
    return in_todays_words(appointment.overridden, book, appointment.policy_id)


def overridden_of(patient: UUID, book: RuleBook) -> Decided:
    """Of each visit that takes time of that patient's."""
    rows = Appointment.objects.filter(patient=patient, state__in=TAKING)
    return [
        (key, state, start, in_todays_words(said, book, policy))
        for key, state, start, said, policy in rows.values_list("pk", "state", "start", "overridden", "policy")
    ]


def was_put_behind(appointment: Appointment) -> bool:
    """Whether it was put behind what needs it first, with a reason."""
    return any(said.startswith(NEEDED_FIRST) for said in appointment.overridden)
