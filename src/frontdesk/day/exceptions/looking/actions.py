"""Looking at what is booked with the rules in force: what no longer fits is put before somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from ....availability.model import Setup, apart_from, in_one_line
from ....availability.touched import touched
from ....booking.judging import Judge, appointments_to_come, with_facts
from ....booking.models import Appointment
from ....booking.moving import FITS_AGAIN
from ....intake.models import Task
from ....intake.tasks.actions import close_tasks, open_task
from ....practice import policies
from ....practice.file import FileFaults
from ....practice.models import Policy
from ....tenancy.each import Part
from ..queries import appointments_within, moved_by_zone

AT_ONCE = 300


def look_at_all() -> int:
    """Appointments to come that were booked under other rules, looked at once under the new ones: how many break them."""
    return LOOKING.at_once()


def _not_looked_at(policy: Policy) -> QuerySet[Appointment]:
    return appointments_to_come().exclude(policy=policy).exclude(checked=policy)


def _to_look_at() -> list[UUID]:
    policy = policies.published()
    _skip_untouched(_not_looked_at(policy), policy)
    return list(_not_looked_at(policy).values_list("pk", flat=True)[:AT_ONCE])


def _look_at_these(keys: Sequence[UUID]) -> int:
    policy = policies.published()
    old = _not_looked_at(policy).filter(pk__in=keys)
    judge, before = Judge(policies.file_of(policy).setup), _setups(old)
    made = [
        look_at(appointment, policy, judge, before.get(appointment.checked_id or appointment.policy_id))
        for appointment in with_facts(old)
    ]
    return len(made) - made.count(None)


LOOKING = Part(_to_look_at, _look_at_these)


def _setups(old: QuerySet[Appointment]) -> dict[UUID, Setup]:
    """The versions under which these were looked at last, as far as they can be read."""
    setup_by_policy = {}
    for policy in Policy.objects.filter(pk__in=old.order_by().values_list(Coalesce("checked", "policy")).distinct()):
        with suppress(FileFaults):  # what an older Frontdesk could read
            setup_by_policy[policy.pk] = policies.file_of(policy).setup
    return setup_by_policy


def _skip_untouched(old: QuerySet[Appointment], policy: Policy) -> None:
    """What lies outside of everything that has changed since it was looked at last needs no other look."""
    setup = policies.file_of(policy).setup
    last = Coalesce("checked", "policy")
    for key in old.order_by().values_list(last, flat=True).distinct():
        try:
            areas = touched(policies.file_of(Policy.objects.get(pk=key)).setup, setup)
        except FileFaults:  # what an older Frontdesk could read: all of them are looked at
            continue
        looked = old.alias(last=last).filter(last=key)
        untouched = (
            looked.exclude(pk__in=looked.filter(appointments_within(areas, setup)).values("pk")) if areas else looked
        )
        Appointment.objects.filter(pk__in=untouched.order_by().values("pk")).update(checked=policy)


def look_at(
    appointment: Appointment, policy: Policy, judge: Judge, before: Setup | None, *, known_now: bool = False
) -> Task | None:
    """`before`: the version under which it was looked at last, where that can be read; `known_now`: it has just turned out whose it is."""
    reasons = [
        *judge.against(appointment),
        *(moved_by_zone(appointment, before, judge.setup) if before is not None else []),
    ]
    if known_now or Task.objects.filter(kind="broken", state="open", thing_id=appointment.pk).exists():
        reasons += apart_from(judge.by_history(appointment), reasons)
    Appointment.objects.filter(pk=appointment.pk).update(checked=policy)
    if not reasons:
        close_tasks(appointment, "broken", outcome=FITS_AGAIN)
        return None
    if Task.objects.filter(kind="move", state="open", thing_id=appointment.pk).exists():
        return None  # somebody sees to it already
    due = min(
        max(appointment.start - dt.timedelta(days=1), now() + dt.timedelta(hours=1)), now() + dt.timedelta(days=2)
    )
    said = in_one_line(reasons)
    made = open_task("broken", appointment, due_at=due, patient=appointment.patient, what=said)
    nobody = bool(judge.absent(appointment))
    Task.objects.filter(kind="broken", state="open", thing_id=appointment.pk).update(what=said, must_move=nobody)
    return made
