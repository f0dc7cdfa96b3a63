"""Telling those who have a visit to come that its location is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...people import lines
from ...practice.drafts import queries
from ...practice.events import Published
from ...practice.models import Policy
from ..exceptions.queries import to_come
from ..messages import about, tell_of
from .queries import told_elsewhere

TEMPLATE = "place-changed"


@action("policy.tell_places", permission="policy.publish")
def tell_places(actor: Actor, policy: Policy, *, told: Iterable[UUID]) -> Policy:
    """Called once `policy` is in force: a message with the new address for each of these visits that is still to come.

    Of a sensitive location no message says where it is: those are called.  Who can be written to nowhere is an exception.
    """
    rows = to_come().filter(pk__in=list(told), location__sensitive=False)
    there = list(rows.select_related("patient__practice", "location", "visit_type", "provider", "request"))
    lines.wait_for_patients(one.patient_id for one in there)
    for one in there:
        tell_of(one, TEMPLATE, about(one), once=f"{TEMPLATE} {policy.pk} {one.pk}")
    return policy


def published(event: Published) -> None:
    """A version that moves a location is in force, at once or on the day for which it was scheduled."""
    before = queries.examined(event.before).file if event.before is not None else None
    after = queries.examined(event.policy).file if event.policy.tell_places else None
    if before is None or after is None:
        return
    if told := [one.pk for moved in told_elsewhere(before.setup, after.setup) for one in moved.told]:
        tell_places(SYSTEM, event.policy, told=told)
