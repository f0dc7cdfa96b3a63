"""What changes roles, and who has which."""

from __future__ import annotations

import re
import secrets
import unicodedata
from typing import Literal

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from ...access.may import Actor, NotAllowed
from ...access.role_names import clean, is_taken
from ...access.roles import KINDS, STAFF_ROLES
from ...access.wording import permission_words
from ...audit.action import action, because_of
from ...core.events import raise_event
from ...core.letters import as_drawn
from ...core.refusals import Refusal
from ...people import contacts
from ...people.events import AccessEnded, RightsGiven
from ...people.models import Role, RolePermission, Staff
from ...people.queries import permissions_of
from ...tenancy.models import Practice
from ..models import Provider
from .queries import change_of, grantable, keepers, still_kept


class RoleChanged(Refusal):
    """Somebody has changed it since the page was shown; `now` is what stands."""

    code = "role_changed"

    def __init__(self, now: str) -> None:
        self.now = now
        super().__init__()

    @property
    def sentence(self) -> str:
        said = gettext("Somebody has changed this since the page was shown, and nothing was saved. Now it is: %(now)s")
        return said % {"now": self.now or "–"}


class NobodyLeft(Refusal):
    code = "nobody_left"

    @property
    def sentence(self) -> str:
        return gettext("Then nobody could change roles any more. Give that to another role first.")


class CannotRemove(Refusal):
    code = "cannot_remove_role"

    @property
    def sentence(self) -> str:
        return gettext("Somebody has this role, or it is one that every practice has.")


class WrongName(Refusal):
    """Not a name, or one that reads like a role or a kind of actor that there is already."""

    code = "wrong_role_name"

    @property
    def sentence(self) -> str:
        return gettext("Give the role a name of plain letters that does not read like one that there is already.")


class Emptied(Refusal):
    """A role that every practice has keeps something that it may do."""

    code = "role_emptied"

    @property
    def sentence(self) -> str:
        return gettext("Every practice has this role: leave it at least one thing that it may do.")


class LooksLike(Refusal):
    """A name that nobody can tell from that of somebody who is here already, written with other letters."""

    code = "looks_like"

    def __init__(self, other: str) -> None:
        self.other = other
        super().__init__()

    @property
    def sentence(self) -> str:
        said = gettext(
            "This name looks like %(name)s, who is here already, and is written with other letters. Type it again."
        )
        return said % {"name": self.other}


class KnownAddress(Refusal):
    code = "known_address"

    @property
    def sentence(self) -> str:
        return gettext("Somebody with this email address works here already.")


class WhichProvider(Refusal):
    """A clinician's pages are those of a provider: without one they would see an empty day and could ask for nothing."""

    code = "which_provider"

    @property
    def sentence(self) -> str:
        return gettext(
            "Choose which provider a clinician is: their own day, calendar and time away are that provider's."
        )


@action("role.create", permission="role.edit")
def create(actor: Actor, practice: Practice, *, name: str, like: str = "") -> Role:
    """A role of the practice's own, with what `like` may do, or with nothing.  Raises WrongName."""
    one_at_a_time(practice)  # two at once: the second finds the first one's name
    written = clean(name)
    if written is None or is_taken(written, Role.objects.values_list("name", flat=True)):
        raise WrongName
    made = Role.objects.create(practice=practice, code=_new_code(written), name=written)
    copied = permissions_of(like) if like else frozenset()
    _write(made, copied & frozenset(grantable()))
    return made


@action("role.edit", needs_reason=True)
def edit(
    actor: Actor, role: Role, *, permissions: frozenset[str], reason: str, was: frozenset[str] | None = None
) -> Role:
    """What the role may from the next request on.  `reason` is kept with what opened and closed.  `was`: what it might when the page was shown.

    Raises NobodyLeft, Emptied, RoleChanged.
    """
    wanted = permissions & frozenset(grantable())
    if role.built_in and not wanted:
        raise Emptied
    one_at_a_time(role.practice)
    if was is not None and permissions_of(role.code) != was:
        raise RoleChanged("; ".join(map(permission_words, sorted(permissions_of(role.code)))))
    if "role.edit" not in wanted and not keepers(role.code):
        raise NobodyLeft
    change = change_of(role, wanted)
    because_of(f"opens: {_as_kept(change.opens)}; closes: {_as_kept(change.closes)}")
    _write(role, wanted)
    if change.opens:
        what = _as_kept(change.opens)[:400]
        raise_event(RightsGiven(role.practice, actor.name, f"everybody with the role {role.name}", what))
    return role


@action("role.remove", permission="role.edit")
def remove(actor: Actor, role: Role) -> Role:
    """Raises CannotRemove."""
    if role.built_in or Staff.objects.filter(role=role.code).exists():
        raise CannotRemove
    RolePermission.objects.filter(kind="staff", role=role.code).delete()
    Role.objects.filter(pk=role.pk).delete()
    return role


@action("staff.keys", permission="console.view")
def choose_keys(actor: Actor, staff: Staff, *, on: bool) -> Staff:
    """Whether a letter alone is a command on one's own pages.  Raises NotAllowed for somebody else's."""
    if staff.pk != actor.id:
        raise NotAllowed("staff.keys")
    staff.one_letter_keys = on
    staff.save(update_fields=["one_letter_keys"])
    return staff


