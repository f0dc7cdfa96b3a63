"""Which promise of time is made of a request or a referral, until when, and whether it can still be kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import now

from ....availability.model import Setup, Wanted, instant_of
from ....booking import offers
from ....booking.models import Appointment
from ....intake.evaluation import facts_of
from ....intake.models import Referral, Request
from ....intake.service_levels import ANSWERED_BY_US
from ....practice import policies
from ....rules.facts import Facts, Visit
from ....rules.families.promises import Answered, Offered, Promise

NEARLY = dt.timedelta(days=1)  # so long before it is over somebody looks
THEIRS = ("held", "booked", "arrived", "completed")


@dataclass(frozen=True)
class Promised:
    """A sentence, and the last moment that keeps it."""

    sentence: str
    until: dt.datetime


def any_promises(kind: type[Promise]) -> bool:
    """Most practices make none, and then nothing is looked at."""
    return kind in policies.current().setup.book.kinds


def waiting_requests() -> QuerySet[Request]:
    """That wait for a time of ours, and have none."""
    has = Appointment.objects.filter(state__in=THEIRS).exclude(request=None).values("request")
    return Request.objects.filter(state__in=ANSWERED_BY_US).exclude(pk__in=has).order_by("created_at")


def waiting_referrals() -> QuerySet[Referral]:
    return Referral.objects.filter(state="open").order_by("received_at")


def of_request(request: Request) -> Promised | None:
    setup, facts = policies.current().setup, facts_of(request)
    provider = request.provider.code if request.provider else ""
    place = request.location.code if request.location else ""
    return _promised(setup, Offered, Visit(request.visit_type.code, provider, place, facts), request.created_at)


def of_referral(referral: Referral) -> Promised | None:
    answers = {str(field): str(said) for field, said in referral.answers.items()}
    visit = referral.visit_type.code if referral.visit_type else ""
    facts = Facts(channel="referral", born=referral.birth_date, answers=answers)
    return _promised(policies.current().setup, Answered, Visit(visit, "", "", facts), referral.received_at)


def in_danger(request: Request, promised: Promised) -> bool:
    """Whether less than a day is left, or nothing is on offer to this patient in the time that is."""
    return promised.until - now() < NEARLY or not _is_on_offer(request, promised.until)


def _is_on_offer(request: Request, until: dt.datetime) -> bool:
    ready = offers.engine()
    wanted = Wanted(
        request.visit_type.code,
        now(),
        facts_of(request),
        (request.provider.code,) if request.provider else (),
        (request.location.code,) if request.location else (),
        str(request.patient_id),
    )
    zone = ready.setup.zone
    today = now().astimezone(zone).date()
    days = (until.astimezone(zone).date() - today).days + 1
    first = next(iter(ready.slots(wanted, today, days)), None)
    return first is not None and instant_of(first.start) <= until


def _promised(setup: Setup, kind: type[Promise], visit: Visit, since: dt.datetime) -> Promised | None:
    """By the rules in force on the day on which it was asked for."""
    facts = visit.facts.on(since.astimezone(setup.zone).date())
    sets = kind().sets
    entry = setup.book.winner(kind, sets, Visit(visit.type, visit.provider, visit.location, facts))
    if entry is None or not isinstance(entry.rule, Promise):
        return None
    return Promised(entry.text, entry.rule.last(since, setup.zone, setup.book.business_days.is_one))


def keys_of(rows: QuerySet[Request] | QuerySet[Referral]) -> list[UUID]:
    return list(rows.values_list("pk", flat=True))
