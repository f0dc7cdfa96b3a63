"""Telling the people of the practice themselves what they are accountable for."""

from __future__ import annotations

from ..people.queries import staff_who_may
from ..practice.models import Policy
from .actions import link, write
from .dates import when

WHY = {
    "another version": "another version was published in the meantime, and its changes must be brought in first.",
    "faults": "it has faults.",
}


def tell_held_back(policy: Policy) -> None:
    """A version did not come into force when it was to: everybody who may publish is written to, once."""
    practice = policy.practice
    assert policy.publish_at is not None
    for one in staff_who_may("policy.publish"):
        write(
            practice,
            one.email,
            "version-held-back",
            thing=policy,
            once=f"held back {policy.pk} {policy.publish_at:%Y%m%dT%H%M} {one.pk}",
            version=str(policy.version),
            when=when(policy.publish_at, practice.timezone, "en"),
            why=WHY[policy.held_back],
            link=link(practice, "/setup/draft/"),
        )
