"""How somebody is insured, read at one place: by a payer of the practice's list, by another, by none since they pay alone; or nobody knows.

Which insurance a visit goes by: the record's; where it knows none, what was said for this visit alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, gettext_noop

from ..core.letters import as_written
from ..people.contacts import folded
from ..people.models import Patient
from ..practice import queries as named
from ..practice.models import Payer
from ..rules.facts import NO_INSURANCE, OTHER_INSURANCE
from .models import Referral

PAYS_ALONE = gettext_noop("I'll pay myself")
ANOTHER = gettext_noop("Another insurance")
FIELD = "insurance"
OF_THE_INSURANCE = (FIELD, "member-id")
COLUMNS = (
    "payer_id",
    "uninsured",
    "insured_elsewhere",
    "member_id",
)  # of a record: what says nothing without the others
# As people and other systems write it, folded.  What once meant either of the two says nothing.
_ALONE = (
    "self pay, selfpay, self, none, no insurance, no payer, uninsured, not insured, cash, cash pay, private pay, "
    "patient pay, out of pocket, sin seguro, pago por mi cuenta"
)
_ANOTHER = "other, other insurance, other payer, other payor, not listed, otro, otro seguro, otro seguro médico"
_NOTHING = "None of these / I'll pay myself|None of these, or I pay myself|unknown|not known|not sure|n/a|?"
SAY_ALONE = frozenset(map(folded, (PAYS_ALONE, *_ALONE.split(", "))))
SAY_ANOTHER = frozenset(map(folded, (ANOTHER, *_ANOTHER.split(", "))))
SAY_NOTHING = frozenset(map(folded, _NOTHING.split("|")))


@dataclass(frozen=True)
class Insurance:
    """One of the three at most; with none of them nobody knows."""

    payer: Payer | None = None
    uninsured: bool = False
    insured_elsewhere: bool = False

    def __bool__(self) -> bool:
        return self != NOT_KNOWN

    @property
    def code(self) -> str | None:
        """As rules speak of it; None where nothing is known."""
        if self.payer is not None:
            return self.payer.code
        return NO_INSURANCE if self.uninsured else OTHER_INSURANCE if self.insured_elsewhere else None

    @property
    def columns(self) -> dict[str, Any]:
        """What a row that has it says."""
        return {"payer": self.payer, "uninsured": self.uninsured, "insured_elsewhere": self.insured_elsewhere}

    @property
    def answer(self) -> str:
        """As an answer says it; '' where nothing is known."""
        if self.payer is not None:
            return str(self.payer.name)
        return PAYS_ALONE if self.uninsured else ANOTHER if self.insured_elsewhere else ""


def insurance_name(insurance: Insurance) -> str:
    """As staff call it, in the language of the page; '' where nothing is known."""
    if insurance.payer is not None:
        return str(insurance.payer.name)
    return gettext("Self-pay") if insurance.uninsured else gettext("Other insurance") if insurance else ""


NOT_KNOWN = Insurance()
ALONE = Insurance(uninsured=True)
ELSEWHERE = Insurance(insured_elsewhere=True)
BY_CODE = {"": NOT_KNOWN, NO_INSURANCE: ALONE, OTHER_INSURANCE: ELSEWHERE}


def insurance_of(row: Patient | Referral) -> Insurance:
    """What a record or a referral says of it."""
    return Insurance(row.payer, is_alone(row), row.insured_elsewhere)


def member_under(insurance: Insurance, member_id: str) -> str:
    """The member ID that a record so insured keeps: it is one insurance's, and who pays alone has none."""
    return "" if insurance == ALONE else as_written(member_id)


def member_id_of(row: Patient | Referral) -> str:
    """The member ID that counts of a record or a referral: who pays alone by now has none, whatever was kept before."""
    return "" if is_alone(row) else as_written(row.member_id)


def is_alone(row: Patient | Referral) -> bool:
    """Whether it says that they have no insurance, or pay themselves; asked without reading its payer."""
    return row.uninsured and row.payer_id is None


def by_code(code: str, *own: UUID | None, former: bool = False) -> Insurance | None:
    """What a form says by a code, '' for nothing; `own`, `former`: payers that are not taken any more too, as `named.payers` has them.  None: no such."""
    if code in BY_CODE:
        return BY_CODE[code]
    payer = named.payer(code, former=True) if former else named.payers(*own).filter(code=code).first()
    return None if payer is None else Insurance(payer)


def in_words(text: str) -> Insurance | None:
    """What another system or a form writes: a payer by its name or id, or one of the words for the other two.  None: none of these."""
    said = folded(text)
    for payer in Payer.objects.filter(active=True):
        if said in (folded(payer.name), folded(payer.code)):
            return Insurance(payer)
    if said in SAY_NOTHING:
        return NOT_KNOWN
    return ALONE if said in SAY_ALONE else ELSEWHERE if said in SAY_ANOTHER else None


def answered(text: str) -> Insurance:
    """What an answer says: what names no payer of the list and is no word of ours is one that is not on the list."""
    if not text.strip():
        return NOT_KNOWN
    insurance = in_words(text)
    return ELSEWHERE if insurance is None else insurance


def insurance_for(patient: Patient, said: Mapping[str, str]) -> Insurance:
    """By what a visit goes of which that was said."""
    return insurance_of(patient) or answered(said.get(FIELD, ""))


def payer_of(patient: Patient, said: Mapping[str, str]) -> Payer | None:
    """Who pays for a visit of which that was said."""
    return insurance_for(patient, said).payer
