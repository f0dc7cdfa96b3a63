"""Recalls from a file: CSV with a heading, whole or not at all, and the same file twice makes nothing twice."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from ...core.typed import whole_number
from ...people.contacts import folded
from ...people.may import Actor
from ...people.models import Patient
from ...people.queries import find
from ...practice.csv_rows import LARGEST, Faults, read_rows
from ...practice.models import Location, Provider, VisitType
from .actions import KnownAlready, order

__all__ = ["LARGEST", "Faults"]

COLUMNS = ("key", "first name", "last name", "birth date", "visit", "provider", "due", "give or take days", "note")
REQUIRED = ("key", "first name", "last name", "birth date", "visit", "due")


@dataclass(frozen=True)
class Loaded:
    made: int
    known: int


@dataclass(frozen=True)
class Row:
    """One recall as a file or the API gives it, with its patient found."""

    patient: Patient
    visit_type: VisitType
    due_on: dt.date
    give_days: int
    key: str
    provider: Provider | None = None
    location: Location | None = None
    note: str = ""


def load(actor: Actor, data: bytes) -> Loaded:
    """Raises Faults."""
    rows = read(actor, data)
    made = 0
    with transaction.atomic():
        for row in rows:
            made += order_once(actor, row)
    return Loaded(made, len(rows) - made)


def order_once(actor: Actor, row: Row) -> bool:
    """Whether it was new."""
    try:
        order(
            actor,
            row.patient,
            visit_type=row.visit_type,
            due_on=row.due_on,
            give_days=row.give_days,
            provider=row.provider,
            location=row.location,
            note=row.note,
            outside_key=row.key,
        )
    except KnownAlready:
        return False
    return True


def read(actor: Actor, data: bytes) -> list[Row]:
    """Raises Faults with every fault of every line."""
    return read_rows(data, COLUMNS, REQUIRED, lambda cells: row_of(actor, cells))


def row_of(actor: Actor, values: dict[str, str]) -> Row:
    """Raises ValueError, in words that say what to do."""
    by_id = ("first name", "last name", "birth date") if values.get("patient") else ()
    for name in REQUIRED:
        if name not in by_id and not values.get(name):
            raise ValueError(f"'{name}' is empty")
    give = values.get("give or take days") or "14"
    if whole_number(give, most=180) is None:
        raise ValueError(f"'give or take days' must be a whole number up to 180, not '{give}'")
    visit = VisitType.objects.filter(code=values["visit"], active=True).first()
    if visit is None:
        raise ValueError(f"no visit type '{values['visit']}'; use its id from the practice file")
    return Row(
        _patient(actor, values),
        visit,
        _date(values["due"], "due"),
        int(give),
        values["key"],
        _provider(values.get("provider", "")),
        note=values.get("note", ""),
    )


def _patient(actor: Actor, values: dict[str, str]) -> Patient:
    if values.get("patient"):
        found = list(find(actor, "").filter(pk__in=[_id(values["patient"])])[:1])
    else:
        born = _date(values["birth date"], "birth date")
        found = [
            one
            for one in find(actor, "").filter(birth_date=born, same_as=None)
            if folded(one.first_name) == folded(values["first name"])
            and folded(one.last_name) == folded(values["last name"])
        ]
    if len(found) != 1:
        many = "no patient" if not found else "more than one patient"
        raise ValueError(f"{many} with that {'id' if values.get('patient') else 'name and birth date'}")
    return found[0]


def _provider(code: str) -> Provider | None:
    if not code:
        return None
    found = Provider.objects.filter(code=code, active=True).first()
    if found is None:
        raise ValueError(f"no provider '{code}'; use the id from the practice file")
    return found


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ValueError(f"'patient' must be a patient's id, not '{text}'") from None


def _date(text: str, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"'{name}' must be a date that exists, such as 2027-03-01, not '{text}'") from None


def later(day: dt.date, amount: int, unit: str) -> dt.date:
    """So many days, weeks or months on; a month after January 31 is the last of February."""
    if unit != "months":
        return day + dt.timedelta(days=amount * (7 if unit == "weeks" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
