"""Adding somebody who acts for a patient; an address of theirs that stands on the record goes along with them."""

from __future__ import annotations

from django.db import transaction

from ...access.may import Actor
from ...audit.action import action
from ...people import contacts, lines
from ...people.models import Patient, Proxy
from ..patients import confirm_proxy, name_proxy


def add(actor: Actor, patient: Patient, *, contact: str, who: str, name: str) -> Proxy:
    """Staff have seen that it is so: one press.  What the record has as a parent's or carer's is that person's from now on.

    Raises Unreadable; OwnContact where it is the patient's own.
    """
    contact = contacts.contact(contact)
    with transaction.atomic():
        lines.wait_for_patients([patient.pk])
        patient.refresh_from_db()
        moves = stands_as_somebody_elses(patient, contact)
        if moves:
            no_longer_here(actor, patient, contact=contact)
        named = name_proxy(actor, patient, contact=contact, who=who, name=name, agreed_here=moves)
        return confirm_proxy(actor, named)


@action("patient.contact_moved", permission="patient.confirm_proxy")
def no_longer_here(actor: Actor, patient: Patient, *, contact: str) -> Patient:
    """An address or number leaves the record, for it belongs to somebody who acts for the patient."""
    names = [name for name in ("email", "phone") if getattr(patient, name) == contact]
    for name in names:
        setattr(patient, name, "")
    patient.save(update_fields=names)
    return patient


def stands_as_somebody_elses(patient: Patient, contact: str) -> bool:
    """Whether the record has it and says that it is a parent's or a carer's.  The only one that may be used is nobody else's."""
    return contact in patient.own_contacts and patient.whose(contact) != "patient"
