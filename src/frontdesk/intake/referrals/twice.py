"""A referral that came twice, by fax and by file, with another spelling: others of the same person, open or ended lately.  Staff decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext

from ...people.contacts import folded
from ...people.likeness import alike, birth_alike, births_near
from ..models import Referral

LATELY = dt.timedelta(days=90)
FEW = 5  # of so many a slip in the birth date is looked for in the database; in a list both have the date right
MOST = 5


@dataclass(frozen=True)
class Same:
    """Another referral that may be of the same person, and what speaks for it; `same_visit`: it asks for the same."""

    referral: Referral
    because: tuple[str, ...]
    same_visit: bool


def came_twice(referral: Referral) -> list[Same]:
    """The others, the same visit first, then the latest."""
    return of_each([referral])[referral.pk]


def of_each(referrals: Sequence[Referral]) -> dict[UUID, list[Same]]:
    """The same of every referral of a list, in one query."""
    known = Q(pk__in=())
    births = {referral.birth_date for referral in referrals if referral.birth_date}
    if len(referrals) <= FEW:
        births = {day for birth in births for day in births_near(birth)}
    known |= Q(birth_date__in=births)
    for name in ("phone", "email", "member_id"):
        known |= Q(**{f"{name}__in": {getattr(referral, name) for referral in referrals} - {""}})
    there = Q(state="open") | Q(received_at__gt=now() - LATELY)
    others = list(Referral.objects.filter(there & known).select_related("visit_type").order_by("-received_at"))
    return {referral.pk: _of(referral, others) for referral in referrals}


def _of(referral: Referral, others: Iterable[Referral]) -> list[Same]:
    duplicates = [
        Same(other, because, referral.visit_type_id is not None and referral.visit_type_id == other.visit_type_id)
        for other in others
        if other.pk != referral.pk and (because := _because(referral, other))
    ]
    return sorted(duplicates, key=lambda same: not same.same_visit)[:MOST]


def _because(referral: Referral, other: Referral) -> tuple[str, ...]:
    """What the two have in common, where they can be one person's: nearly the name, and the birth date or a number; () where they cannot."""
    exact = folded(referral.patient_name) == folded(other.patient_name) != ""
    if not (exact or alike(referral.patient_name, other.patient_name)):
        return ()
    both = referral.birth_date is not None and other.birth_date is not None
    same_birth = both and referral.birth_date == other.birth_date
    near_birth = bool(referral.birth_date and other.birth_date and birth_alike(referral.birth_date, other.birth_date))
    if both and not near_birth:
        return ()
    numbers = [
        words
        for name, words in (
            ("phone", gettext("the phone number")),
            ("email", gettext("the email address")),
            ("member_id", gettext("the member ID")),
        )
        if getattr(referral, name) and getattr(referral, name) == getattr(other, name)
    ]
    if not (near_birth or numbers):
        return ()
    births = [gettext("the birth date") if same_birth else gettext("nearly the birth date")] if near_birth else []
    return (gettext("the name") if exact else gettext("nearly the name"), *births, *numbers)
