"""What a request says about who asks belongs to their record: rules look there, and so does who calls them.

Not where somebody says it who may act for some of the patient's visits alone: the record is what all of them go by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from ...access.may import SYSTEM, Actor, may, may_for_patient
from ...audit.action import action, snapshot
from ...audit.actions import said_again
from ...core.events import raise_event
from ...core.letters import as_written
from ...core.refusals import Refusal
from ...people.contacts import Unreadable, email_address, folded, telephone_number
from ...people.models import Patient
from ..contact_owner import whose_typed
from ..events import InsuranceChanged
from ..insurance import ALONE, COLUMNS, FIELD, SAY_ANOTHER, answered, insurance_of, member_under
from ..keeping_out import refuse_who_acts
from ..models import Request

SAID_AGAIN = "patient.said_again"
LONGEST_MEMBER_ID = 60  # as a record keeps it
CONTACTS: dict[str, Callable[[str], str]] = {"phone": telephone_number, "email": email_address}


@action("patient.said", permission="request.answer")
def said(actor: Actor, patient: Patient, *, values: Mapping[str, object]) -> Patient:
    """Given with a request, by them or by who asks for them."""
    for name, value in values.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(values))
    return patient


def keep_on_record(actor: Actor, request: Request, answers: Mapping[str, str]) -> dict[str, str]:
    """The standard fields go to the record; what is left stays with the request.  Called in the patient's line.

    `actor`: who answers; of who may act for some visits alone all stays with the request, for staff to see.  Nobody's number or address takes the place of another; and what somebody who acts for the patient
    gives stays with the request, for it opens the record to whoever has it, and nobody has proved whose it is.
    """
    patient = request.patient
    left = {field: text for field, value in answers.items() if (text := value.strip())}
    if not may_change_the_record(actor, request.patient_id):
        return left
    values: dict[str, object] = {}
    given: set[str] = set()
    _take_insurance(patient, left, values, given)
    for field, read in CONTACTS.items() if _speaks_for_themselves(actor, request) else ():
        if (contact := _readable(read, left.get(field, ""))) and _is_theirs(patient, field, contact):
            del left[field]
            given.add(field)
            values |= {} if getattr(patient, field) else _taken(actor, patient, field, contact, values)
    stands = snapshot(patient)
    if any(getattr(patient, name) != value for name, value in values.items()):
        before = insurance_of(patient)
        said(actor if may(actor, "request.answer", patient) else SYSTEM, patient, values=values)
        if insurance_of(patient) != before:
            raise_event(InsuranceChanged(patient))
    now = snapshot(patient)
    if again := {name: now[name] for name in sorted(given) if now[name] == stands[name]}:
        said_again(actor, patient, SAID_AGAIN, again)
    return left


def _take_insurance(patient: Patient, left: dict[str, str], values: dict[str, object], given: set[str]) -> None:
    """A member ID is one insurance's: with another, or none, it is not known any more, and is asked again.

    One that is said alone of who pays alone stays with the request: there is no insurance that it could be of.
    """
    before, said_insurance = insurance_of(patient), answered(left.get(FIELD, ""))
    if said_insurance:
        kept = patient.member_id if said_insurance == before else ""
        values |= {**said_insurance.columns, "member_id": member_under(said_insurance, kept)}
        given |= {*COLUMNS} - {"member_id"}
        if not said_insurance.insured_elsewhere or folded(left[FIELD]) in SAY_ANOTHER:
            del left[FIELD]  # what names another one is kept as it was said
    if before == ALONE and not said_insurance:
        return
    member = as_written(left.get("member-id", ""))
    if len(member) > LONGEST_MEMBER_ID:
        return  # it stays with the request, as it was said
    left.pop("member-id", None)
    if member and (said_insurance or before) != ALONE:
        values["member_id"] = member
        given.add("member_id")


def _taken(actor: Actor, patient: Patient, field: str, contact: str, values: Mapping[str, object]) -> dict[str, object]:
    """It is where they are reached, and no yes to be written to: unless they have proved it by a code, as who signed in there."""
    before = values.get("not_agreed_to", patient.not_agreed_to)
    assert isinstance(before, list)
    proved = contact == actor.contact
    there = [*before, *([] if proved else [contact])]
    theirs = whose_typed(patient, contact, actor)
    return {field: contact, f"{field}_of": theirs, "not_agreed_to": list(dict.fromkeys(there))}


def _readable(read: Callable[[str], str], text: str) -> str:
    try:
        return read(text) if text else ""
    except Unreadable:
        return ""  # it stays with the request, as it was said


def _is_theirs(patient: Patient, field: str, contact: str) -> bool:
    """Whether the record has it, or has none and may take it."""
    patient.refresh_from_db(fields=["email", "phone", "confidential_contact", "not_agreed_to"])
    if before := getattr(patient, field):
        return bool(before == contact)
    try:
        refuse_who_acts(patient, [contact])
    except Refusal:
        return False
    return not patient.confidential_contact


def _speaks_for_themselves(actor: Actor, request: Request) -> bool:
    """Whether it is the patient who answers: signed in as who the whole record is open to, or written down by staff for them."""
    return request.patient_id in actor.patients if actor.kind == "patient" else not request.asked_by


def may_change_the_record(actor: Actor, patient: UUID) -> bool:
    """Whether who answers may act for the patient whatever the visit."""
    return may_for_patient(actor, "request.answer", patient, None)
