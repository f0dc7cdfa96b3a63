"""Records of people who ask for the first time, who acts for whom, and where each is reached; how: `preferences/`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext

from ..access.may import SYSTEM, Actor
from ..audit.action import action
from ..core.events import raise_event
from ..messaging.actions import agreed_with_record
from ..messaging.consent import agreed, closed
from ..people import contacts, lines
from ..people.actions import refuse_contact
from ..people.contacts import shown
from ..people.models import TYPED, WHOSE, Patient, Proxy
from ..people.queries import named_at
from ..practice.models import Payer
from ..tenancy.models import Practice, uuid7
from .contact_owner import whose
from .events import MadeNew
from .insurance import Insurance, insurance_of, member_under
from .keeping_out import ActsForThem, EndedByStaff, KeptOut, OwnContact, ended_words, refuse_who_acts

__all__ = ["ActsForThem", "EndedByStaff", "KeptOut", "OwnContact", "ended_words"]


@dataclass(frozen=True)
class NewPatient:
    """What a record is made from, as somebody said it: `create` reads it."""

    first_name: str
    last_name: str
    birth_date: dt.date
    email: str = ""
    phone: str = ""
    email_of: str = ""
    phone_of: str = ""
    payer: Payer | None = None
    member_id: str = ""
    uninsured: bool = False
    insured_elsewhere: bool = False
    language: str = "en"
    self_registered: bool = False
    seen_before: bool = False  # by this practice, before its visits were kept here
    last_visit_on: dt.date | None = None
    key: UUID = field(default_factory=uuid7)  # whoever waits in its line before it is made knows it


class Reached(TypedDict):
    """An e-mail address or a telephone number, as one field holds either."""

    email: str
    phone: str


def reached_at(contact: str) -> Reached:
    """What somebody typed where an address or a number may stand, as the field of a record that it is."""
    return {"email": contact, "phone": ""} if "@" in contact else {"email": "", "phone": contact}


READERS: dict[str, Callable[[str], str]] = {
    "first_name": contacts.personal_name,
    "last_name": contacts.personal_name,
    "email": contacts.email_address,
    "phone": contacts.telephone_number,
    "confidential_contact": contacts.contact,
}


def _read(name: str, value: object) -> object:
    return READERS[name](value) if name in READERS and isinstance(value, str) and value else value


@action("patient.create")
def create(actor: Actor, practice: Practice, *, new: NewPatient, agreed: str = "", compared: bool = False) -> Patient:
    """A new record.  `agreed`: how they agreed to be written to at what they gave ('' when nobody asked them: nothing is sent there for this record,
    whoever else may have agreed to it).

    `compared`: whoever is like them was looked at, and is somebody else.
    Whose an address or number is goes by `whose`, where nobody says it.  Raises Unreadable.
    """
    values: dict[str, Any] = {
        field_.name: _read(field_.name, getattr(new, field_.name))
        for field_ in fields(new)
        if field_.name not in ("key", "seen_before")
    }
    made = Patient(pk=new.key, practice=practice, **values)
    made.member_id = member_under(insurance_of(made), made.member_id)
    made.established = made.known_before = new.seen_before
    made.last_visit_said = made.last_visit_on
    made.email_of = whose(made, made.email, new.email_of)
    made.phone_of = whose(made, made.phone, new.phone_of)
    made.not_agreed_to = [] if agreed else sorted(made.own_contacts)
    made.save(force_insert=True)
    if agreed:
        agreed_with_record(made.practice, agreed, made.email, made.phone, patient=made)
    if compared:
        raise_event(MadeNew(actor, made))
    return made


def newcomer(
    actor: Actor,
    practice: Practice,
    *,
    first: str,
    last: str,
    birth: dt.date,
    contact: str,
    insurance: Insurance,
    member_id: str,
    language: str,
    acts_as: str = "",
) -> Patient:
    """A record of their own for somebody who asks from outside, whoever may have one already: staff match, nobody else.

    `acts_as`: 'parent' or 'carer' when the verified contact belongs to somebody who asks for the patient.
    """
    contact = contacts.contact(contact)
    new = NewPatient(
        first_name=first,
        last_name=last,
        birth_date=birth,
        **insurance.columns,
        member_id=member_id,
        language=language,
        self_registered=True,
        email_of="patient",  # they have proved by a code that it is theirs: to them this record is open
        phone_of="patient",
        **reached_at("" if acts_as else contact),
    )
    patient = create(actor, practice, new=new)
    if acts_as:
        proxy = name_proxy(actor, patient, contact=contact, who=acts_as, name="")
        confirm_proxy(actor, proxy)  # for the record that they made themselves; a match asks staff again
    if not closed(contact):  # a STOP that was said there stands until who has it says START
        agreed_with_record(practice, "given with a request", contact, patient=patient)
    return patient


@action("patient.name_proxy")
def name_proxy(
    actor: Actor, patient: Patient, *, contact: str, who: str, name: str, agreed_here: bool = False
) -> Proxy:
    """Somebody says that they act for a patient.  Nothing is open to them before staff confirm it, and what somebody else who has, or
    had, that address or number agreed to is no yes of theirs.  `agreed_here`: it stood on this record until now.

    Raises Unreadable, OwnContact.
    """
    contact = contacts.contact(contact)
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db()
    if contact in patient.own_contacts:
        raise OwnContact
    name = contacts.personal_name(name, contacts.WHOLE_NAME) if name else ""
    known = agreed_here or contact in patient.not_agreed_to
    if not known and agreed(contact) and not _has_it_already(contact, name):
        refuse_contact([patient.pk], contact)
        patient.refresh_from_db(fields=["not_agreed_to"])
    try:
        with transaction.atomic():
            return Proxy.objects.create(
                practice_id=patient.practice_id, patient=patient, contact=contact, who=who, name=name, state="asked"
            )
    except IntegrityError:
        proxy = Proxy.objects.get(patient=patient, contact=contact)
        if proxy.state == "ended":
            proxy.state, proxy.who, proxy.name = (
                "asked",
                who,
                name,
            )  # a number passes on: it may be somebody else's by now
            proxy.save(update_fields=["state", "who", "name"])
        return proxy


def _has_it_already(contact: str, name: str) -> bool:
    """Whether it is known to be that person's: of their own record, or as somebody who acts for somebody."""
    own = Q(email=contact) | Q(phone=contact) | Q(confidential_contact=contact)
    records = [patient.name for patient in Patient.objects.filter(own, same_as=None)]
    acting = Proxy.objects.filter(contact=contact, state="confirmed").values_list("name", flat=True)
    said = contacts.folded(name)
    return said in map(contacts.folded, records) or any(
        not said or contacts.folded(acting_contact) in ("", said) for acting_contact in acting
    )


