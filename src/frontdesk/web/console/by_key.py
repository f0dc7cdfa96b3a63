"""Finding somebody by the key that another system has for them: what came with their referral or their due visit."""

from __future__ import annotations

from ...access.may import Actor, may_open
from ...core.letters import as_written
from ...intake.models import Referral
from ...intake.referrals import queries as referrals
from ...outreach.recalls import queries as recalls
from ...people.models import Patient
from ...people.searching import look_up, named_alike


def people(actor: Actor, text: str, most: int = 50) -> list[Patient]:
    """Who has that key first, then whom the words fit; where that is nobody, who has the name and another birth date or number."""
    keyed = [
        *_due(actor, text),
        *(referral.request.patient for referral in referred(actor, text) if referral.request is not None),
    ]
    kept = [patient for patient in keyed if patient.same_as_id is None]
    return list(dict.fromkeys([*kept, *look_up(actor, text, most)])) or named_alike(actor, text, most)


def referred(actor: Actor, text: str) -> list[Referral]:
    if not may_open(actor, "referral.view"):
        return []
    there = referrals.visible(actor).filter(outside_key__in=_spellings(text))
    return list(there.select_related("request__patient__payer").order_by("received_at"))


def _due(actor: Actor, text: str) -> list[Patient]:
    if not may_open(actor, "recall.view"):
        return []
    there = recalls.visible(actor).filter(outside_key__in=_spellings(text))
    return [recall.patient for recall in there.select_related("patient__payer").order_by("due_on")]


def _spellings(text: str) -> list[str]:
    """A key's case stays as it is kept, since there are systems whose keys differ by nothing else; people type either."""
    key = as_written(text)
    return [spelling for spelling in dict.fromkeys((key, key.upper(), key.lower())) if spelling]
