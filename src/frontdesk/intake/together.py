"""What facts about many patients need of the database, read for all of them by one question each, and only where a rule turns on it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now

from ..availability.not_kept import Ended
from ..rules.facts import Facts
from .missed_or_canceled import Read, as_ended, last_kept, read_not_kept
from .papers import Came, came


class Together:
    """For staff, who may know all of it, as it is now.  `visits`: the appointments of all; what is asked of one patient is among what was read."""

    def __init__(self, patients: Collection[UUID], visits: QuerySet[Any]) -> None:
        self.patients, self._visits = frozenset(patients), visits.filter(patient__in=patients)

    @cached_property
    def _papers(self) -> dict[UUID, Came]:
        return came(self.patients)

    @cached_property
    def _not_kept(self) -> Read:
        return read_not_kept(self._visits)

    @cached_property
    def _kept(self) -> dict[UUID, dict[str, dt.datetime]]:
        return last_kept(self._visits.filter(start__lte=now()))

    @cached_property
    def _ended(self) -> dict[UUID, list[Any]]:
        by_patient = defaultdict(list)
        for row in self._not_kept[0]:
            by_patient[row.patient].append(row)
        return by_patient

    def papers_of(self, patient: UUID) -> Came:
        return self._papers.get(patient, {})

    def ended_by(self, patient: UUID, known: Facts) -> list[Ended]:
        return [as_ended(row, known, self._not_kept[1]) for row in self._ended.get(patient, ())]

    def kept_by(self, patient: UUID) -> dict[str, dt.datetime]:
        return self._kept.get(patient, {})