@action("patient.confirm_proxy")
def confirm_proxy(actor: Actor, proxy: Proxy) -> Proxy:
    """Staff have seen that it is so, or the patient says so.  Raises OwnContact; EndedByStaff where staff had ended it."""
    proxy = _locked(proxy)
    if proxy.contact in proxy.patient.own_contacts:
        raise OwnContact
    if proxy.ended_by_staff and not actor.is_staff:
        raise EndedByStaff
    proxy.state, proxy.ended_by_staff = "confirmed", False
    proxy.save(update_fields=["state", "ended_by_staff"])
    if actor.is_staff:
        _stands_by_itself(proxy.patient, proxy.contact)
    return proxy


@action("patient.end_proxy")
def end_proxy(actor: Actor, proxy: Proxy, *, reason: str = "") -> Proxy:
    """It is so no longer.  What staff have ended stays so until staff confirm it again."""
    proxy = _locked(proxy)
    proxy.state, proxy.ended_by_staff = "ended", proxy.ended_by_staff or actor.is_staff
    proxy.save(update_fields=["state", "ended_by_staff"])
    return proxy


@action("patient.end_too", permission="patient.merge")
def end_too(actor: Actor, proxy: Proxy, *, reason: str) -> Proxy:
    """What staff ended while two records were one holds in both when they are taken apart."""
    proxy.state, proxy.ended_by_staff = "ended", True
    proxy.save(update_fields=["state", "ended_by_staff"])
    return proxy


