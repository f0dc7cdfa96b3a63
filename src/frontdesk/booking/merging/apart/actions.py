"""What was made while two records were one, and nobody knows whose it is: whoever takes them apart is led to each.  Nothing moves by that."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ....access.may import Actor
from ....intake.tasks.actions import open_task
from ....people.models import Patient, Staff
from ...models import Merge
from ..belonging import made_between

SOON = dt.timedelta(hours=4)


def ask_whose(actor: Actor, merge: Merge, kept: Patient) -> None:
    """Called inside the undoing of a merge: one exception for each thing, whose owner is who undid it."""
    owner = Staff.objects.filter(pk__in=[actor.id] if actor.id else []).first()
    for thing, what in made_between(merge, kept):
        open_task("apart", thing, due_at=now() + SOON, patient=kept, what=what, owner=owner)
