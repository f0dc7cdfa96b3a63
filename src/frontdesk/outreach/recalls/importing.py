"""Recalls from a file or another system: whole or not at all, and the same file twice makes nothing twice."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from ...access.may import Actor, require_open
from ...booking.models import Recall
from ...core.letters import as_written
from ...core.typed import whole_number
from ...imports.columns import Column
from ...imports.dates import iso_date
from ...imports.faults import Fault, Faults, Near, gettext_noop
from ...imports.reader import AS_IT_IS, How, Loaded, Read, Taken
from ...imports.reader import read as read_file
from ...imports.tables import LARGEST
from ...people import lines
from ...people.contacts import folded
from ...people.likeness import alike
from ...people.models import Patient
from ...people.queries import find
from ...practice.by_name import Entity, NotKnown, called
from ...practice.models import Location, Provider, VisitType
from ...tenancy.today import today_here
from .actions import KnownAlready, order

__all__ = ["LARGEST", "Faults", "Loaded"]

FIELDS = (
    Column("key", 80, required=True),
    Column("first name", 80, required=True),
    Column("last name", 80, required=True),
    Column("name", 160),
    Column("birth date", 60, required=True, kind="birth date"),
    Column("visit", 120, required=True),
    Column("provider", 120),
    Column("due", 60, required=True, kind="date"),
    Column("give or take days", 10),
    Column("note", 1000, kind="text"),
)
COLUMNS = tuple(column.name for column in FIELDS)
REQUIRED = tuple(column.name for column in FIELDS if column.required)


UNMATCHED = gettext_noop(
    "this patient asked by themselves and is not matched to a record yet; open their request, say there who they are, then load this line again"
)


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
    called: str = ""  # as the file has it, where that is not what the record says


@dataclass(frozen=True)
class Said:
    """What was said of near names, of which file: who says it of one has not looked at another."""

    file: str = ""
    looking: bool = False
    yes: frozenset[str] = frozenset()

    def choice(self, key: str, name: str, patient: Patient) -> str:
        """What a yes to that line of that file is: this name is that record's."""
        return hashlib.sha256(f"{self.file}\n{as_written(key)}\n{folded(name)}\n{patient.pk}".encode()).hexdigest()[:32]


NOTHING_SAID = Said()


def load(actor: Actor, data: bytes, how: How = AS_IT_IS) -> Loaded:
    """A file's recalls, all or (`how.skip_bad`) the good ones; a key that was loaded before is left alone.  Raises Faults."""
    read = _read(actor, data, how)
    with transaction.atomic():
        lines.wait(["lists"])  # two of thousands at once would hold more lines than the database keeps
        read = read.without(in_line(read.rows_for(how)))
        made = order_all(actor, [row for _line, row in read.rows_for(how)])
    return read.loaded(made)


def look(actor: Actor, data: bytes, how: How = AS_IT_IS) -> Taken:
    """What would be taken for what; nothing is kept.  Raises Faults."""
    require_open(actor, "recall.order")
    return _read(actor, data, replace(how, looking=True)).taken


def in_line(rows: Sequence[tuple[int, Row]]) -> list[Fault]:
    """Everybody's line is taken; who has died by now, or whose record was merged away, by line.

    What was loaded before is no fault: it is left alone, whatever has become of the patient since.
    """
    lines.wait_for_patients(row.patient.pk for _line, row in rows)  # all at once: the order of the lines is one
    return nothing_is_due(rows)


def nothing_is_due(rows: Sequence[tuple[int, Row]]) -> list[Fault]:
    known = _known(row for _line, row in rows)
    now = {person.pk: person for person in Patient.objects.filter(pk__in={row.patient.pk for _line, row in rows})}
    faults = []
    for line, row in rows:
        patient = now[row.patient.pk]
        if row.key in known:
            continue
        if patient.deceased_on is not None:
            faults.append(Fault(gettext_noop("%(name)s has died: no visit is due"), line, name=patient.name))
        elif patient.same_as_id is not None:
            words = gettext_noop("the record of %(name)s was merged into another one")
            faults.append(Fault(words, line, name=patient.name))
    return faults


def order_all(actor: Actor, rows: Sequence[Row]) -> int:
    """How many were new; called when everybody's line was taken, and nobody has died (`in_line`)."""
    known = _known(rows)
    return sum(_order_once(actor, row) for row in rows if row.key not in known)


def _known(rows: Iterable[Row]) -> set[str]:
    keys = [row.key for row in rows]
    return set(Recall.objects.filter(outside_key__in=keys).values_list("outside_key", flat=True))


def _order_once(actor: Actor, row: Row) -> bool:
    """Whether it was new: the same row may stand twice in one file."""
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


def _read(actor: Actor, data: bytes, how: How) -> Read[Row]:
    """Raises Faults where the file as a whole cannot be read."""
    near = Said(hashlib.sha256(data).hexdigest(), how.looking, how.near_names)
    read = read_file(data, FIELDS, today_here(), lambda cells: row_of(actor, cells, near), how=how)
    read = read.without(other_people(read.rows))
    read = read.without(two_of_one(read.rows))
    return read.without(nothing_is_due(read.rows))


def other_people(rows: Iterable[tuple[int, Row]]) -> list[Fault]:
    """Lines whose key was loaded before for somebody else, or for another visit: something else is meant, and would be lost."""
    by_key = {row.key: (line, row) for line, row in rows}
    earlier = Recall.objects.filter(outside_key__in=by_key).select_related("patient__same_as")
    faults = []
    for recall in earlier:
        line, row = by_key[recall.outside_key]
        if row.patient.pk not in (recall.patient_id, recall.patient.same_as_id):
            faults.append(
                Fault(gettext_noop("the key '%(key)s' was loaded before for another patient"), line, key=row.key)
            )
        elif row.visit_type.pk != recall.visit_type_id:
            faults.append(
                Fault(gettext_noop("the key '%(key)s' was loaded before for another visit"), line, key=row.key)
            )
    return faults


