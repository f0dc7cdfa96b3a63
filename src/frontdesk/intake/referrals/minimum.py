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
from ..models import Referral

WHO = {  # field of a referral → how it is called
    "visit_type": _("which visit"),
    "first_name": _("first name"),
    "last_name": _("last name"),
    "birth_date": _("date of birth"),
}
CONTACT = _("a phone number or e-mail address of the patient")
ON_THE_RECORD = {  # a rule's field → the referral's own
    "date-of-birth": "birth_date",
    "member-id": "member_id",
    "phone": "phone",
    "email": "email",
    "name": "last_name",
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
    said = {str(field): str(value) for field, value in referral.answers.items() if value}
    if referral.why:
        said.setdefault("reason", referral.why)
    for document in referral.documents.all():
        said.setdefault(document.field, "document")
    for field, own in ON_THE_RECORD.items():
        if value := getattr(referral, own):
            said.setdefault(field, str(value))
    today = today_at(referral.practice)
    return Facts(
        age=age_on(referral.birth_date, today) if referral.birth_date else None,
        payer=referral.payer.code if referral.payer else None,
        channel="referral",
        answers=said,
        born=referral.birth_date,
    )


def needed(referral: Referral) -> tuple[tuple[str, str], ...]:
    """(field, sentence) of everything that the rules ask for before this visit is booked, and is not there."""
    if referral.visit_type is None:
        return ()
    setup = policies.file_of(policies.published()).setup
    needs = Engine(setup).needs(Wanted(referral.visit_type.code, now(), facts_of(referral)))
    return tuple((field, needs.sources.get(field, "")) for field in (*needs.information, *needs.unknown))


def missing(referral: Referral) -> Missing:
    """Everything that stands between a referral and its first offered time."""
    who = [words for name, words in WHO.items() if not getattr(referral, name)]
    if not referral.phone and not referral.email:
        who.append(CONTACT)
    return Missing(tuple(who), needed(referral))
