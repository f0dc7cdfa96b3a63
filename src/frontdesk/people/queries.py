"""Reading people: who an actor is, and patients by what one knows of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramStrictWordSimilarity
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat, Least
from django.utils.translation import gettext

from .contacts import folded
from .may import Actor, Kind, power_of, require
from .models import ApiClient, Patient, Proxy, RolePermission, Staff
from .roles import EVERY_STAFF

ENOUGH = 5  # so many exact finds, and nobody looks for names that are nearly so
LIKE = 0.25  # how much of its trigrams a misspelt word has in common with the name (pg_trgm)


def permissions_of(role: str) -> frozenset[str]:
    """What the practice's table allows a role of its staff."""
    return _allowed(kind="staff", role=role)


def permissions_of_kind(kind: Kind) -> frozenset[str]:
    """What it allows an actor who has no role: a patient, somebody who is not signed in."""
    return frozenset() if kind == "staff" else _allowed(kind=kind, role="")


def _allowed(**which: str) -> frozenset[str]:
    return frozenset(RolePermission.objects.filter(**which).values_list("permission", flat=True))


def staff_who_may(permission: str, *, without: str = "") -> QuerySet[Staff]:
    """Everybody active whose role may do it; `without`: as if that role could not."""
    roles = RolePermission.objects.filter(kind="staff", permission=permission).exclude(role=without).values("role")
    return Staff.objects.filter(is_active=True, role__in=roles).order_by("name")


def staff_actor(staff: Staff) -> Actor:
    allowed = permissions_of(staff.role) | set(EVERY_STAFF)
    return Actor("staff", staff.pk, staff.name, staff.role, allowed, provider=staff.provider_id)


def client_actor(token: str) -> Actor | None:
    """The other system behind a token, with its scopes and nothing else."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    client = ApiClient.objects.filter(token_hash=hashed, is_active=True).first()
    if client is None:
        return None
    return Actor("client", client.pk, client.name, "client", frozenset(client.scopes))


def nobody() -> Actor:
    return Actor("nobody", permissions=permissions_of_kind("nobody"))


def by_contact(contact: str) -> QuerySet[Patient]:
    """The patients with that e-mail address or telephone number (as `contacts` writes it).

    Who asked for a confidential address is reached by that one alone.
    """
    usual = Q(email=contact) if "@" in contact else Q(phone=contact)
    condition = (usual & Q(confidential_contact="")) | Q(confidential_contact=contact)
    return Patient.objects.filter(condition, same_as=None).order_by("created_at")


def is_known(contact: str) -> bool:
    """Whether somebody with that address has anything to see here: a patient, or who acts for one."""
    return bool(stored_contact(contact))


def stored_contact(contact: str) -> str:
    """An address or number as a record has it, of a patient or of who acts for one; '' where none has it.

    Codes go to what this answers, never to what was typed.
    """
    # Both are asked, whatever the first says: how long it takes tells nothing.
    patient = by_contact(contact).first()
    proxy = Proxy.objects.filter(contact=contact, state="confirmed").order_by("created_at").first()
    if patient is not None:
        return next(own for own in (patient.confidential_contact, patient.email, patient.phone) if own == contact)
    return proxy.contact if proxy is not None else ""


def mine(actor: Actor, action: str, visit: str = "visit_type__code") -> Q:
    """The rows of a signed-in person's own patients, those with limits only within them."""
    power = power_of(action)
    found = Q(patient_id__in=actor.patients)
    for grant in actor.grants:
        if power in grant.powers:
            limit = Q() if grant.visits is None else Q(**{f"{visit}__in": grant.visits})
            found |= Q(patient_id=grant.patient) & limit
    return found


