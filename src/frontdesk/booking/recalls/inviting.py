"""Everybody whose visit is due is invited, one by one: who holds one patient's line does not wait for another's."""

from __future__ import annotations

from ...access.may import SYSTEM
from ...tenancy.context import inside_practice
from ...tenancy.models import Practice
from ..models import Recall
from .actions import invite
from .queries import to_tell


def invite_due(practice: Practice) -> int:
    """How many were told.  Each is a transaction of its own.  Raises NoPolicy."""
    with inside_practice(practice):
        due = to_tell(practice)
    return sum(_invite(practice, one) for one in due)


def _invite(practice: Practice, due: Recall) -> bool:
    """Unless somebody has seen to it since it was looked for."""
    with inside_practice(practice):
        same = Recall.objects.filter(pk=due.pk, state=due.state, told=due.told)
        still = same.filter(patient__deceased_on=None, patient__same_as=None).first()
        if still is not None:
            invite(SYSTEM, still)
        return still is not None
