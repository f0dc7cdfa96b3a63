"""Referrals from a file: CSV with a heading.  Anything may be missing; what is there must be readable, or the file is refused whole."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from ...people.contacts import Unreadable, email_address, folded, personal_name, telephone_number
from ...people.may import Actor, require
from ...practice.csv_rows import LARGEST, Faults, read_rows
from ...practice.models import Location, Payer, Provider, VisitType
from ...tenancy.models import Practice
from .actions import KnownAlready, NewReferral, receive

__all__ = ["LARGEST", "Faults"]

COLUMNS = (
    "key",
    "first name",
    "last name",
    "birth date",
    "phone",
    "email",
    "visit",
    "provider",
    "location",
    "insurance",
    "member id",
    "urgency",
    "reason",
    "clinic",
    "clinician",
    "clinic phone",
    "clinic email",
)
PLAIN = {
    "first name": "first_name",
    "last name": "last_name",
    "member id": "member_id",
    "reason": "why",
    "clinic": "clinic_name",
    "clinician": "clinician",
}
ENTITIES = {"visit": VisitType, "provider": Provider, "location": Location, "insurance": Payer}


@dataclass(frozen=True)
class Loaded:
    made: int
    known: int


def load(actor: Actor, practice: Practice, data: bytes) -> Loaded:
    """All of a file's referrals; a key that arrived before is left alone.  Raises Faults."""
    require(actor, "referral.import")
    rows = read(data)
    made = 0
    with transaction.atomic():
        for key, values in rows:
            try:
                with transaction.atomic():
                    receive(actor, NewReferral(practice, values), source="file", outside_key=key)
                made += 1
            except KnownAlready:
                continue
    return Loaded(made, len(rows) - made)


def read(data: bytes) -> list[tuple[str, dict[str, object]]]:
    """Raises Faults with every fault of every line."""
    return read_rows(data, COLUMNS, ("key",), row_of)


def row_of(given: dict[str, str]) -> tuple[str, dict[str, object]]:
    """(key, values).  Raises ValueError, in words that say what to do."""
    key = given.get("key", "")[:80]
    if not key:
        raise ValueError("no key: write what the other system calls this referral")
    values: dict[str, object] = {own: given[name][:2000] for name, own in PLAIN.items() if given.get(name)}
    for name in ("first name", "last name"):
        if given.get(name):
            try:
                values[PLAIN[name]] = personal_name(given[name])
            except Unreadable as fault:
                raise ValueError(f"{name} '{given[name][:80]}': {fault.sentence}") from None
    if given.get("birth date"):
        values["birth_date"] = _date(given["birth date"])
    urgency = given.get("urgency", "").lower() or "routine"
    if urgency not in ("routine", "soon", "urgent"):
        raise ValueError(f"urgency '{urgency}' is not routine, soon or urgent")
    values["urgency"] = urgency
    for name, own in (
        ("phone", "phone"),
        ("email", "email"),
        ("clinic phone", "clinic_phone"),
        ("clinic email", "clinic_email"),
    ):
        if given.get(name):
            try:
                values[own] = (email_address if own.endswith("email") else telephone_number)(given[name])
            except Unreadable:
                raise ValueError(f"{name} '{given[name][:80]}' is none") from None
    for name, model in ENTITIES.items():
        if given.get(name):
            values["payer" if name == "insurance" else "visit_type" if name == "visit" else name] = _entity(
                model, name, given[name]
            )
    return key, values


def _date(text: str) -> dt.date:
    for shape in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return dt.datetime.strptime(text, shape).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    raise ValueError(f"birth date '{text}' is not a date: write it as 1946-03-27")


def _entity(model, name: str, text: str):  # type: ignore[no-untyped-def]
    found = model.objects.filter(active=True, code=text.lower()).first()
    alike = (one for one in model.objects.filter(active=True) if folded(one.name) == folded(text))
    found = found or next(alike, None)
    if found is None:
        known = ", ".join(model.objects.filter(active=True).values_list("code", flat=True)[:20])
        raise ValueError(f"no {name} '{text}'; there are {known}")
    return found
