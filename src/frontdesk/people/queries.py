"""Reading people: who an actor is, and patients by what one knows of them."""

from __future__ import annotations

import datetime as dt
import re

from django.db.models import Q, QuerySet

from .may import Actor, require
from .models import Patient, RolePermission, Staff
from .roles import EVERY_STAFF


def permissions_of(role: str) -> frozenset[str]:
    """What the practice's table allows a role."""
    return frozenset(RolePermission.objects.filter(role=role).values_list("permission", flat=True))


def staff_actor(staff: Staff) -> Actor:
    allowed = permissions_of(staff.role) | set(EVERY_STAFF)
    return Actor("staff", staff.pk, staff.name, staff.role, allowed, provider=staff.provider_id)


def patient_actor(contact: str) -> Actor:
    """The actor behind a verified address or number: for every patient who has it."""
    patients = list(by_contact(contact))
    first = patients[0] if patients else None
    return Actor(
        "patient",
        first.pk if first else None,
        first.name if first else "Patient",
        "patient",
        permissions_of("patient"),
        frozenset(patient.pk for patient in patients),
    )


def nobody() -> Actor:
    return Actor("nobody", permissions=permissions_of("nobody"))


def by_contact(contact: str) -> QuerySet[Patient]:
    """The patients with that e-mail address or telephone number (as `normal_contact` writes it)."""
    condition = Q(email__iexact=contact) if "@" in contact else Q(phone=contact)
    return Patient.objects.filter(condition).order_by("created_at")


def find(actor: Actor, text: str) -> QuerySet[Patient]:
    """Patients by words of their name in any order, a birth date, or digits of their telephone number."""
    require(actor, "patient.view")
    found = Patient.objects.all()
    for word in text.split():
        if birth := _date(word):
            found = found.filter(birth_date=birth)
        elif digits := re.sub(r"\D", "", word) if re.fullmatch(r"[\d()+.\-/]{3,}", word) else "":
            found = found.filter(phone__contains=digits)
        else:
            found = found.filter(
                Q(first_name__istartswith=word) | Q(last_name__istartswith=word) | Q(email__istartswith=word)
            )
    return found.order_by("last_name", "first_name")


def same_person(first: str, last: str, birth: dt.date, contact: str) -> Patient | None:
    """The one record with that name, birth date and verified address; None when there is none, or several."""
    found = list(by_contact(contact).filter(first_name__iexact=first, last_name__iexact=last, birth_date=birth)[:2])
    return found[0] if len(found) == 1 else None


def possible_duplicates(patient: Patient) -> QuerySet[Patient]:
    """Other records with the same birth date and last name, or the same address or number."""
    same = Q(birth_date=patient.birth_date, last_name__iexact=patient.last_name)
    if patient.phone:
        same |= Q(phone=patient.phone)
    if patient.email:
        same |= Q(email__iexact=patient.email)
    return Patient.objects.filter(same).exclude(pk=patient.pk)


def normal_contact(text: str) -> str | None:
    """An e-mail address in lower case or a US number as +1XXXXXXXXXX; None when it is neither."""
    text = text.strip()
    if "@" in text:
        return text.lower() if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]{2,}", text) and len(text) <= 254 else None
    digits = re.sub(r"[\s().\-]", "", text)
    match = re.fullmatch(r"(?:\+?1)?([2-9]\d{9})", digits)
    return f"+1{match[1]}" if match else None


def _date(word: str) -> dt.date | None:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", word)
    try:
        return dt.date(int(match[3]), int(match[1]), int(match[2])) if match else dt.date.fromisoformat(word)
    except ValueError:
        return None
