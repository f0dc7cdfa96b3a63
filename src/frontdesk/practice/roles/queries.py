"""The table of roles, what can be allowed, and what a change would open or close."""

from __future__ import annotations

from dataclasses import dataclass

from ...access.may import Actor, require_open
from ...access.roles import DEFAULT, STAFF_ROLES
from ...people.models import Role, Staff
from ...people.queries import permissions_of, staff_who_may

# What opens patients' data to whoever has it: said before it is saved.
PATIENTS_DATA = frozenset(
    {
        "queue.view",
        "request.view",
        "appointment.view",
        "appointment.history",
        "calendar.view",
        "patient.view",
        "document.view",
        "message.view",
        "waitlist.view",
        "recall.view",
        "referral.view",
        "task.view",
        "billing.view",
        "audit.view",
    }
)
POWERFUL = frozenset({"rules.override", "role.edit", "staff.edit", "policy.publish", "patient.merge"})


@dataclass(frozen=True)
class Change:
    """What saving would do: permissions (with ':own' where limited) that open and close, for how many people."""

    opens: tuple[str, ...]
    closes: tuple[str, ...]
    people: int

    def __bool__(self) -> bool:
        return bool(self.opens or self.closes)


def roles(actor: Actor) -> list[Role]:
    """The built-in ones first, in their order, then the practice's own by name."""
    require_open(actor, "roles.view")
    all_roles = list(Role.objects.all())
    return sorted(all_roles, key=lambda role: (not role.built_in, _order(role.code), role.name))


def by_code(actor: Actor, code: str) -> Role | None:
    require_open(actor, "roles.view")
    return Role.objects.filter(code=code).first()


def allowed(role: Role) -> frozenset[str]:
    return permissions_of(role.code)


def grantable() -> list[str]:
    """Everything that any staff role has by default: a permission for all, or for one's own (':own')."""
    return sorted({permission for role in STAFF_ROLES for permission in DEFAULT[role]})


def change_of(role: Role, wanted: frozenset[str]) -> Change:
    now = allowed(role)
    people = Staff.objects.filter(role=role.code, is_active=True).count()
    return Change(tuple(sorted(wanted - now)), tuple(sorted(now - wanted)), people)


def keepers(without: str = "") -> bool:
    """Whether somebody active could still edit roles if the role `without` could not."""
    return staff_who_may("role.edit", without=without).exists()


def still_kept(changed: Staff) -> bool:
    """Whether somebody could edit roles if `changed` were saved as they are now."""
    own = changed.is_active and "role.edit" in permissions_of(changed.role)
    return own or staff_who_may("role.edit").exclude(pk=changed.pk).exists()


def _order(code: str) -> int:
    return STAFF_ROLES.index(code) if code in STAFF_ROLES else len(STAFF_ROLES)


def by_name() -> list[Role]:
    return list(Role.objects.order_by("name", "pk"))


def called(code: str) -> str | None:
    """What the practice calls it; None where there is none."""
    return Role.objects.filter(code=code).values_list("name", flat=True).first()