@action("patient.let_in", permission="patient.confirm_proxy", needs_reason=True)
def let_in(actor: Actor, proxy: Proxy, *, reason: str) -> Proxy:
    """Staff had ended it by mistake, or the address is the patient's own by now: nobody is kept out by it any more."""
    proxy = _locked(proxy)
    proxy.ended_by_staff = False
    proxy.save(update_fields=["ended_by_staff"])
    return proxy


def kept_out(patient: Patient) -> list[Proxy]:
    """Whose access staff have ended, and nobody has confirmed since."""
    return [proxy for proxy in patient.proxies.all() if proxy.ended_by_staff]


@action("patient.let_act", permission="patient.preferences")
def let_act(actor: Actor, patient: Patient, *, contact: str, name: str) -> Proxy:
    """A patient lets somebody act for them: their own consent, so nobody else has to confirm it.

    What they typed may have a slip: it opens once who has it shows that they know the patient (`shows_whom`).
    Raises Unreadable, OwnContact, EndedByStaff.
    """
    proxy = _locked(name_proxy(SYSTEM, patient, contact=contact, who="carer", name=name))
    if proxy.ended_by_staff:
        raise EndedByStaff
    if proxy.state == "asked":
        proxy.state = "named"
        proxy.save(update_fields=["state"])
        patient.let_in = {**proxy.patient.let_in, proxy.contact: actor.contact}
        patient.save(update_fields=["let_in"])
    return proxy


def shows_whom(contact: str, birth: dt.date) -> list[Proxy]:
    """Who has proved that `contact` is theirs says for whom they act: by that birth date it is theirs whom the patient meant."""
    meant = [proxy for proxy in named_at(contact) if proxy.patient.birth_date == birth]
    lines.wait_for_patients(proxy.patient_id for proxy in meant)
    still = named_at(contact).filter(pk__in=[proxy.pk for proxy in meant])  # it may have been taken back meanwhile
    return [confirm_proxy(SYSTEM, proxy) for proxy in still if proxy.patient.birth_date == birth]


def let_in_by(patient: Patient, contacts: Iterable[str]) -> frozenset[str]:
    """Whom who signed in with one of these let in to the record, and whom those did."""
    gone = set(contacts)
    while more := {there for there, by in patient.let_in.items() if by in gone and there not in gone}:
        gone |= more
    return frozenset(gone.difference(contacts))


def who_would_go(patient: Patient, contacts: Iterable[str]) -> list[str]:
    """The names of those who act for the patient, and what was proved, by who was let in with one of these alone."""
    by = let_in_by(patient, contacts)
    if not by:
        return []
    acts = [proxy.name or shown(proxy.contact) for proxy in acting(patient) if proxy.contact in by]
    return [*acts, *(shown(contact) for contact in (patient.email, patient.phone) if contact in by)]


def go_too(patient: Patient, contacts: Iterable[str]) -> None:
    """These were let in to the record by mistake: whoever was let in by them is so no longer."""
    patient.refresh_from_db()
    by = let_in_by(patient, contacts)
    for proxy in acting(patient):
        if proxy.contact in by:
            end_proxy(SYSTEM, proxy, reason="who let them in was let in by mistake")
    if names := [name for name in ("email", "phone") if getattr(patient, name) in by and getattr(patient, name)]:
        not_proved(SYSTEM, patient, names=names)


@action("patient.not_proved", permission="patient.confidential")
def not_proved(actor: Actor, patient: Patient, *, names: list[str]) -> Patient:
    """Who confirmed it by a code had been let in by mistake: it was typed, and no more."""
    for name in names:
        setattr(patient, f"{name}_of", TYPED)
    patient.save(update_fields=[f"{name}_of" for name in names])
    return patient


@action("patient.take_back", permission="patient.preferences")
def take_back(actor: Actor, patient: Patient, *, proxy: Proxy) -> Proxy:
    """And takes it back."""
    return end_proxy(SYSTEM, proxy)


