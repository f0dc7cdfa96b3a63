"""What is over, and is nobody's exception any more."""

from __future__ import annotations

from django.utils.timezone import now

from ...intake.models import Task
from ...intake.tasks.actions import close_tasks
from ...messaging.taking_back import left_to_say, to_deal_with
from ..models import Appointment
from .queries import somebody_is_there


def close_what_is_over() -> None:
    """Messages that somebody dealt with elsewhere or that say what is over, and times that nobody can be found for any more."""
    for task in Task.objects.filter(kind="message", state="open"):
        if task.thing_kind == "patient":
            if not left_to_say(task.thing_id):
                close_tasks(task.thing_id, "message", outcome="dealt with")
        elif not to_deal_with().filter(pk=task.thing_id).exists():
            close_tasks(task.thing_id, "message", outcome="dealt with")
    waiting = Task.objects.filter(kind="refill", state="open").values_list("thing_id", flat=True)
    for one in Appointment.objects.filter(pk__in=list(waiting)).select_related("visit_type", "provider", "location"):
        if one.start < now():
            close_tasks(one, "refill", outcome="the time has passed")
        elif not somebody_is_there(one):
            close_tasks(one, "refill", outcome="nobody is there then")