@action("staff.assign", permission="staff.edit", needs_reason=True)
def assign(
    actor: Actor,
    staff: Staff,
    *,
    role: str,
    active: bool,
    reason: str,
    was: str = "",
    provider: Provider | Literal["as it is"] | None = "as it is",
) -> Staff:
    """Give somebody another role, say which provider they are, or end (or restore) their access.  `was`: as the page showed it (`shown_as`).

    `reason` is kept with whom, from what, to what.  Raises NobodyLeft, RoleChanged, WhichProvider.
    """
    one_at_a_time(staff.practice)
    row = Staff.objects.select_for_update(of=("self",)).select_related("provider").get(pk=staff.pk)
    if was and was != shown_as(row):
        raise RoleChanged(shown_as(row).replace("|", ", "))
    because_of(f"{row.name}: {_as_said(row.role, row.is_active)} → {_as_said(role, active)}")
    was_active = row.is_active
    row.role, row.is_active = role, active
    if provider != "as it is":
        row.provider = provider
    if active and role == "clinician" and row.provider is None:
        raise WhichProvider
    if not still_kept(row):
        raise NobodyLeft
    ended = was_active and not active
    row.access += ended
    row.save(update_fields=["role", "provider", "is_active", "access"])
    if ended:
        raise_event(AccessEnded(row))
    if active and (role != staff.role or not staff.is_active):
        _tell(actor, row)
    return row


@action("staff.hire", permission="staff.edit")
def hire(
    actor: Actor,
    practice: Practice,
    *,
    name: str,
    email: str,
    role: str,
    password: str,
    provider: Provider | None = None,
) -> Staff:
    """Somebody new, with a first password that is told them once; `provider`: who they are in the practice file, as clinicians.

    Raises KnownAddress, LooksLike, Unreadable, WhichProvider.
    """
    email, name = contacts.email_address(email), contacts.personal_name(name, contacts.WHOLE_NAME)
    _refuse_a_look_alike(name)
    if Staff.objects.filter(email=email).exists():
        raise KnownAddress
    if role == "clinician" and provider is None:
        raise WhichProvider
    made = Staff(practice=practice, name=name, email=email, role=role, provider=provider, first_password=True)
    made.set_password(password)
    made.save()
    _tell(actor, made)
    return made


def _refuse_a_look_alike(name: str) -> None:
    """Two people may be called the same; nobody may be called what only looks the same."""
    known = (*Staff.objects.values_list("name", flat=True), *Provider.objects.values_list("name", flat=True))
    for other in known:
        if as_drawn(other) == as_drawn(name) and other.casefold() != name.casefold():
            raise LooksLike(other)


def _as_said(code: str, active: bool) -> str:
    """A role by its name, as the trail says it."""
    role = Role.objects.filter(code=code).first()
    return f"{role.name if role else code}{'' if active else ', no access'}"


def _as_kept(permissions: tuple[str, ...]) -> str:
    """In words, in the language of the trail."""
    with translation.override("en"):
        return ", ".join(map(permission_words, permissions)) or "–"


def _tell(actor: Actor, staff: Staff) -> None:
    role = Role.objects.filter(code=staff.role).first()
    what = f"the role {role.name if role else staff.role}"
    raise_event(RightsGiven(staff.practice, actor.name, f"{staff.name} ({staff.email})", what, staff.pk))


@action("staff.reset", permission="staff.edit")
def renew_password(actor: Actor, staff: Staff, *, password: str) -> Staff:
    """Another password for somebody who lost theirs; the sessions that the old one opened end."""
    row = Staff.objects.select_for_update().get(pk=staff.pk)
    row.set_password(password)
    row.first_password = True
    row.save(update_fields=["password", "first_password"])
    return row


@action("staff.choose_password", permission="console.view")
def choose_password(actor: Actor, staff: Staff, *, password: str) -> Staff:
    """One that nobody else knows; other sessions end.  Raises NotAllowed for somebody else's."""
    if staff.pk != actor.id:
        raise NotAllowed("staff.choose_password")
    row = Staff.objects.select_for_update().get(pk=staff.pk)
    row.set_password(password)
    row.first_password = False
    row.save(update_fields=["password", "first_password"])
    return row


def shown_as(staff: Staff) -> str:
    """Role, access and provider as a page shows them, for its form to give back."""
    who = f"|{staff.provider.code}" if staff.provider is not None else ""
    return f"{staff.role}|{'active' if staff.is_active else 'no access'}{who}"


def new_password() -> str:
    """Sixteen characters that are not mistaken for each other when read out."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))


def one_at_a_time(practice: Practice) -> None:
    """Whoever changes who may change roles waits for the other: two administrators cannot end each other's rights at once.

    The database holds it too (`people_keep_a_keeper`), with the same lock.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('keepers ' || %s::text, 0))", [str(practice.pk)])


def _new_code(name: str) -> str:
    """A code that no role and no kind of actor has."""
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "_", bare).strip("_")[:16] or "role"
    taken = {*Role.objects.values_list("code", flat=True), *KINDS, *STAFF_ROLES}
    return next(candidate for candidate in (base, *(f"{base}_{n}" for n in range(2, 1000))) if candidate not in taken)


def _write(role: Role, permissions: frozenset[str]) -> None:
    """What is new first: a role that every practice has is at no moment empty."""
    had = permissions_of(role.code)
    RolePermission.objects.bulk_create(
        RolePermission(practice_id=role.practice_id, role=role.code, permission=permission)
        for permission in sorted(permissions - had)
    )
    RolePermission.objects.filter(kind="staff", role=role.code, permission__in=had - permissions).delete()
