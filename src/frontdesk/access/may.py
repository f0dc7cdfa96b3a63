"""Who acts, and what they may do.  Every view, action, job and API call asks `may`; nothing else decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext

from ..core.refusals import Refusal

Kind = Literal["nobody", "patient", "staff", "system", "client"]


@dataclass(frozen=True)
class Grant:
    """What somebody may do for one patient: powers (see, book, cancel), for visit types by code (None: for all)."""

    patient: UUID
    powers: frozenset[str]
    visits: frozenset[str] | None = None


@dataclass(frozen=True)
class Actor:
    """`patients` are the records a signed-in person may act for in everything, `grants` those with limits.

    `contact` is the address or number that they proved to be theirs; `provider` is whom a clinician is.
    `anew` works out who they are at that moment (None: that never changes); `standing.py` asks.
    """

    kind: Kind
    id: UUID | None = None
    name: str = ""
    role: str = "nobody"
    permissions: frozenset[str] = field(default_factory=frozenset)
    patients: frozenset[UUID] = field(default_factory=frozenset)
    provider: UUID | None = None
    grants: tuple[Grant, ...] = ()
    contact: str = ""
    anew: Callable[[], Actor] | None = field(default=None, compare=False, repr=False)

    @property
    def is_staff(self) -> bool:
        return self.kind == "staff"


SYSTEM = Actor("system", None, "Frontdesk", "system")


class NotAllowed(Refusal):
    """The actor may not do that.  What they may not even open is another page (`web/errors.py: not_allowed`)."""

    code = "not-allowed"
    status = 403

    def __init__(self, action: str) -> None:
        self.action = action
        super().__init__(f"not allowed: {action}")

    @property
    def sentence(self) -> str:
        return gettext("You don't have access to do this.")


POWERS = ("see", "book", "cancel")
SEEING = ("request.view", "appointment.view", "appointment.history", "document.view", "waitlist.view")
CANCELLING = ("appointment.cancel", "request.withdraw", "waitlist.leave")


CLINICAL = ("request.approve",)


def proxy_power_of(action: str) -> str:
    """Which of a proxy's powers an action needs."""
    return "see" if action in SEEING else "cancel" if action in CANCELLING else "book"


def may(actor: Actor, action: str, thing: Any) -> bool:
    """Whether `actor` may do `action` to `thing`, a row or what one is made from.  What no table allows is not allowed."""
    if actor.kind == "system":
        return True
    if action in CLINICAL and getattr(thing, "waits_for_clinician", False) and actor.provider is None:
        return False  # a rule asks for a clinician's word: nobody else's counts, whatever their role may
    if action in actor.permissions:
        return True
    return f"{action}:own" in actor.permissions and is_own(actor, action, thing)


def may_open(actor: Actor, action: str) -> bool:
    """Whether there is anything that `actor` may do `action` to: a page opens, a button is shown.

    It says nothing of any one thing: each is asked for by `may`, and a list shows what is `visible`.
    """
    return actor.kind == "system" or action in actor.permissions or f"{action}:own" in actor.permissions


def may_any(actor: Actor, action: str) -> bool:
    """Whether `actor` may do it to anything of the practice, and not only to what is their own."""
    return actor.kind == "system" or action in actor.permissions


def is_own(actor: Actor, action: str, thing: Any) -> bool:
    """Whether a thing is the actor's own: a patient's by its patient, a clinician's by its provider or by whom it waits for.

    What is to be done by a role is its people's own; a clinician's where it is about a visit with them, too.
    """
    if actor.kind == "patient":
        whole = type(thing).__name__ == "Patient"  # the record itself, and nothing that belongs to it
        patient = thing.pk if whole else getattr(thing, "patient_id", None)
        return may_for_patient(actor, action, patient, None if whole else _visit_code(thing), any_visit=whole)
    meant_for = getattr(thing, "meant_for", "")
    if meant_for not in ("", actor.role):
        return False
    if actor.provider is None:
        return meant_for != ""
    whose = thing.pk if type(thing).__name__ == "Provider" else getattr(thing, "provider_id", None)
    return whose == actor.provider or bool(getattr(thing, "waits_for_clinician", False))


def may_for_patient(
    actor: Actor, action: str, patient: UUID | None, visit: str | None, *, any_visit: bool = False
) -> bool:
    """Whether a signed-in person may do it for that patient and visit type; `any_visit` asks about some visit type."""
    if actor.kind != "patient" or patient in actor.patients:
        return actor.kind != "patient" or patient is not None
    return has_power(actor, proxy_power_of(action), patient, visit, any_visit=any_visit)


def has_power(actor: Actor, power: str, patient: UUID | None, visit: str | None, *, any_visit: bool = False) -> bool:
    """Whether who is signed in has that power for the patient and visit type."""
    return patient in actor.patients or any(
        grant.patient == patient
        and power in grant.powers
        and (any_visit or grant.visits is None or (visit is not None and visit in grant.visits))
        for grant in actor.grants
    )


def visits_seen(actor: Actor, patient: UUID) -> frozenset[str] | None:
    """The visit types of that patient of which `actor` may know; None: all of them.

    What a reader may not see is not used to answer them: whatever is shown to somebody, or judged when they press, is worked out
    from these visits alone.  Staff, and who is the patient, see all.
    """
    if actor.kind != "patient" or patient in actor.patients:
        return None
    seen = [grant.visits for grant in actor.grants if grant.patient == patient and "see" in grant.powers]
    limits = [visits for visits in seen if visits is not None]
    return None if len(limits) < len(seen) else frozenset().union(*limits)


def require_for(actor: Actor, action: str, patient: UUID, visit: str) -> None:
    """For actions on a patient that are about a visit type.  Raises NotAllowed."""
    if not may_for_patient(actor, action, patient, visit):
        raise NotAllowed(action)


def _visit_code(thing: Any) -> str | None:
    visit_type = getattr(thing, "visit_type", None) or getattr(getattr(thing, "request", None), "visit_type", None)
    return getattr(visit_type, "code", None)


def require(actor: Actor, action: str, thing: Any) -> None:
    """Raises NotAllowed, where they may not do it to that thing."""
    if not may(actor, action, thing):
        raise NotAllowed(action)


def require_open(actor: Actor, action: str) -> None:
    """Raises NotAllowed, where there is nothing that they may do it to."""
    if not may_open(actor, action):
        raise NotAllowed(action)
