"""Whose an address or number is.  One that is another grown-up's on file is nobody's until staff say so: it opens nothing, and nothing is sent there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from ..access.may import Actor
from ..people.contacts import folded, shown
from ..people.models import TYPED, UNPROVED, UNSAID, WHOSE, Patient, Proxy
from ..practice.actors import is_child
from ..tenancy.context import read_once_on_a_page
from ..tenancy.together import all_with


@dataclass(frozen=True)
class Holder:
    """Somebody else who has an address or number on file: by which record that is known, and as what it stands there."""

    record: Patient
    name: str = ""  # of who acts for them, where it is known

    @property
    def words(self) -> str:
        """'Rosa Martinez', 'Eva Stone (acts for Ada Stone)', 'somebody who acts for Ada Stone'."""
        if self.name == self.record.name:
            return self.name
        if self.name:
            return gettext("%(name)s (can manage the appointments of %(patient)s)") % {
                "name": self.name,
                "patient": self.record.name,
            }
        return gettext("a person who can manage the appointments of %(patient)s") % {"patient": self.record.name}


def whose(patient: Patient, contact: str, said: str = "") -> str:
    """Whose an address or number of a record is.  Where nobody said so a child's is taken for a parent's, and one that is another
    grown-up's on file for nobody's (`UNSAID`)."""
    if said in WHOSE:
        return said
    if is_child(patient):
        return "parent"
    return UNSAID if contact and holders(patient, contact) else "patient"


def whose_typed(patient: Patient, contact: str, actor: Actor) -> str:
    """The same of what was said with a request.  What staff write down was said to them; a record that somebody outside made is
    theirs who proved an address by a code.  What is typed from outside beside that is nobody's before it is proved: one slip makes
    it a stranger's, who would be let in by proving that it is theirs."""
    from_outside = actor.kind in ("patient", "nobody")
    if patient.self_registered or from_outside:
        if contact == actor.contact:
            return "patient" if patient.self_registered else whose(patient, contact)
        if holders(patient, contact):
            return UNSAID
    return TYPED if from_outside else whose(patient, contact)


def whose_now(patient: Patient, contact: str, said: str = "") -> str:
    """The same where staff have looked who made the record.  `said`: what they answered where it had to be asked (`asks`); that somebody
    is new here says nothing of a number that they typed."""
    mark = patient.whose(contact) if contact else "patient"
    if mark in UNPROVED and not of_each(patient, contact, said):
        return mark
    return whose(patient, contact, said)


def asks(patient: Patient, *contacts: str, besides: Patient | None = None) -> str:
    """The question that staff have to answer; '' where there is none: a child's address is taken for a parent's."""
    if is_child(patient):
        return ""
    holders_by_contact = ((contact, holders(patient, contact, besides)) for contact in contacts if contact)
    contact, others = next(((contact, others) for contact, others in holders_by_contact if others), ("", []))
    if not others:
        return ""
    words = gettext("%(contact)s is on file for %(name)s. Whose is it? If they share it, choose “The patient's own”.")
    return words % {"contact": shown(contact), "name": ", ".join(holder.words for holder in others)}


def of_each(patient: Patient, contact: str, said: str) -> str:
    """One answer about all that a paper gives: it is about what had to be asked; what is on file for nobody else is the patient's own."""
    return said if is_child(patient) or (contact and holders(patient, contact)) else ""


def holders(patient: Patient, contact: str, besides: Patient | None = None) -> list[Holder]:
    """The other grown-ups who have it on file as theirs: patients, and those who act for one.

    A second record of the same person is no other, nor is `besides`.
    """
    theirs, acting = read_once_on_a_page(f"with {contact}", lambda: _with(contact))
    held_by = []
    for other in theirs:
        if other.pk == patient.pk or (besides is not None and other.pk == besides.pk):
            continue
        mark = other.email_of if contact == other.email else other.phone_of if contact == other.phone else "patient"
        if mark in ("parent", "carer"):
            held_by.append(Holder(other))
        elif mark == "patient" and not is_child(other) and not _same_person(other, patient):
            held_by.append(Holder(other, other.name))
    for_others = (
        proxy for proxy in acting if proxy.patient_id != patient.pk and folded(proxy.name) != folded(patient.name)
    )
    return [*held_by, *(Holder(proxy.patient, proxy.name) for proxy in for_others)]


def _with(contact: str) -> tuple[list[Patient], list[Proxy]]:
    """Who has it on a record, and who acts for somebody with it, by one question."""
    acting = Proxy.objects.filter(contact=contact, state="confirmed", patient=OuterRef("pk"))
    own = Q(confidential_contact=contact) | Q(email=contact) | Q(phone=contact)
    rows = Patient.objects.filter(own | Exists(acting), same_as=None).order_by("created_at")
    patients = all_with(rows, with_it=acting)
    theirs = [
        patient for patient in patients if contact in (patient.confidential_contact, patient.email, patient.phone)
    ]
    for patient in patients:
        for proxy in patient.with_it:  # type: ignore[attr-defined]
            proxy.patient = patient
    together = [proxy for patient in patients for proxy in patient.with_it]  # type: ignore[attr-defined]
    return theirs, sorted(together, key=lambda proxy: (proxy.created_at, proxy.pk))


def _same_person(patient: Patient, other: Patient) -> bool:
    return patient.birth_date == other.birth_date and folded(patient.name) == folded(other.name)
