"""What is missing before a referral can become a request: who it is, how to reach them, and what the rules need for the visit."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import now
from django.utils.translation import gettext_noop as _

from ...availability.engine import Engine
from ...availability.model import Wanted
from ...practice import policies
from ...rules.facts import Facts, age_on
from ...tenancy.today import today_at
from ..insurance import insurance_of
from ..models import Referral

WHO = {  # field of a referral → how it is called
    "visit_type": _("which visit"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "birth_date": _("date of birth"),
}
CONTACT = _("a phone number or email address of the patient")
COLUMNS = {  # a rule's field → where a referral keeps it, and nowhere else
    "name": "last_name",
    "date-of-birth": "birth_date",
    "phone": "phone",
    "email": "email",
    "insurance": "payer",
    "member-id": "member_id",
    "reason": "why",
}


@dataclass(frozen=True)
class Missing:
    """`who`: what is missing of the patient, in words; `fields`: what the visit's rules need, each with its sentence."""

    who: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.who or self.fields)


def facts_of(referral: Referral) -> Facts:
    """What rules can look at; what the clinic did not say is not known."""
    said = {str(field): str(value) for field, value in said_besides(referral).items() if value}
    for document in referral.documents.all():
        said.setdefault(document.field, "document")
    for field, own in COLUMNS.items():
        if value := getattr(referral, own):
            said[field] = str(value)
    today = today_at(referral.practice)
    return Facts(
        age=age_on(referral.birth_date, today) if referral.birth_date else None,
        payer=insurance_of(referral).code,
        channel="referral",
        answers=said,
        born=referral.birth_date,
    )


def said_besides(referral: Referral) -> dict[str, str]:
    """Its answers, as far as nothing of the referral's own says the same."""
    return {field: value for field, value in referral.answers.items() if field not in COLUMNS}


def needed(referral: Referral) -> tuple[tuple[str, str], ...]:
    """(field, sentence) of everything that the rules ask for before this visit is booked, and is not there."""
    if referral.visit_type is None:
        return ()
    setup = policies.current().setup
    needs = Engine(setup).needs(Wanted(referral.visit_type.code, now(), facts_of(referral)))
    return tuple((field, needs.sources.get(field, "")) for field in (*needs.information, *needs.unknown))


def missing(referral: Referral) -> Missing:
    """Everything that stands between a referral and its first offered time."""
    who = [words for name, words in WHO.items() if not getattr(referral, name)]
    if not referral.phone and not referral.email:
        who.append(CONTACT)
    named = {field for field, own in COLUMNS.items() if own in WHO and not getattr(referral, own)}
    return Missing(tuple(who), tuple(field for field in needed(referral) if field[0] not in named))
