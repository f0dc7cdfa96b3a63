"""What the worker does for the waitlist: it is looked at after a time was freed."""

from __future__ import annotations

from uuid import UUID

from procrastinate import Blueprint

from ...tenancy.models import Practice
from .fill import fill

tasks = Blueprint()


@tasks.task(name="fill-waitlist", queue="chores")
def fill_waitlist(practice: str) -> None:
    fill(Practice.objects.get(pk=UUID(practice)))
