"""Who may be written to, and where.  What nobody agreed to is not allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from ..people.contacts import can_be_written_to
from ..people.merged import merged_chain_of
from ..people.models import Patient
from ..tenancy.context import read_until_written
from .models import Consent, Message, MessageState

FOR_ALL = Q(given=False) | Q(
    patient=None
)  # what was said for whoever is reached there: a no, whomever it was said about
STANDS_IN = ("messaging_consent", "messaging_message", "people_patient")
HANDED: tuple[MessageState, ...] = ("sent", "delivered", "failed")  # to a server


def channel_of(contact: str) -> str:
    return "email" if "@" in contact else "text"


def agreed(contact: str) -> bool:
    """Whether the last word about an address or number was yes, whoever was asked; a number with an extension is for calls alone."""
    if not can_be_written_to(contact):
        return False
    said = standing([contact])[contact]
    return said.agreed or bool(said.alone)


def agreed_for(patient: Patient, contact: str) -> bool:
    """Whether messages about this patient may go there.  Who shares a number agrees for themselves alone."""
    return may_be_agreed(patient, contact) and standing([contact])[contact].agreed_for(patient)


def may_be_agreed(patient: Patient, contact: str) -> bool:
    """Whether a yes of whoever has it would do: it can be written to, and the patient has not kept it for themselves."""
    return contact not in patient.not_agreed_to and can_be_written_to(contact)


@dataclass(frozen=True)
class Standing:
    """Whether the last word about an address or number, for whoever is reached there, was yes; `alone`: of whom alone it is one
    after a no.  `unreachable`: the last message there came back or was refused, and nobody has said since that it is right."""

    agreed: bool
    unreachable: bool = False
    alone: frozenset[UUID] = frozenset()

    def agreed_for(self, patient: Patient) -> bool:
        return self.agreed or patient.pk in self.alone


def standing(contacts: Iterable[str]) -> dict[str, Standing]:
    """How it stands with each of them, by one question."""
    there = sorted(set(contacts))
    return read_until_written(("standing of", *there), STANDS_IN, lambda: _standing(there)) if there else {}


def not_agreed_by(patient: Patient, other: Patient) -> list[str]:
    """Of two records of one person: where neither agreed to be written to.  A yes in either is the person's yes."""
    agreed_to = {contact for who in (patient, other) for contact in who.own_contacts if agreed_for(who, contact)}
    return sorted({*patient.not_agreed_to, *other.not_agreed_to} - agreed_to)


def refused(contact: str) -> bool:
    """Whether the last word about it was no, whoever was asked."""
    last = _said(contact).order_by("-at", "-id").first()
    return last is not None and not last.given


def closed(contact: str) -> bool:
    """Whether who has it said no, and nobody but one patient or another has said yes for themselves since."""
    last = _said(contact).filter(FOR_ALL).order_by("-at", "-id").first()
    return last is not None and not last.given


def said_no(patient: Patient, contact: str) -> bool:
    """Whether who has it said no, and nothing else was said since about this patient."""
    return bool(contact) and closed(contact) and not standing([contact])[contact].agreed_for(patient)


def _said(contact: str) -> QuerySet[Consent]:
    return Consent.objects.filter(contact=contact, channel=channel_of(contact))


def _standing(contacts: list[str]) -> dict[str, Standing]:
    handed = Message.objects.filter(to=OuterRef("contact"), state__in=HANDED, handed_at__isnull=False)
    last = handed.order_by("-created_at")
    yes = Consent.objects.filter(contact=OuterRef("contact"), given=True).order_by("-at")
    general = Consent.objects.filter(FOR_ALL, contact=OuterRef("contact"), channel=OuterRef("channel"))
    since = Consent.objects.filter(contact=OuterRef("contact"), channel=OuterRef("channel"), given=True)
    since = since.filter(~Exists(general.filter(at__gt=OuterRef("at"))), patient__isnull=False)
    about_one = Case(When(FOR_ALL, then=Value(0)), default=Value(1), output_field=IntegerField())
    said = (  # the last word for all; where there is none, nobody has said no, and any yes opens it
        Consent.objects.filter(contact__in=contacts)
        .order_by("contact", "channel", about_one, "-at", "-id")
        .distinct("contact", "channel")
        .annotate(
            last_state=Subquery(last.values("state")[:1]),
            last_at=Subquery(last.values("created_at")[:1]),
            yes_at=Subquery(yes.values("at")[:1]),
            alone=ArraySubquery(since.values("patient")),
        )
    )
    standings = dict.fromkeys(contacts, Standing(agreed=False))
    there = [consent for consent in said if consent.channel == channel_of(consent.contact)]
    persons = merged_chain_of({record for consent in there for record in consent.alone})
    for consent in there:
        failed = consent.last_state == "failed" and (consent.yes_at is None or consent.yes_at <= consent.last_at)
        alone = frozenset().union(*(persons[record] for record in consent.alone))
        standings[consent.contact] = Standing(consent.given, failed, alone)
    return standings
