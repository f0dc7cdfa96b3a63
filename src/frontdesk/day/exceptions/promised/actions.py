"""What is about to break a promise of time, or has broken it, is put before staff: one exception for each request or referral."""

from __future__ import annotations

from uuid import UUID

from django.utils.timezone import now

from ....intake.events import ReferralEnded, RequestChanged
from ....intake.models import Referral, Task
from ....intake.service_levels import ANSWERED_BY_US
from ....intake.tasks.actions import close_tasks, open_task
from ....people import lines
from ....rules.families.promises import Answered, Offered
from ....tenancy.context import inside_practice
from ....tenancy.each import each_by_itself
from ....tenancy.models import Practice
from .queries import (
    NEARLY,
    any_promises,
    in_danger,
    keys_of,
    of_referral,
    of_request,
    waiting_referrals,
    waiting_requests,
)

PROMISE, UNANSWERED = "promise", "unanswered"
KEPT = "can be kept again"


def look_at_promises(practice: Practice) -> int:
    """For how many an exception was opened or closed; each is a transaction of its own.  Raises NoPolicy."""
    with inside_practice(practice):
        requests = keys_of(waiting_requests()) if any_promises(Offered) else []
        referrals = keys_of(waiting_referrals()) if any_promises(Answered) else []
        requests += [key for key in _asked_about(PROMISE) if key not in requests]
        referrals += [key for key in _asked_about(UNANSWERED) if key not in referrals]
    done = each_by_itself(practice, requests, look_at_request)
    return done + each_by_itself(practice, referrals, look_at_referral)


def look_at_request(key: UUID) -> bool:
    """Whether something was opened or closed about it, as it is behind its patient's line."""
    request = lines.still_among(waiting_requests().select_related("patient", "visit_type", "practice"), key)
    if request is None:
        return close_tasks(key, PROMISE) > 0
    promised = of_request(request)
    if promised is None or not in_danger(request, promised):
        return close_tasks(request, PROMISE, outcome=KEPT) > 0
    return open_task(PROMISE, request, due_at=now(), patient=request.patient, what=promised.sentence) is not None


def look_at_referral(key: UUID) -> bool:
    """The same of a referral that nobody has accepted or declined."""
    referral: Referral | None = waiting_referrals().select_related("visit_type").filter(pk=key).first()
    promised = of_referral(referral) if referral is not None else None
    if referral is None or promised is None:
        return close_tasks(key, UNANSWERED) > 0
    if promised.until - now() >= NEARLY:
        return close_tasks(referral, UNANSWERED, outcome=KEPT) > 0
    return open_task(UNANSWERED, referral, due_at=now(), referral=referral, what=promised.sentence) is not None


def request_changed(event: RequestChanged) -> None:
    """It has its time, is over, or waits for its patient."""
    if event.request.state not in ANSWERED_BY_US:
        close_tasks(event.request, PROMISE)


def referral_ended(event: ReferralEnded) -> None:
    """It was answered."""
    close_tasks(event.referral, UNANSWERED, by=event.actor.name)


def _asked_about(kind: str) -> list[UUID]:
    return list(Task.objects.filter(kind=kind, state="open").values_list("thing_id", flat=True))
