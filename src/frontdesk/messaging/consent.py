"""Who may be written to, and where.  What nobody agreed to is not allowed."""

from __future__ import annotations

from django.utils.timezone import now

from ..people.contacts import can_be_written_to
from ..people.models import Patient
from ..practice import policies
from ..practice.actors import allowed_for
from .models import Consent


def channel_of(contact: str) -> str:
    return "email" if "@" in contact else "text"


def agreed(contact: str) -> bool:
    """Whether the last word about an address or number was yes; a number with an extension is for calls alone."""
    if not can_be_written_to(contact):
        return False
    last = Consent.objects.filter(contact=contact, channel=channel_of(contact)).order_by("-at", "-id").first()
    return last is not None and last.given


def ways(patient: Patient, *, by_text_first: bool = False) -> list[str]:
    """The addresses and numbers that may be used for a patient, the best first.

    A confidential address is the only one where there is one (45 CFR 164.522(b)); the dead are not written to; where a
    patient has neither address nor number, those who act for them, as the practice's table allows at that age.
    """
    if patient.deceased_on is not None:
        return []
    if patient.confidential_contact:
        known = [patient.confidential_contact]
    else:
        known = [contact for contact in (patient.email, patient.phone) if contact] or _proxies(patient)
    found = [contact for contact in known if agreed(contact)]
    return sorted(found, key=lambda contact: "@" in contact) if by_text_first else found


def _proxies(patient: Patient) -> list[str]:
    try:
        file = policies.file_of(policies.published())
    except policies.NoPolicy:
        return []
    today = now().astimezone(patient.practice.zone).date()
    return [
        proxy.contact
        for proxy in patient.proxies.filter(state="confirmed").order_by("created_at")
        if any("see" in line.powers for line in allowed_for(file, proxy.who, patient.birth_date, today))
    ]