@action("patient.confidential")
def reach_only_at(actor: Actor, patient: Patient, *, contact: str, keep: Iterable[UUID] = ()) -> Patient:
    """Use this address or number and no other from now on (45 CFR 164.522(b)); '' ends it.

    Who acts for the patient signs in with an address of their own, and sees visits: each loses that, but for those named in `keep`.
    Who lost it gets it again as after any end (`confirm_proxy`), and not by `contact` being taken back.
    Raises Unreadable, ActsForThem, KeptOut.
    """
    contact = contacts.contact(contact) if contact else ""
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db()
    refuse_who_acts(patient, [contact])
    patient.confidential_contact = contact
    patient.save(update_fields=["confidential_contact"])
    if not closed(contact):  # a STOP that was said there stands
        agreed_with_record(patient.practice, "asked for as the only one", contact, patient=patient)
    for proxy in acting(patient) if contact else ():
        if proxy.pk in keep:
            continue
        end_proxy(actor, proxy, reason="a confidential address was asked for")
    return patient


def acting(patient: Patient) -> list[Proxy]:
    """Who acts for the patient, or says so and is not confirmed yet."""
    return [proxy for proxy in patient.proxies.all() if proxy.state != "ended"]


@action("patient.whose", permission="patient.confidential")
def say_whose(actor: Actor, patient: Patient, *, email_of: str | None = None, phone_of: str | None = None) -> Patient:
    """Whose the address and the number are; None: nothing is said of it, and it stays.  Raises Unreadable."""
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db()
    was_theirs = {contact for contact in patient.known_contacts if patient.whose(contact) == "patient"}
    said = {name: of for name, of in (("email_of", email_of), ("phone_of", phone_of)) if of is not None}
    # What nobody has said yet may stay so, and nothing becomes so.
    if any(of not in WHOSE and of != getattr(patient, name) for name, of in said.items()):
        raise contacts.Unreadable(gettext("Choose whose it is."))
    for name, of in said.items():
        setattr(patient, name, of)
    patient.save(update_fields=list(said))
    theirs = {contact for contact in patient.known_contacts if patient.whose(contact) == "patient"}
    _stands_by_itself(patient, *(theirs - was_theirs))
    if was_theirs - theirs:
        go_too(patient, was_theirs - theirs)
    return patient


def _stands_by_itself(patient: Patient, *contacts: str) -> None:
    """Staff say so: whoever let them in."""
    left = {there: by for there, by in patient.let_in.items() if there not in contacts}
    if left != patient.let_in:
        patient.let_in = left
        patient.save(update_fields=["let_in"])


@action("patient.proved", permission="patient.preferences")
def proved(actor: Actor, patient: Patient, *, contact: str) -> Patient:
    """Who is signed in as the patient had a code at an address or number that they had typed: it is theirs.  What somebody else has on
    file as well stays for staff to say."""
    lines.wait_for_patients([patient.pk])
    patient.refresh_from_db(fields=["email", "phone", "email_of", "phone_of", "let_in"])
    names = [name for name in ("email", "phone") if getattr(patient, name) == contact]
    names = [f"{name}_of" for name in names if getattr(patient, f"{name}_of") == TYPED]
    for name in names:
        setattr(patient, name, "patient")
        patient.let_in = {**patient.let_in, contact: actor.contact}
    patient.save(update_fields=[*names, "let_in"])
    return patient


def who_ended(record: Patient, *addresses: str) -> str:
    """Who of the staff ended the access that one of these addresses had to the record, and when; '' where nobody did."""
    out = next((proxy for proxy in kept_out(record) if proxy.contact in addresses), None)
    return ended_words(out) if out is not None else ""


def _locked(proxy: Proxy) -> Proxy:
    """The row as it is now, in the line of the patient for whom they act.  Raises Stale where that is another record meanwhile."""
    return lines.in_line_of(proxy.pk, Proxy.objects.select_for_update(of=("self",)).select_related("patient"))
