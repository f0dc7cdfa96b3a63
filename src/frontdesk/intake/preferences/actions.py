"""How people want to be written to: in which language, when, and whether at all."""

from __future__ import annotations

from ...access.may import SYSTEM, Actor, may_for_patient
from ...audit.action import action
from ...messaging.actions import consent, touched
from ...messaging.ways import usable
from ...people import lines
from ...people.models import Patient
from ...people.queries import people_of
from ...practice.models import VisitType
from ...tenancy.models import Practice


@action("patient.preferences")
def prefer(
    actor: Actor,
    patient: Patient,
    *,
    language: str | None = None,
    time_zone: str | None = None,
    by_email: bool | None = None,
    by_text: bool | None = None,
) -> Patient:
    """How a patient wants to be reached: language, zone, and yes or no for each address and number.  None: that stays as it is."""
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db()
    patient.language = patient.language if language is None else language
    patient.time_zone = patient.time_zone if time_zone is None else time_zone
    patient.save(
        update_fields=[name for name, said in (("language", language), ("time_zone", time_zone)) if said is not None]
    )
    for contact, given in ((patient.email, by_email), (patient.phone, by_text)):
        if given is None or not may_say(actor, patient, contact):
            continue
        # what was never agreed to for this patient is no refusal of whoever else has it
        if given or contact not in patient.not_agreed_to:
            _says(actor, patient, contact, given)
    return patient


def may_say(actor: Actor, patient: Patient, contact: str) -> bool:
    """Whether they may say yes or no for an address or number of the record: it is theirs, or they are told by whose it is.

    What nobody has proved, or is on the record as somebody else's, has an owner whose own word theirs would take back.
    """
    return bool(contact) and (actor.is_staff or contact == actor.contact or patient.whose(contact) == "patient")


def _says(actor: Actor, patient: Patient, contact: str, given: bool) -> None:
    how = f"said by {actor.name}, on the page"[:60]
    consent(SYSTEM, patient.practice, contact=contact, given=given, how=how, patient=patient)


def prefer_own(
    actor: Actor, practice: Practice, *, language: str | None = None, written_to: bool | None = None
) -> None:
    """Who acts for others, at the address or number that they proved: whether we write there, and in which language.  None: as it is.

    The language is the patients', for whom it is there that we write; a patient who is written to somewhere else keeps theirs.
    """
    contact = actor.contact
    theirs = list(people_of(actor, "patient.preferences")) if language is not None else []
    about = touched(contact, given=written_to) if written_to is not None else set()
    lines.wait_for_patients(
        {*about, *(patient.pk for patient in theirs)}
    )  # of all of them at once: the order of the lines is one
    if written_to is not None:
        consent(SYSTEM, practice, contact=contact, given=written_to, how=f"said by {actor.name}, on the page"[:60])
    if language is None:
        return
    for patient in theirs:
        if patient.language != language and _reached_only_there(patient, contact):
            write_in(actor, patient, language=language)


def language_there(actor: Actor) -> str:
    """In which language we write to who acts for others, where it is one; else ''."""
    theirs = people_of(actor, "patient.preferences")
    spoken = {patient.language for patient in theirs if _reached_only_there(patient, actor.contact)}
    return spoken.pop() if len(spoken) == 1 else ""


def may_say_language(actor: Actor, patient: Patient) -> bool:
    """Whether they may say in which language the patient is written to: who may act for them whatever the visit, or is all we write to."""
    return may_for_patient(actor, "patient.preferences", patient.pk, None) or _reached_only_there(
        patient, actor.contact
    )


def _reached_only_there(patient: Patient, contact: str) -> bool:
    """Whether it is there, and nowhere else, that somebody is written to about the patient's visits."""
    codes = VisitType.objects.filter(active=True).values_list("code", flat=True)
    return {reached.to for code in codes for reached in usable(patient, code)[:1]} == {contact}


@action("patient.language", permission="patient.preferences")
def write_in(actor: Actor, patient: Patient, *, language: str) -> Patient:
    """From now on the patient is written to in that language; all else stays as it is."""
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db()
    patient.language = language
    patient.save(update_fields=["language"])
    return patient