def two_of_one(rows: Iterable[tuple[int, Row]]) -> list[Fault]:
    """Lines that are nearly the name of a record which another line is too: of two names one is somebody else's."""
    names: dict[UUID, set[str]] = {}
    for _line, row in rows:
        names.setdefault(row.patient.pk, set()).add(folded(row.called or row.patient.name))
    words = gettext_noop(
        "another line with another name is %(name)s too: load the two apart, or write the names as there"
    )
    return [
        Fault(words, line, name=row.patient.name) for line, row in rows if row.called and len(names[row.patient.pk]) > 1
    ]


def row_of(actor: Actor, values: Mapping[str, str], near: Said = NOTHING_SAID) -> Row:
    """Raises ValueError, in words that say what to do."""
    today = today_here()
    by_id = ("first name", "last name", "birth date") if values.get("patient") else ()
    for name in REQUIRED:
        if name not in by_id and not values.get(name):
            raise Fault(gettext_noop("'%(name)s' is empty"), name=name)
    _not_too_long(values)
    give = whole_number(values.get("give or take days") or "14", most=180)
    if give is None:
        words = gettext_noop("'give or take days' must be a whole number up to 180, not '%(text)s'")
        raise Fault(words, text=values["give or take days"])
    patient = _patient(actor, values, today, near)
    written = "" if values.get("patient") else f"{values['first name']} {values['last name']}"
    return Row(
        patient,
        _entity(VisitType, gettext_noop("no visit type '%(text)s'; there are %(known)s"), values["visit"]),
        dt.date.fromisoformat(iso_date(values["due"], "due", today)),
        give,
        as_written(values["key"]),
        _entity(Provider, gettext_noop("no provider '%(text)s'; there are %(known)s"), values["provider"])
        if values.get("provider")
        else None,
        note=values.get("note", ""),
        called="" if folded(written) == folded(patient.name) else written,
    )


def _not_too_long(values: Mapping[str, str]) -> None:
    """A file's cells were measured before; another system's values are here."""
    for column in FIELDS:
        if len(values.get(column.name, "")) > column.longest:
            words = gettext_noop("'%(name)s' is longer than %(most)s characters")
            raise Fault(words, name=column.name, most=column.longest)


def _patient(actor: Actor, values: Mapping[str, str], today: dt.date, near: Said) -> Patient:
    if values.get("patient"):
        patients = list(find(actor, "").filter(pk__in=[_id(values["patient"])])[:1])
        none, many = gettext_noop("no patient with that id"), gettext_noop("more than one patient with that id")
    else:
        born = dt.date.fromisoformat(iso_date(values["birth date"], "birth date", today, birth=True))
        there = list(find(actor, "").filter(birth_date=born, same_as=None))
        called = [
            patient
            for patient in there
            if folded(patient.first_name) == folded(values["first name"])
            and folded(patient.last_name) == folded(values["last name"])
        ]
        patients = [patient for patient in called if not patient.self_registered]
        if not called:
            patients = _nearly(there, f"{values['first name']} {values['last name']}", values["key"], near)
        none = UNMATCHED if called else gettext_noop("no patient with that name and birth date")
        many = gettext_noop("more than one patient with that name and birth date")
    if len(patients) != 1:
        raise Fault(many if patients else none)
    if values.get("patient"):
        _same_person(patients[0], values, today)
    return patients[0]


def _same_person(patient: Patient, values: Mapping[str, str], today: dt.date) -> None:
    """What stands beside an id says whom the other system means: where it is somebody else, one of the two is wrong."""
    said = ((patient.first_name, values.get("first name")), (patient.last_name, values.get("last name")))
    other = any(written and folded(written) != folded(kept) for kept, written in said)
    if born := values.get("birth date"):
        other |= patient.birth_date != dt.date.fromisoformat(iso_date(born, "birth date", today, birth=True))
    if other:
        raise Fault(gettext_noop("the patient with that id has another name or birth date"))


def _nearly(there: Iterable[Patient], name: str, key: str, said: Said) -> list[Patient]:
    """Those of that birth date whose name it nearly is.  Raises Near where nobody has said of this line yet that it is theirs."""
    near = [patient for patient in there if not patient.self_registered and alike(patient.name, name)]
    if len(near) != 1:
        return near
    choice = said.choice(key, name, near[0])
    if said.looking or choice not in said.yes:
        words = gettext_noop(
            "%(written)s is nearly the name of %(name)s, born %(born)s: look at the file and select this line if it is the same person, or write it as there"
        )
        born = near[0].birth_date
        fault = Near(words, written=name, name=near[0].name, born=f"{born.month}/{born.day}/{born.year}")
        fault.choice = choice
        raise fault
    return near


def _entity(model: type[Entity], words: str, text: str) -> Entity:
    """By its id in the practice file, or by its name."""
    try:
        return called(model, text)
    except NotKnown as fault:
        raise Fault(words, text=text[:80], known=fault.known) from None


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Fault(gettext_noop("'patient' must be a patient's id, not '%(text)s'"), text=text[:80]) from None


def later(day: dt.date, amount: int, unit: str) -> dt.date:
    """So many days, weeks or months on; a month after January 31 is the last of February."""
    if unit != "months":
        return day + dt.timedelta(days=amount * (7 if unit == "weeks" else 1))
    year, month = divmod(day.year * 12 + day.month - 1 + amount, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
