"""Telling the people of the practice themselves what they are accountable for."""

from __future__ import annotations

from ..people.events import RightsGiven
from ..people.models import Staff
from ..people.queries import permissions_of, staff_who_may
from ..practice.models import Policy
from .actions import link, write
from .dates import when

WHY = {
    "another version": "another version was published in the meantime, and its changes must be merged first.",
    "faults": "it has errors.",
}
WHERE = (("staff.view", "/setup/staff/"), ("audit.view", "/setup/audit/"))  # where rights that were given are seen


def tell_held_back(policy: Policy) -> None:
    """A version did not come into force when it was to: everybody who may publish is written to, once."""
    practice = policy.practice
    assert policy.publish_at is not None
    for member in staff_who_may("policy.publish"):
        write(
            practice,
            member.email,
            "version-held-back",
            thing=policy,
            once=f"held back {policy.pk} {policy.publish_at:%Y%m%dT%H%M} {member.pk}",
            version=str(policy.version),
            when=when(policy.publish_at, practice.timezone, "en"),
            why=WHY[policy.held_back],
            link=link(practice, "/setup/draft/"),
        )


def tell_rights_given(event: RightsGiven) -> None:
    """Nobody is given rights unseen: every administrator and manager is written to, save the one who was given them."""
    keepers = {"admin", "manager", *staff_who_may("staff.edit").values_list("role", flat=True)}
    for member in Staff.objects.filter(is_active=True, role__in=keepers).order_by("name"):
        if member.pk == event.person:
            continue
        write(
            event.practice,
            member.email,
            "rights-given",
            by=event.by,
            whom=event.to,
            what=event.what,
            link=_where(event, member),
        )


def _where(event: RightsGiven, reader: Staff) -> str:
    """The first page about it that opens for them; '' where none does."""
    allowed = permissions_of(reader.role)
    paths = (path for permission, path in WHERE if permission in allowed)
    return next((link(event.practice, path) for path in paths), "")
