"""Looking at what is booked with the rules in force: what no longer fits is put before somebody."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from ....availability.model import Setup
from ....availability.touched import touched
from ....intake.models import Task
from ....intake.tasks.actions import close_tasks, open_task
from ....practice import policies
from ....practice.file import FileFaults
from ....practice.models import Policy
from ...judging import Judge, to_come, with_facts
from ...models import Appointment
from ..queries import moved_by_zone, within

AT_ONCE = 300


def look_at_all() -> list[Task | None]:
    """Appointments to come that were booked under other rules, looked at once under the new ones."""
    policy = policies.published()
    old = to_come().exclude(policy=policy).exclude(checked=policy)
    _skip_untouched(old, policy)
    judge, before = Judge(policies.file_of(policy).setup), _setups(old)
    return [
        look_at(one, policy, judge, before.get(one.checked_id or one.policy_id)) for one in with_facts(old)[:AT_ONCE]
    ]


def _setups(old: QuerySet[Appointment]) -> dict[UUID, Setup]:
    """The versions under which these were looked at last, as far as they can be read."""
    found = {}
    for one in Policy.objects.filter(pk__in=old.order_by().values_list(Coalesce("checked", "policy")).distinct()):
        with suppress(FileFaults):  # what an older Frontdesk could read
            found[one.pk] = policies.file_of(one).setup
    return found


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
        untouched = looked.exclude(pk__in=looked.filter(within(areas, setup)).values("pk")) if areas else looked
        Appointment.objects.filter(pk__in=untouched.order_by().values("pk")).update(checked=policy)


def look_at(one: Appointment, policy: Policy, judge: Judge, before: Setup | None) -> Task | None:
    """`before`: the version under which it was looked at last, where that can be read."""
    reasons = [*judge.against(one), *(moved_by_zone(one, before, judge.setup) if before is not None else [])]
    Appointment.objects.filter(pk=one.pk).update(checked=policy)
    if not reasons:
        close_tasks(one, "broken", outcome="fits again")
        return None
    if Task.objects.filter(kind="move", state="open", thing_id=one.pk).exists():
        return None  # somebody sees to it already
    due = min(max(one.start - dt.timedelta(days=1), now() + dt.timedelta(hours=1)), now() + dt.timedelta(days=2))
    said = "; ".join(reason.rule or reason.detail for reason in reasons)
    made = open_task("broken", one, due_at=due, patient=one.patient, what=said)
    nobody = any(reason.named not in one.overridden for reason in judge.absent(one))
    Task.objects.filter(kind="broken", state="open", thing_id=one.pk).update(what=said[:200], must_move=nobody)
    return made
