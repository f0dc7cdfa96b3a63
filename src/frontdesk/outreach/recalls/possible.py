"""Whether a visit that is due can be booked at all, as it was ordered: said before anybody is invited to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from django.utils.timezone import now

from ...availability.model import Wanted, minute_of
from ...availability.terms import forbidden_alone
from ...booking import offers
from ...booking.models import Recall
from ...intake.evaluation import facts
from ...messaging.ways import seen_by_reached
from ...tenancy.today import today_at


def wanted_of_recall(recall: Recall, answers: Mapping[str, str] | None = None) -> Wanted:
    """What is looked for: that visit, with whom and where it was ordered; as far as who gets the link may know of the patient.

    `answers`: by field, what they said to what is asked behind the link.
    """
    seen = seen_by_reached(recall.patient, recall.visit_type.code)
    return Wanted(
        recall.visit_type.code,
        now(),
        replace(facts(recall.patient, dict(answers or {}), "staff", seen=seen), invited=True),
        (recall.provider.code,) if recall.provider else (),
        (recall.location.code,) if recall.location else (),
        str(recall.patient_id),
        seen=seen,
    )


def sentences_against_recall(recall: Recall) -> tuple[str, ...]:
    """The sentences that keep the patient from booking that visit by the link, as it was ordered, whatever the time; none where they can.

    Up to its last day: who has a first visit before then is a new patient no more.
    """
    date = max(recall.closes_on, today_at(recall.patient.practice))
    last = dt.datetime.combine(date, dt.time(23, 59), recall.patient.practice.zone)
    wanted = wanted_of_recall(recall)
    return offers.sentences_against_everybody(wanted, until=minute_of(last)) or forbidden_by_link(wanted)


def forbidden_by_link(wanted: Wanted) -> tuple[str, ...]:
    """The sentences that say that this patient may not book it without staff, with anybody: an invitation is no leave to do so."""
    ready = offers.engine()
    said = [forbidden_alone(ready.setup.book, agreed.visit) for _, agreed in ready.pairs(wanted)]
    return tuple(
        sentence for sentence in dict.fromkeys(chain(*said)) if all(sentence in sentences for sentences in said)
    )
