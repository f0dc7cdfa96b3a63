"""Reading people: who an actor is, and patients by what one knows of them."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import partial
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from ..access.may import Actor, Kind, proxy_power_of
from ..access.query import noted
from ..access.roles import EVERY_STAFF
from ..tenancy.context import read_once_on_a_page
from .likeness import same_parts
from .merged import merged_chain_of
from .models import UNPROVED, ApiClient, Patient, Proxy, RolePermission, Staff
from .searching import Match, died_like, find, look_alike, look_up, matches, possible_duplicates

__all__ = ["Match", "died_like", "find", "look_alike", "look_up", "matches", "possible_duplicates"]


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


def with_permissions() -> QuerySet[Staff]:
    """Everybody active, each with what their role may do (`allowed`): who signs in is asked for on every page."""
    theirs = RolePermission.objects.filter(kind="staff", role=OuterRef("role")).values("permission")
    return Staff.objects.filter(is_active=True).annotate(allowed=ArraySubquery(theirs))


def signed_in() -> list[Staff]:
    """Everybody with a sign-in, by name, each with what their role may do; a page asks once."""
    return read_once_on_a_page("signed in", lambda: list(with_permissions().order_by("name")))


def staff_actor(staff: Staff) -> Actor:
    read = getattr(staff, "allowed", None)
    allowed = (permissions_of(staff.role) if read is None else frozenset(read)) | set(EVERY_STAFF)
    anew = partial(_staff_anew, staff.pk)
    return Actor("staff", staff.pk, staff.name, staff.role, allowed, provider=staff.provider_id, anew=anew)


def _staff_anew(key: UUID) -> Actor:
    """Who that is by now; nobody, where they have left."""
    staff = with_permissions().filter(pk=key).first()
    return staff_actor(staff) if staff is not None else Actor("nobody")


def client_actor(token: str) -> Actor | None:
    """The other system behind a token, with its scopes and nothing else."""
    hashed = hashlib.sha256(token.encode()).hexdigest()
    client = ApiClient.objects.filter(token_hash=hashed, is_active=True).first()
    if client is None:
        return None
    anew = partial(_client_anew, token)
    return Actor("client", client.pk, client.name, "client", frozenset(client.scopes), anew=anew)


def _client_anew(token: str) -> Actor:
    return client_actor(token) or Actor("nobody")


def nobody() -> Actor:
    return Actor("nobody", permissions=permissions_of_kind("nobody"))


def by_contact(contact: str) -> QuerySet[Patient]:
    """The patients with that e-mail address or telephone number (as `contacts` writes it).

    Who asked for a confidential address is reached by that one alone.
    """
    usual = Q(email=contact) if "@" in contact else Q(phone=contact)
    condition = (usual & Q(confidential_contact="")) | Q(confidential_contact=contact)
    return Patient.objects.filter(condition, same_as=None).order_by("created_at")


def merged_away(contact: str) -> set[UUID]:
    """The records into which those were merged that had that address or number, and not as one that nobody has proved."""
    gone = Patient.objects.filter(Q(email=contact) | Q(phone=contact), confidential_contact="").exclude(same_as=None)
    keys = [patient.pk for patient in gone if patient.whose(contact) not in UNPROVED]
    merged = {key for chain in merged_chain_of(keys).values() for key in chain}
    return set(Patient.objects.filter(pk__in=merged, same_as=None).values_list("pk", flat=True))


def registered_before(contact: str, *, name: str, birth: dt.date, acts_as: str = "") -> Patient | None:
    """The record that who proved `contact` to be theirs made here themselves, for somebody of that name and birth date.

    Never one that staff keep, or that is open to them in another way than they ask now: nobody learns by it who is a patient here.
    """
    born = Patient.objects.filter(birth_date=birth, self_registered=True, same_as=None, deceased_on=None)
    acting = Proxy.objects.filter(contact=contact, state="confirmed")
    if acts_as:
        theirs = list(born.filter(pk__in=acting.filter(who=acts_as).values("patient")).order_by("created_at"))
    else:
        own = by_contact(contact).filter(pk__in=born.values("pk")).exclude(pk__in=acting.values("patient"))
        theirs = [patient for patient in own if patient.whose(contact) == "patient"]
    return next((patient for patient in theirs if same_parts(patient.name, name)), None)


def is_known(contact: str) -> bool:
    """Whether somebody with that address has anything to see here: a patient, or who acts for one."""
    return bool(stored_contact(contact))


def stored_contact(contact: str) -> str:
    """An address or number as a record has it, of a patient or of who acts for one; '' where none has it.

    Codes go to what this answers, never to what was typed.
    """
    # Both are asked, whatever the first says: how long it takes tells nothing.
    patient = by_contact(contact).first()
    proxy = Proxy.objects.filter(contact=contact, state__in=("confirmed", "named")).order_by("created_at").first()
    if patient is not None:
        return next(own for own in (patient.confidential_contact, patient.email, patient.phone) if own == contact)
    return proxy.contact if proxy is not None else ""


def named_at(contact: str) -> QuerySet[Proxy]:
    """Whom patients have named with that address or number, and who have not shown yet that they know them."""
    proxies = Proxy.objects.filter(contact=contact, state="named", patient__same_as=None, patient__deceased_on=None)
    return proxies.select_related("patient") if contact else proxies.none()


def of_own_patients(actor: Actor, action: str, visit: str = "visit_type__code") -> Q:
    """The rows of a signed-in person's own patients, those with limits only within them."""
    power = proxy_power_of(action)
    condition = Q(patient_id__in=actor.patients)
    for grant in actor.grants:
        if power in grant.powers:
            limit = Q() if grant.visits is None else Q(**{f"{visit}__in": grant.visits})
            condition |= Q(patient_id=grant.patient) & limit
    return condition


@noted
def people_of(actor: Actor, action: str) -> QuerySet[Patient]:
    """The living patients for whom a signed-in person may do something, themselves first: for the dead nothing is asked or booked."""
    power = proxy_power_of(action)
    keys = [*actor.patients, *(grant.patient for grant in actor.grants if power in grant.powers)]
    alive = Patient.objects.filter(pk__in=keys, deceased_on=None)
    return alive.select_related("payer", "practice").order_by("created_at")


def everybody() -> QuerySet[Staff]:
    """All of the staff, those who have left too."""
    return Staff.objects.select_related("provider").order_by("name")


def staff_by_key(key: UUID | None) -> Staff | None:
    return Staff.objects.filter(pk=key).first() if key is not None else None


def staff_by_email(email: str) -> Staff | None:
    """Who signs in with it, while they may."""
    return Staff.objects.filter(email=email, is_active=True).first()


def staff_of(role: str) -> QuerySet[Staff]:
    return Staff.objects.filter(role=role).order_by("name")


def proxy_of(patient: Patient, key: UUID) -> Proxy | None:
    return Proxy.objects.filter(pk=key, patient=patient).first()


@noted
def own_record(actor: Actor) -> Patient | None:
    """The first of the records that a signed-in person may do everything for."""
    own = Patient.objects.select_related("practice").filter(pk__in=actor.patients)
    return own.order_by("created_at").first()


def patient_by_key(key: UUID | str | None) -> Patient | None:
    return Patient.objects.filter(pk=key).first() if key else None
