"""Who acts, and what they may do.  Every view, action, job and API call asks `may`; nothing else decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

Kind = Literal["nobody", "patient", "staff", "system", "client"]


@dataclass(frozen=True)
class Actor:
    """`patients` are the records a signed-in patient may act for; `provider` is whom a clinician is."""

    kind: Kind
    id: UUID | None = None
    name: str = ""
    role: str = "nobody"
    permissions: frozenset[str] = field(default_factory=frozenset)
    patients: frozenset[UUID] = field(default_factory=frozenset)
    provider: UUID | None = None

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"


SYSTEM = Actor("system", None, "Frontdesk", "system")


class NotAllowed(Exception):
    """The actor may not do that."""

    def __init__(self, action: str) -> None:
        self.action = action
        super().__init__(f"not allowed: {action}")


def may(actor: Actor, action: str, thing: Any = None) -> bool:
    """Whether `actor` may do `action` (to `thing`).  What no table allows is not allowed."""
    if actor.kind == "system":
        return True
    if action in actor.permissions:
        return True
    if f"{action}:own" in actor.permissions:
        return thing is None or own(actor, thing)
    return False


def may_any(actor: Actor, action: str) -> bool:
    """Whether `actor` may do it to anything of the practice, and not only to what is their own."""
    return actor.kind == "system" or action in actor.permissions


def own(actor: Actor, thing: Any) -> bool:
    """Whether a thing is the actor's own: a patient's by its patient, a clinician's by its provider or by whom it waits for."""
    if actor.kind == "patient":
        patient = getattr(thing, "patient_id", None) or (thing.pk if type(thing).__name__ == "Patient" else None)
        return patient in actor.patients
    if actor.provider is None:
        return False
    return getattr(thing, "provider_id", None) == actor.provider or bool(getattr(thing, "waits_for_clinician", False))


def require(actor: Actor, action: str, thing: Any = None) -> None:
    """Raises NotAllowed."""
    if not may(actor, action, thing):
        raise NotAllowed(action)
