"""What changes roles, and who has which."""

from __future__ import annotations

import re
import secrets

from django.utils.translation import gettext

from ...audit.action import action, because_of
from ...people.may import Actor
from ...people.models import Role, RolePermission, Staff
from ...tenancy.models import Practice
from .queries import change_of, grantable, keepers


class NobodyLeft(Exception):
    def __str__(self) -> str:
        return gettext("Then nobody could change roles any more. Give that to another role first.")


class CannotRemove(Exception):
    def __str__(self) -> str:
        return gettext("Somebody has this role, or it is one that every practice has.")


class WrongName(Exception):
    def __str__(self) -> str:
        return gettext("Give the role a name that no other role has.")


class KnownAddress(Exception):
    def __str__(self) -> str:
        return gettext("Somebody with this e-mail address works here already.")


PROBLEMS = (KnownAddress, NobodyLeft, CannotRemove, WrongName)


@action("role.create", permission="role.edit")
def create(actor: Actor, practice: Practice, *, name: str, like: str = "") -> Role:
    """A role of the practice's own, with what `like` may do, or with nothing.  Raises WrongName."""
    name = name.strip()[:80]
    code = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:20]
    if not code or Role.objects.filter(code=code).exists() or Role.objects.filter(name__iexact=name).exists():
        raise WrongName
    made = Role.objects.create(practice=practice, code=code, name=name)
    copied = RolePermission.objects.filter(role=like).values_list("permission", flat=True) if like else ()
    _write(made, frozenset(copied) & frozenset(grantable()))
    return made


@action("role.edit", needs_reason=True)
def edit(actor: Actor, role: Role, *, permissions: frozenset[str], reason: str) -> Role:
    """What the role may from the next request on.  `reason` is kept with what opened and closed.  Raises NobodyLeft."""
    wanted = permissions & frozenset(grantable())
    if "role.edit" not in wanted and not keepers(role.code):
        raise NobodyLeft
    change = change_of(role, wanted)
    because_of(f"opens: {', '.join(change.opens) or '–'}; closes: {', '.join(change.closes) or '–'}")
    RolePermission.objects.filter(role=role.code).delete()
    _write(role, wanted)
    return role


@action("role.remove", permission="role.edit")
def remove(actor: Actor, role: Role) -> Role:
    """Raises CannotRemove."""
    if role.built_in or Staff.objects.filter(role=role.code).exists():
        raise CannotRemove
    RolePermission.objects.filter(role=role.code).delete()
    Role.objects.filter(pk=role.pk).delete()
    return role


@action("staff.assign", permission="staff.edit")
def assign(actor: Actor, staff: Staff, *, role: str, active: bool, reason: str = "") -> Staff:
    """Give somebody another role, or end (or restore) their access.  Raises NobodyLeft."""
    row = Staff.objects.select_for_update().get(pk=staff.pk)
    row.role, row.is_active = role, active
    row.save(update_fields=["role", "is_active"])
    if not keepers():
        raise NobodyLeft
    return row


@action("staff.hire", permission="staff.edit")
def hire(actor: Actor, practice: Practice, *, name: str, email: str, role: str, password: str) -> Staff:
    """Somebody new, with a first password that is told them once.  Raises KnownAddress."""
    if Staff.objects.filter(email__iexact=email).exists():
        raise KnownAddress
    made = Staff(practice=practice, name=name.strip()[:120], email=email.strip(), role=role)
    made.set_password(password)
    made.save()
    return made


def new_password() -> str:
    """Sixteen characters that are not mistaken for each other when read out."""
    return "-".join("".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4)) for _ in range(4))


def _write(role: Role, permissions: frozenset[str]) -> None:
    RolePermission.objects.bulk_create(
        RolePermission(practice_id=role.practice_id, role=role.code, permission=one) for one in sorted(permissions)
    )
