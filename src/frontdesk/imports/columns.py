"""Which heading is which column: in any case, spaced, joined or underscored, by the names that clinics' systems use."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from .faults import Fault, Faults, gettext_noop

Kind = Literal["line", "text", "birth date", "date"]


@dataclass(frozen=True)
class Column:
    """One that an import reads.  A `line` is of one line; a `text` may have several."""

    name: str
    longest: int = 254
    required: bool = False
    kind: Kind = "line"


@dataclass(frozen=True)
class LeftOut:
    """A column of a file that is not read: how many of its cells have something in them, and whether that is a part of a name."""

    heading: str
    filled: int
    of_a_name: bool = False


WHOLE_NAME, PARTS = "name", ("first name", "last name")
WRONG = "what is wrong"  # in front of the lines that are given back; a file that comes again with it is read without it
NEAR = 0.84  # two letters that changed places in a short heading; not another word

# Parts of a name that no import keeps.
_OF_A_NAME = re.compile(
    r"(middle|suffix|prefix|preferred|nick|maiden|second|chosen|formal|former|legal|birth|alias|alternate|other|segundo|materno|paterno)"
    r"(name|names|initial|first|last|nombre|apellido)?|mi|title|salutation|generation|.*(name|nombre|apellido)"
)

# A patient's number in another system: of none of its referrals or recalls, of which a patient may have several.
_OF_A_PATIENT = re.compile(
    r"(patients?|pt)?(mrn?|mr|medicalrecord|medrec|chart|acct|account|empi)(no|num|number|id)?|(patients?|pt|person)(no|num|number|id)"
    r"|(numerodeexpediente|expediente|historiaclinica)"
)

# As they are written without spaces, accents and case.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "key": ("id", "recordid", "externalid", "externalkey", "referralid", "referralnumber", "recallid", "recallnumber", "recallno", "referralno", "orderid", "ordernumber", "orderno",
            "clave", "uniqueid", "reference", "ref"),
    "first name": ("first", "fname", "firstname", "givenname", "given", "patientfirstname", "patientfirst", "ptfirstname",
                   "forename", "nombre", "nombres", "primernombre", "firstnm", "namefirst"),
    "last name": ("last", "lname", "lastname", "familyname", "family", "surname", "patientlastname", "patientlast", "ptlastname",
                  "apellido", "apellidos", "lastnm", "namelast"),
    "name": ("patient", "patientname", "fullname", "wholename", "nombrecompleto", "nombreyapellido", "nombresyapellidos", "paciente",
             "nombredelpaciente", "patientfullname", "lastfirst", "lastnamefirstname", "patientnamelastfirst", "namelastfirst"),
    "birth date": ("dob", "birthdate", "dateofbirth", "birthday", "birth", "born", "bdate", "patientdob", "patientbirthdate",
                   "ptdob", "fechadenacimiento", "fechanacimiento", "nacimiento", "bday"),
    "phone": ("telephone", "phonenumber", "phoneno", "tel", "mobile", "cell", "cellphone", "cellph", "homeph", "ph", "mobilephone", "mobilenumber",
              "cellnumber", "telephonenumber", "homephone", "homephonenumber", "hometelephone", "workphone", "patientphone", "primaryphone", "telefono", "celular", "phone1"),
    "email": ("mail", "emailaddress", "emailaddr", "patientemail", "correo", "correoelectronico"),
    "visit": ("visittype", "appointmenttype", "appttype", "visitreason", "typeofvisit", "service", "tipodevisita", "visita", "recalltype", "recallreason"),
    "provider": ("doctor", "physician", "prov", "provname", "providername", "renderingprovider", "providerid", "medico", "doctora"),
    "location": ("site", "office", "facility", "place", "locationname", "department", "lugar", "sede"),
    "insurance": ("payer", "payor", "insurancename", "insurancecompany", "insco", "insname", "primaryins", "plan", "insuranceplan", "carrier", "primaryinsurance",
                  "primarypayer", "seguro", "aseguradora"),
    "member id": ("memberid", "memberno", "membernumber", "subscriberid", "policynumber", "policyid", "insuranceid", "policyno",
                  "memid", "numerodemiembro"),
    "urgency": ("priority", "urgencia", "prioridad"),
    "reason": ("reasonforreferral", "referralreason", "reasonforvisit", "chiefcomplaint", "why", "diagnosis", "motivo"),
    "clinic": ("clinicname", "referringclinic", "referringpractice", "referringorganization", "referredby", "clinica"),
    "clinician": ("referringprovider", "referringphysician", "referringdoctor", "referrer", "referringclinician"),
    "clinic phone": ("referringphone", "clinictelephone", "clinicphonenumber", "referringproviderphone"),
    "clinic email": ("clinicemailaddress", "referringemail", "referringprovideremail"),
    "due": ("duedate", "dueon", "recalldate", "nextdue", "datedue", "nextvisitdue", "fechadevencimiento"),
    "give or take days": ("give", "days", "plusminus", "plusminusdays", "window", "windowdays", "tolerance", "giveortake"),
    "note": ("notes", "comment", "comments", "remark", "remarks", "nota", "notas"),
}  # fmt: skip


def joined(heading: str) -> str:
    """'First_Name', 'first name' and 'FirstName (legal):' as 'firstname'; 'Referral #' as 'referralnumber'."""
    letters = unicodedata.normalize("NFKD", re.sub(r"\(.*?\)|\[.*?\]", "", heading) or heading).casefold()
    letters = letters.replace("#", " number")
    return re.sub(r"[\W_]+", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))


@dataclass(frozen=True)
class Headings:
    """For each heading its column or None, and what is wrong; `fit`: whether rows can be read with what is known of them.

    `order`: in which the cells of a line are read: of two that are one column, what is rather wanted first.
    """

    columns: list[Column | None]
    faults: list[Fault]
    fit: bool
    order: tuple[int, ...]


class Columns:
    """The columns of one import, and what a heading means among them."""

    def __init__(self, columns: Sequence[Column], said: Sequence[tuple[str, str]] = ()) -> None:
        """`said`: what whoever brings the file says of its headings, each with its column.  Raises Faults for a column that there is not."""
        self.all = {column.name: column for column in columns}
        self._names = {
            name: column for column in columns for name in (joined(column.name), *SYNONYMS.get(column.name, ()))
        }
        # A column's own name stands for it whatever another is called as well.
        self._names |= {joined(column.name): column for column in columns}
        self._said = {heading.strip().casefold(): (heading, self._called(name)) for heading, name in said}

    def _called(self, name: str) -> Column:
        if column := self.all.get(name.strip().casefold()):
            return column
        words = gettext_noop("there is no column '%(name)s' to read; there are %(names)s")
        raise Faults([Fault(words, name=name[:80], names=", ".join(self.all))])

    def named(self, heading: str) -> Column | None:
        name = joined(heading)
        if said := self._said.get(heading.strip().casefold()):
            return said[1]
        if column := self._names.get(name):
            return column
        column = self._names.get(re.sub(r"^(patients?|pt)", "", name))
        return None if column is None or column.name == "key" else column  # a patient's id is not the id of the row

    def known(self, heading: str) -> bool:
        return self.named(heading) is not None

    def read(self, heading: Sequence[str], line: int, filled: Sequence[int], leave_out: bool) -> Headings:
        """For each heading its column, None for one that is left out or not known; and what is wrong with them.

        `filled`: how many cells under it have something in them; `leave_out`: what is not known is left out, and not a fault.
        """
        columns: list[Column | None] = []
        said: dict[str, str] = {}
        faults: list[Fault] = []
        unknown: list[Fault] = []
        there = {name.strip().casefold() for name in heading}
        words = gettext_noop("there is no heading '%(name)s' in this file")
        faults += [Fault(words, line, name=name[:80]) for key, (name, _) in self._said.items() if key not in there]
        for number, (name, used) in enumerate(zip(heading, filled, strict=True), 1):
            column = self.named(name)
            columns.append(column)
            if column is None:
                if (name or used) and not leave_out and name != WRONG:
                    unknown.append(self._unknown(name, number, line))
            elif column.name in said and not _goes_beside(column):
                words = gettext_noop(
                    "the columns '%(one)s' and '%(two)s' are both read as '%(name)s': keep one of them"
                )
                faults.append(Fault(words, line, one=said[column.name], two=name, name=column.name))
            else:
                said.setdefault(column.name, name)
        if missing := [
            name for name, column in self.all.items() if column.required and not self._stands_in(name, said)
        ]:
            names = ", ".join(repr(name) for name in missing)
            faults.append(Fault(gettext_noop("the heading has no column %(names)s"), line, names=names))
        return Headings(columns, [*unknown, *faults], fit=not faults, order=_wanted_first(heading, columns))

    def _stands_in(self, name: str, said: Collection[str]) -> bool:
        """A whole name stands for its parts."""
        return name in said or (name in PARTS and WHOLE_NAME in self.all and WHOLE_NAME in said)

    def _unknown(self, name: str, number: int, line: int) -> Fault:
        if not name:
            return Fault(gettext_noop("column %(number)s has values and no heading"), line, number=number)
        if _OF_A_PATIENT.fullmatch(joined(name)):
            words = gettext_noop(
                "'%(name)s' is the patient's number in the other system, which is not kept here: leave it out, or say that it is the 'key' if no two lines share one"
            )
            return Fault(words, line, name=name[:80])
        near = difflib.get_close_matches(joined(name), list(self._names), n=1, cutoff=NEAR)
        if near:
            words = gettext_noop("no column is called '%(name)s' (did you mean '%(near)s'?)")
            return Fault(words, line, name=name[:80], near=self._names[near[0]].name)
        words = gettext_noop("no column is called '%(name)s'; the columns are %(names)s")
        return Fault(words, line, name=name[:80], names=", ".join(self.all))


# Of several numbers of a person a text reaches the cell phone, whichever stands first; a column called like ours is what they chose.
_CELL = re.compile(r"cell|mobile|celular|movil")
_NOT_FIRST = re.compile(r"home|work|office|other|alternate|secondary|2|casa|trabajo")


def _goes_beside(column: Column) -> bool:
    """Whether two headings may be one column: a number is taken where the one before is empty, texts are put together."""
    return column.name == "phone" or column.kind == "text"


def _wanted_first(heading: Sequence[str], columns: Sequence[Column | None]) -> tuple[int, ...]:
    """Where cells stand, numbers of cell phones before others, and numbers at home or at work last."""

    def rank(at: int) -> tuple[int, int]:
        column, name = columns[at], joined(heading[at])
        if column is None or column.name != "phone":
            return 1, at
        return 0 if _CELL.search(name) else 2 if _NOT_FIRST.search(name) else 1, at

    return tuple(sorted(range(len(heading)), key=rank))


def left_out(heading: Sequence[str], columns: Sequence[Column | None], filled: Sequence[int]) -> tuple[LeftOut, ...]:
    """The columns that are not read."""
    return tuple(
        LeftOut(name, count, _OF_A_NAME.fullmatch(re.sub("^(patients?|pt)", "", joined(name))) is not None)
        for name, column, count in zip(heading, columns, filled, strict=True)
        if column is None and (name or count) and name != WRONG
    )
