"""What is said of a referral as its columns keep it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.utils.translation import gettext

from ...core.letters import as_written
from ...people.contacts import Unreadable, email_address, telephone_number
from ..insurance import Insurance, in_words
from .minimum import COLUMNS


def columns(answers: Mapping[str, str], is_free: Callable[[str], bool]) -> dict[str, object]:
    """Answers to what a referral has a place of its own for, in that place, where nothing else goes there.  Raises Unreadable."""
    values: dict[str, object] = {}
    for field, own in COLUMNS.items():
        said = answers.get(field, "").strip()
        if said and field != "name" and is_free(own):
            values[own] = READERS[own](said) if own in READERS else said
    return values


def _insurance(text: str) -> Insurance:
    insurance = in_words(text)
    if insurance is None:
        raise Unreadable(gettext("Choose the insurance from the list."))
    return insurance


def _birth_date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Unreadable(gettext("Enter the date of birth as month, day and year.")) from None


READERS: dict[str, Callable[[str], object]] = {
    "birth_date": _birth_date,
    "payer": _insurance,
    "phone": telephone_number,
    "email": email_address,
}


def as_kept(values: Mapping[str, object]) -> dict[str, object]:
    """Another system's number of a member in the form in which such numbers are compared; an insurance in its columns."""
    kept = {name: as_written(str(value or "")) if name == "member_id" else value for name, value in values.items()}
    payer = kept.get("payer")
    if "payer" in kept:
        kept |= (payer if isinstance(payer, Insurance) else Insurance(payer)).columns  # type: ignore[arg-type]
    return kept


def empty(name: str) -> object:
    return None if name in ("visit_type", "provider", "location", "birth_date", "payer") else ""
