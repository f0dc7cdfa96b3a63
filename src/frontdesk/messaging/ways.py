"""Where somebody may be written to, about what.  It depends on the patient **and** on the visit: who may not see a visit is not told of it."""

from __future__ import annotations

from django.db.models import Model

from ..access.may import Actor, Grant, reaches
from ..people.models import Patient
from ..practice import policies
from ..practice.actors import allowed_for, patient_actor
from ..practice.file import PracticeFile
from ..tenancy.today import today_at
from .consent import agreed, channel_of
from .models import Consent, Message
from .serving import leaves


def visit_of(thing: Model | None) -> str | None:
    """The code of the visit type that a thing is about; None where it is about none that can be told."""
    for holder in (thing, getattr(thing, "hold", None), getattr(thing, "request", None)):
        found = getattr(holder, "visit_type", None)
        if found is not None:
            return str(found.code)
    return None


def allowed(patient: Patient, visit: str | None = None) -> list[str]:
    """The addresses and numbers that may be used for a patient and a visit type, in the order of the record.

    A confidential address is the only one where there is one (45 CFR 164.522(b)); the dead are not written to; where a patient has
    no address of their own that the practice's table opens this visit to, those who act for them and to whom it does.  What
    nobody agreed to is not allowed.  None for the visit: only who sees everything.
    """
    if patient.deceased_on is not None:
        return []
    if patient.confidential_contact:
        known = [patient.confidential_contact]
    else:
        theirs = [contact for contact in (patient.email, patient.phone) if contact]
        known = [contact for contact in theirs if _sees(contact, patient, visit)] or _proxies(patient, visit)
    return [contact for contact in dict.fromkeys(known) if agreed(contact)]


def ways(patient: Patient, visit: str | None = None, *, by_text_first: bool = False) -> list[str]:
    """The same, the best first: what could not be reached last time comes last, behind it what no server is set for."""
    found = allowed(patient, visit)
    if by_text_first:
        found.sort(key=lambda contact: "@" in contact)
    return sorted(found, key=lambda contact: (not leaves(channel_of(contact)), unreachable(contact)))


def unreachable(contact: str) -> bool:
    """Whether the last message there came back or was refused, and nobody has said since that it is right."""
    last = (
        Message.objects.filter(to=contact, state__in=["sent", "delivered", "failed"], handed_at__isnull=False)
        .order_by("-created_at")
        .first()
    )
    if last is None or last.state != "failed":
        return False
    return not Consent.objects.filter(contact=contact, given=True, at__gt=last.created_at).exists()


# Helpers ----------------------------------------------------------------------------------------------------


def _sees(contact: str, patient: Patient, visit: str | None) -> bool:
    """Whether who has that address may see such a visit of the patient's.  Somebody who acts for them sees as that alone."""
    if patient.proxies.filter(contact=contact, state="confirmed").exists():
        return contact in _proxies(patient, visit)
    return reaches(patient_actor(contact), "appointment.view", patient.pk, visit)


def _proxies(patient: Patient, visit: str | None) -> list[str]:
    file = _file()
    if file is None:
        return []
    today = today_at(patient.practice)
    found = []
    for proxy in patient.proxies.filter(state="confirmed").order_by("created_at"):
        lines = allowed_for(file, proxy.who, patient.birth_date, today)
        actor = Actor("patient", grants=tuple(Grant(patient.pk, line.powers, line.visits) for line in lines))
        if reaches(actor, "appointment.view", patient.pk, visit):
            found.append(proxy.contact)
    return found


def _file() -> PracticeFile | None:
    try:
        return policies.file_of(policies.published())
    except policies.NoPolicy:
        return None
