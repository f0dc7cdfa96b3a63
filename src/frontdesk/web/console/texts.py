"""Texts that came in and wait for somebody, as *Messages* shows them: each is the exception that it is, and is settled with it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from ...access.may import may_open
from ...booking import queries as booking
from ...booking.models import Appointment
from ...intake.models import Task
from ...intake.tasks.queries import open_tasks
from ...messaging import queries
from ...messaging.models import Inbound
from ..limited import Limited
from ..request import PageRequest
from .exceptions import rows_of

SHOWN = 50


def waiting(request: PageRequest) -> dict[str, object]:
    """The most pressing first; or the one that the address asks for, which somebody may have settled by now."""
    if not may_open(request.actor, "task.view"):
        return {}
    there, key = queries.came_in(request.actor), _key(request.GET.get("text", ""))
    tasks = open_tasks(request.actor).filter(thing_kind="inbound", thing_id__in=there.values("pk"))
    shown = Limited(tasks if key is None else tasks.filter(thing_id=key), SHOWN)
    got = there.in_bulk([task.thing_id for task in shown])
    about = _about(request, got.values())
    rows = [
        row | {"text": got[task.thing_id], "about": about[task.thing_id]} for task, row in _with_rows(request, shown)
    ]
    settled = there.filter(pk=key).first() if key is not None and not rows else None
    return {"texts": rows, "all_texts": shown, "one_text": key, "settled_text": settled}


def _with_rows(request: PageRequest, shown: Limited[Task]) -> Iterable[tuple[Task, dict[str, object]]]:
    tasks = list(shown)
    return zip(tasks, rows_of(request, tasks), strict=True)


def _about(request: PageRequest, got: Iterable[Inbound]) -> dict[UUID, list[Appointment]]:
    """The appointments that each is about, as far as who looks may see them."""
    texts = list(got)
    keys = {key for inbound in texts for key in inbound.about}
    seen = booking.visible(request.actor).in_bulk(keys) if keys and may_open(request.actor, "appointment.view") else {}
    return {inbound.pk: [seen[key] for key in inbound.about if key in seen] for inbound in texts}


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
