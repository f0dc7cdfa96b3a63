"""What the worker does for booking: after a time was freed, the waitlist is looked at."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint

from ..tenancy.models import Practice
from .waitlist.fill import fill

tasks = Blueprint()


@tasks.task(name="fill-waitlist", queue="chores")
def fill_waitlist(practice: str) -> None:
    fill(Practice.objects.get(pk=UUID(practice)))