def people_of(actor: Actor, action: str) -> QuerySet[Patient]:
    """The patients for whom a signed-in person may do something, themselves first."""
    power = power_of(action)
    keys = [*actor.patients, *(grant.patient for grant in actor.grants if power in grant.powers)]
    return Patient.objects.select_related("payer", "practice").filter(pk__in=keys).order_by("created_at")


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
                Q(first_name__istartswith=word) | Q(last_name__istartswith=word) | Q(email__startswith=word.lower())
            )
    return found.order_by("last_name", "first_name")


def look_up(actor: Actor, text: str, most: int = 50) -> list[Patient]:
    """Patients by words of the name in any order, a birth date, digits of a number; where few fit, names that are nearly so.

    Merged records are left out: who looks for them finds the one that was kept.
    """
    exact = list(find(actor, text).filter(same_as=None).select_related("payer")[:most])
    words = [word for word in text.split() if re.fullmatch(r"[^\W\d_][\w'’-]*", word)]
    if len(exact) >= ENOUGH or not words:
        return exact
    near = Patient.objects.filter(same_as=None).exclude(pk__in=[one.pk for one in exact])
    for word in text.split():
        if birth := _date(word):
            near = near.filter(birth_date=birth)
        elif word not in words and (digits := re.sub(r"\D", "", word)):
            near = near.filter(phone__contains=digits)
    name = Concat(F("first_name"), Value(" "), F("last_name"))
    # Hardly anybody mistypes the first letter of both names: only who shares one is compared, letter by letter.
    first = sorted({word[0].upper() for word in words} | {word[0].lower() for word in words})
    near = near.filter(Q(first_name__regex=f"^[{''.join(first)}]") | Q(last_name__regex=f"^[{''.join(first)}]"))
    likeness = [TrigramStrictWordSimilarity(word, name) for word in words]
    near = near.annotate(likeness=Least(*likeness) if len(likeness) > 1 else likeness[0])
    return exact + list(near.filter(likeness__gte=LIKE).order_by("-likeness", "last_name").select_related("payer")[:20])


@dataclass(frozen=True)
class Match:
    """Another record that may be the same person, and what speaks for it; `strong` when birth date and name agree."""

    patient: Patient
    because: tuple[str, ...]
    strong: bool


def matches(patient: Patient) -> list[Match]:
    """Records that may be the same person, the likeliest first.  Only staff see them, and only staff decide."""
    near = Q(birth_date=patient.birth_date)
    for contact in filter(None, (patient.phone, patient.email)):
        near |= Q(email=contact) | Q(phone=contact)
    others = Patient.objects.filter(near, same_as=None).exclude(pk=patient.pk).order_by("created_at")
    found = [_match(patient, other) for other in others if _alike(patient, other)]
    return sorted(found, key=lambda match: (not match.strong, -len(match.because)))[:20]


def _alike(one: Patient, other: Patient) -> bool:
    """An address in common, or a birth date and one of the names."""
    shared = {one.phone, one.email} & {other.phone, other.email} - {""}
    return bool(shared) or any(
        folded(getattr(one, name)) == folded(getattr(other, name)) for name in ("first_name", "last_name")
    )


def _match(one: Patient, other: Patient) -> Match:
    same_name = folded(one.name) == folded(other.name)
    same_last = folded(one.last_name) == folded(other.last_name)
    same_birth = one.birth_date == other.birth_date
    because = [
        words
        for agrees, words in (
            (same_name, gettext("the name")),
            (not same_name and same_last, gettext("the last name")),
            (same_birth, gettext("the birth date")),
            (bool(one.phone) and one.phone == other.phone, gettext("the phone number")),
            (bool(one.email) and one.email == other.email, gettext("the e-mail address")),
        )
        if agrees
    ]
    return Match(other, tuple(because), same_birth and (same_name or len(because) > 2))


def possible_duplicates(patient: Patient) -> list[Patient]:
    """The records of `matches`."""
    return [match.patient for match in matches(patient)]


def _date(word: str) -> dt.date | None:
    match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", word)
    try:
        return dt.date(int(match[3]), int(match[1]), int(match[2])) if match else dt.date.fromisoformat(word)
    except ValueError:
        return None
