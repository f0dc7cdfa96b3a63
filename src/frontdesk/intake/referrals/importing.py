"""Referrals from a file.  Anything may be missing; what is there must be readable, or the line is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from ...access.may import Actor, require_open
from ...imports.columns import Column
from ...imports.dates import iso_date
from ...imports.faults import Fault, Faults, gettext_noop
from ...imports.reader import AS_IT_IS, How, Loaded, Read, Taken
from ...imports.reader import read as read_file
from ...imports.tables import LARGEST
from ...people.contacts import Unreadable, email_address, personal_name, telephone_number
from ...people.likeness import alike
from ...practice.by_name import NotKnown, called, names_of
from ...practice.models import Location, Payer, Provider, VisitType
from ...tenancy.models import Practice
from ...tenancy.today import today_at
from ..insurance import Insurance, in_words
from ..models import Referral
from .actions import KnownAlready, receive

__all__ = ["LARGEST", "Faults", "Loaded"]

KEY = 80
FIELDS = (
    Column("key", KEY, required=True),
    Column("first name", 80),
    Column("last name", 80),
    Column("name", 160),
    Column("birth date", 60, kind="birth date"),
    Column("phone", 60),
    Column("email", 254),
    Column("visit", 120),
    Column("provider", 120),
    Column("location", 120),
    Column("insurance", 120),
    Column("member id", 60),
    Column("urgency", 20),
    Column("reason", 4000, kind="text"),
    Column("clinic", 120),
    Column("clinician", 120),
    Column("clinic phone", 60),
    Column("clinic email", 254),
)
COLUMNS = tuple(column.name for column in FIELDS)
PLAIN = {"member id": "member_id", "reason": "why", "clinic": "clinic_name", "clinician": "clinician"}
NAMES = {"first name": "first_name", "last name": "last_name"}
_LABEL = re.compile(
    r"\(?\b(?:cell|mobile|home|work|office|phone|tel|celular|casa|trabajo|[chmw])\b\.?:?\)?", re.IGNORECASE
)


def _one_number(text: str) -> str:
    """The number in a cell, with or without a word for which one it is.  Raises Unreadable, also where there are two."""
    return telephone_number(_LABEL.sub(" ", text).strip())


READERS = {
    "phone": ("phone", _one_number),
    "email": ("email", email_address),
    "clinic phone": ("clinic_phone", _one_number),
    "clinic email": ("clinic_email", email_address),
}
ENTITIES: Mapping[str, tuple[str, type[Any]]] = {
    "visit": ("visit_type", VisitType),
    "provider": ("provider", Provider),
    "location": ("location", Location),
}
URGENCIES = ("routine", "soon", "urgent")
AS_URGENT = {"stat": "urgent", "asap": "urgent", "emergent": "urgent"}  # as other systems write it
Row = tuple[str, dict[str, object]]


def load(actor: Actor, practice: Practice, data: bytes, how: How = AS_IT_IS) -> Loaded:
    """A file's referrals, all or (`how.skip_bad`) the good ones; a key that arrived before is left alone.  Raises Faults."""
    require_open(actor, "referral.import")
    read = _read(practice, data, how)
    made = 0
    with transaction.atomic():
        for _line, (key, values) in read.rows_for(how):
            try:
                with transaction.atomic():
                    receive(actor, practice, values=values, source="file", outside_key=key)
                made += 1
            except KnownAlready:
                continue
    return read.loaded(made)


def look(actor: Actor, practice: Practice, data: bytes, how: How = AS_IT_IS) -> Taken:
    """What would be taken for what; nothing is kept.  Raises Faults."""
    require_open(actor, "referral.import")
    return _read(practice, data, replace(how, looking=True)).taken


def _read(practice: Practice, data: bytes, how: How) -> Read[Row]:
    """Raises Faults where the file as a whole cannot be read."""
    today = today_at(practice)
    read = read_file(data, FIELDS, today, lambda cells: row_of(cells, today), how=how)
    return read.without(_other_people(read))


def row_of(given: Mapping[str, str], today: dt.date) -> Row:
    """(key, values).  Raises ValueError, in words that say what to do."""
    key = given.get("key", "")
    if not key:
        raise Fault(gettext_noop("no key: write what the other system calls this referral"))
    if not any(text for name, text in given.items() if name not in ("key", "urgency")):
        raise Fault(gettext_noop("there is nothing but a key in this line"))
    values: dict[str, object] = {own: given[name] for name, own in PLAIN.items() if given.get(name)}
    for name, own in NAMES.items():
        if given.get(name):
            values[own] = _readable(personal_name, name, given[name])
    if given.get("birth date"):
        values["birth_date"] = dt.date.fromisoformat(iso_date(given["birth date"], "birth date", today, birth=True))
    urgency = given.get("urgency", "").lower() or "routine"
    urgency = AS_URGENT.get(urgency, urgency)
    if urgency not in URGENCIES:
        raise Fault(gettext_noop("urgency '%(text)s' is not routine, soon or urgent"), text=urgency)
    values["urgency"] = urgency
    for name, (own, reader) in READERS.items():
        if given.get(name):
            values[own] = _readable(reader, name, given[name])
    for name, (own, model) in ENTITIES.items():
        if given.get(name):
            values[own] = _entity(model, name, given[name])
    if given.get("insurance"):
        values["payer"] = _insurance(given["insurance"])
    return key, values


def _readable(reader, name: str, text: str) -> str:  # type: ignore[no-untyped-def]
    try:
        readable: str = reader(text)
    except Unreadable as fault:
        raise Fault("%(name)s '%(text)s': %(what)s", name=name, text=text[:80], what=fault.sentence) from None
    return readable


def _insurance(text: str) -> Insurance:
    """One that is not on the list may be one that is spelled otherwise there: whoever means another says so."""
    insurance = in_words(text)
    if insurance is None:
        known = names_of(Payer)
        words = gettext_noop(
            "no insurance '%(text)s'; there are %(known)s; for another write 'Other', for none 'Self-pay'"
        )
        raise Fault(words, text=text[:80], known=known)
    return insurance


def _entity(model: type[Any], name: str, text: str) -> object:
    try:
        return called(model, text)
    except NotKnown as fault:
        words = gettext_noop("no %(name)s '%(text)s'; there are %(known)s")
        raise Fault(words, name=name, text=text[:80], known=fault.known) from None


def _other_people(read: Read[Row]) -> list[Fault]:
    """Lines whose key arrived before for somebody else."""
    known = {
        referral.outside_key: referral
        for referral in Referral.objects.filter(outside_key__in=[key for _line, (key, _values) in read.rows])
    }
    words = gettext_noop("the key '%(key)s' arrived before, as referral %(number)s, for another person")
    return [
        Fault(words, line, key=key, number=known[key].number)
        for line, (key, values) in read.rows
        if key in known and _somebody_else(known[key], values)
    ]


def _somebody_else(earlier: Referral, values: Mapping[str, object]) -> bool:
    """Whether what both say of the person cannot be of one; a name or date that staff mended since can."""
    born = values.get("birth_date")
    same_birth = None if not born or not earlier.birth_date else born == earlier.birth_date
    names = [str(values.get(part) or "") for part in ("first_name", "last_name")]
    said = " ".join(names).strip()
    stored = f"{earlier.first_name} {earlier.last_name}".strip()
    if not said or not stored:
        return same_birth is False
    return not alike(said, stored) and same_birth is not True
