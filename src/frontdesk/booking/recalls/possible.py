"""Whether a visit that is due can be booked at all, as it was ordered: said before anybody is invited to it."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ...availability.model import Wanted, minute_of
from ...intake.evaluation import facts
from ...messaging.ways import seen_by_reached
from ...tenancy.today import today_at
from .. import offers
from ..models import Recall


def wanted(recall: Recall) -> Wanted:
    """What is looked for: that visit, with whom and where it was ordered; as far as who gets the link may know of the patient."""
    seen = seen_by_reached(recall.patient, recall.visit_type.code)
    return Wanted(
        recall.visit_type.code,
        now(),
        facts(recall.patient, {}, "staff", seen=seen),
        (recall.provider.code,) if recall.provider else (),
        (recall.location.code,) if recall.location else (),
        str(recall.patient_id),
        seen=seen,
    )


def never(recall: Recall) -> tuple[str, ...]:
    """The sentences that keep the patient from that visit as it was ordered, whatever the time; none where it can be.

    Up to its last day: who has a first visit before then is a new patient no more.
    """
    date = max(recall.closes_on, today_at(recall.patient.practice))
    last = dt.datetime.combine(date, dt.time(23, 59), recall.patient.practice.zone)
    return offers.never(wanted(recall), until=minute_of(last))
