"""Telling those who have a visit to come that its location is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...booking.judging import appointments_to_come
from ...booking.messages import about, tell_of
from ...messaging.actions import withdraw_about
from ...messaging.models import Message
from ...messaging.taking_back import SAID
from ...people import lines
from ...practice.drafts import queries
from ...practice.events import Published
from ...practice.models import Policy
from .queries import Moved, told_elsewhere

TEMPLATE = "place-changed"


@action("policy.tell_places", permission="policy.publish")
def tell_places(actor: Actor, policy: Policy, *, told: Mapping[UUID, str]) -> Policy:
    """Called once `policy` is in force: a message with the new address for each of these visits that is still to come.

    `told`: by the key of the visit the address that its patient goes by until now; who goes by the new one already is told nothing.
    What an earlier version had waiting is not said any more.  Of a sensitive location no message says where it is: those are called.
    Who can be written to nowhere is an exception.
    """
    rows = appointments_to_come().filter(pk__in=list(told), location__sensitive=False)
    there = list(rows.select_related("patient__practice", "location", "visit_type", "provider", "request"))
    lines.wait_for_patients(appointment.patient_id for appointment in there)
    for appointment in there:
        withdraw_about(appointment, TEMPLATE)
    known = _known(told)
    for appointment in there:
        was, address = known.get(appointment.pk, told[appointment.pk]), appointment.location.address
        if was != address:
            words = {**about(appointment), "was": was, "address": address}
            tell_of(appointment, TEMPLATE, words, once=f"{TEMPLATE} {policy.pk} {appointment.pk}")
    return policy


def published(event: Published) -> None:
    """A version that moves a location is in force, at once, again, or on the day for which it was scheduled.

    Whom nobody asked about is told all the same where an earlier version told them an address, or was about to, that is none any more.
    """
    before = queries.examined(event.before).file if event.before is not None else None
    after = queries.examined(event.policy).file
    if before is None or after is None:
        return
    told = _by_visit(told_elsewhere(before.setup, after.setup))
    if not event.policy.tell_places:
        about_them = Message.objects.filter(thing_kind="appointment", thing_id__in=list(told), template=TEMPLATE)
        heard = set(about_them.values_list("thing_id", flat=True))
        told = {key: was for key, was in told.items() if key in heard}
    if told:
        tell_places(SYSTEM, event.policy, told=told)


def _by_visit(moved: Iterable[Moved]) -> dict[UUID, str]:
    return {appointment.pk: each.was.address for each in moved for appointment in each.told}


def _known(visits: Iterable[UUID]) -> dict[UUID, str]:
    """The address that the patients of these visits go by, where a message was written about it: the one that it said where it has left,
    else the one before."""
    written = Message.objects.filter(thing_kind="appointment", thing_id__in=list(visits), template=TEMPLATE)
    left = set(written.filter(SAID).values_list("pk", flat=True))
    known: dict[UUID, str] = {}
    for message in written.order_by("created_at"):
        said = message.words.get("address" if message.pk in left else "was")
        if message.thing_id is not None and said:
            known[message.thing_id] = said
    return known
