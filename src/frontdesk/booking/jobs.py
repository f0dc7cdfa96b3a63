"""What the worker does for booking: after a time was freed, the waitlist is looked at; to each of many another time is proposed."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint

from ..tenancy.models import Practice
from .away.many.actions import propose_one
from .waitlist.fill import fill

tasks = Blueprint()


@tasks.task(name="fill-waitlist", queue="chores")
def fill_waitlist(practice: str) -> None:
    fill(Practice.objects.get(pk=UUID(practice)))


@tasks.task(name="propose", queue="chores")
def propose_another_time(practice: str, row: str) -> None:
    propose_one(UUID(practice), UUID(row))
