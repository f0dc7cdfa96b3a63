"""A record for somebody who asks for the first time."""

from __future__ import annotations

import datetime as dt

from ..audit.action import action
from ..people.may import Actor
from ..people.models import Patient
from ..people.queries import same_person
from ..practice.models import Payer
from ..tenancy.models import Practice


class NewPatient:
    """What a record is made from.  It has no row yet: the practice is what it belongs to."""

    pk = patient_id = None
    AUDITED = ()

    def __init__(self, practice: Practice, **values: object) -> None:
        self.practice_id, self.values = practice.pk, values


@action("patient.create")
def create(actor: Actor, new: NewPatient) -> Patient:
    """A new record."""
    return Patient.objects.create(practice_id=new.practice_id, **new.values)


def record_of(
    actor: Actor,
    practice: Practice,
    *,
    first: str,
    last: str,
    birth: dt.date,
    contact: str,
    payer: Payer | None,
    member_id: str,
) -> Patient:
    """The record of a verified address with exactly that name and birth date, else a new one (staff see possible duplicates)."""
    found = same_person(first, last, birth, contact)
    if found is not None:
        return found
    where = {"email": contact} if "@" in contact else {"phone": contact}
    return create(
        actor,
        NewPatient(
            practice,
            first_name=first,
            last_name=last,
            birth_date=birth,
            payer=payer,
            uninsured=payer is None,
            member_id=member_id,
            **where,
        ),
    )
