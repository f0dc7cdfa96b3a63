"""Requests that have waited for their patient for too long."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from ..access.may import SYSTEM
from ..people import lines
from ..tenancy.context import inside_practice
from ..tenancy.each import each_by_itself
from ..tenancy.models import Practice
from . import actions
from .models import Request


def expire_unanswered(practice: Practice, before: dt.datetime) -> int:
    """What has waited for its patient since then or longer; how many expired.  Each by itself, unless it was answered meanwhile."""
    waiting = Request.objects.filter(state="awaiting_info", state_since__lt=before)
    with inside_practice(practice):
        keys = list(waiting.values_list("pk", flat=True))

    def expire_one(key: UUID) -> bool:
        request = lines.still_among(waiting, key)
        return request is not None and bool(actions.expire(SYSTEM, request))

    return each_by_itself(practice, keys, expire_one)
