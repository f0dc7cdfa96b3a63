"""What a change had settled is to be done again when that is taken back, unless it has lost its ground since, or another visit settles it too."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q
from django.utils.timezone import now

from ....booking.models import Appointment
from ....booking.states import GIVEN_BACK
from ....intake.models import Task
from ....intake.states import NOT_WANTED
from ....intake.tasks.actions import reopen

GROUNDS: dict[
    tuple[str, str], tuple[str, ...]
] = {  # (kind, after what, where a rule orders it) → the states that it is about
    ("no_show", ""): ("no_show",),
    ("order", "missed"): ("no_show",),
    ("order", "canceled"): ("cancelled",),
    ("order", "completed"): ("completed",),
    ("rebook", ""): ("cancelled",),
    ("hold", ""): ("cancelled",),
    ("refill", ""): GIVEN_BACK,
}
MADE_GOOD = (("no_show", ""), ("order", "missed"), ("order", "canceled"), ("rebook", ""))  # by another such visit
BY_ANY = (("hold", ""),)  # who let one go has come back, whatever they have booked


def reopen_settled(settled_with: UUID, *outcomes: str) -> None:
    """What that visit had settled, since the change of it that did so is taken back."""
    for task in Task.objects.filter(settled_with=settled_with, state="done", outcome__in=outcomes):
        reopen_with_ground(task)


def reopen_with_ground(task: Task) -> None:
    """Settled for good where what it is about is not so any more; settled by another visit where one was booked since."""
    if lost_its_ground(task):
        Task.objects.filter(pk=task.pk, state="done").update(settled_with=None)
    elif (other := _other_since(task)) is not None:
        Task.objects.filter(pk=task.pk, state="done").update(settled_with=other.pk)
    else:
        reopen(task)


def lost_its_ground(task: Task) -> bool:
    """Whether what it was to be done about is not so any more: they came after all, the visit takes place, the request is over."""
    call = (task.kind, task.after)
    about = Appointment.objects.filter(pk=task.thing_id).select_related("request").first() if call in GROUNDS else None
    if about is None:
        return False
    asks_no_more = about.request is not None and about.request.state in NOT_WANTED
    return about.state not in GROUNDS[call] or (task.kind == "hold" and asks_no_more)


def _other_since(task: Task) -> Appointment | None:
    """Another visit that they came to, or have to come, and had not when they were to be called: it would have settled the call as well."""
    call = (task.kind, task.after)
    if call not in (*MADE_GOOD, *BY_ANY):
        return None
    kept = Q(state__in=("arrived", "completed")) | Q(state="booked", start__gt=now())
    others = Appointment.objects.filter(kept, patient=task.patient, created_at__gt=task.created_at)
    if call in MADE_GOOD:
        same = Appointment.objects.filter(pk=task.thing_id).values("visit_type_id")
        others = others.filter(visit_type_id__in=same)
    there: Appointment | None = (
        others.exclude(pk__in=[task.settled_with, task.thing_id]).order_by("start", "pk").first()
    )
    return there
