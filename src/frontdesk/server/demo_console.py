"""What a front desk of the demo has before it: referrals as they come, exceptions, somebody who asks for time away, saved views."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.timezone import now

REFERRALS: tuple[dict[str, Any], ...] = (  # what the clinics wrote; much is missing
    {
        "first_name": "Walter",
        "last_name": "Brandt",
        "birth_date": dt.date(1951, 3, 8),
        "phone": "+13125553101",
        "visit": "procedure",
        "urgency": "urgent",
        "why": "Lesion on the left forearm, growing; please excise.",
        "clinic_name": "Lakeview Dermatology",
        "clinician": "Dr. Ames",
        "clinic_email": "referrals@lakeview.example",
        "payer": "medicare",
        "member_id": "1EG4-TE5-MK73",
    },
    {
        "first_name": "Ines",
        "last_name": "Carvalho",
        "visit": "ultrasound",
        "why": "Right upper quadrant pain.",
        "clinic_name": "North Shore Urgent Care",
        "clinic_phone": "+13125553102",
        "urgency": "soon",
    },
    {"last_name": "Okonkwo", "phone": "+13125553103", "clinic_name": "Sample Street Clinic", "why": "New to the area."},
)


def fill(practice: Any, actors: dict[str, Any]) -> None:
    """Inside the practice, after its history is made: what is months old is not still open."""
    _settle_what_is_old(practice)
    _referrals(practice, actors["scheduler"])
    _views(practice, actors["scheduler"])
    _time_away(practice, actors["clinician"])


def _settle_what_is_old(practice: Any) -> None:
    from ..intake.models import Task
    from ..intake.tasks.actions import close_tasks

    for task in Task.objects.filter(state="open", created_at__lt=now() - dt.timedelta(days=2)):
        close_tasks(task.thing_id, task.kind, outcome="booked_again", by="Dana Wells")


def _referrals(practice: Any, scheduler: Any) -> None:
    from ..intake.referrals.actions import receive
    from ..intake.tasks.actions import open_task
    from ..practice.models import Payer, VisitType

    for number, said in enumerate(REFERRALS):
        values = {name: value for name, value in said.items() if name not in ("visit", "payer")}
        if "visit" in said:
            values["visit_type"] = VisitType.objects.get(code=said["visit"])
        if "payer" in said:
            values["payer"] = Payer.objects.get(code=said["payer"])
        made = receive(scheduler, practice, values=values, source="by hand")
        if number == 1:
            due = now() + dt.timedelta(hours=3)
            open_task("referral", made, due_at=due, what="Call the clinic for the date of birth", referral=made)


def _views(practice: Any, scheduler: Any) -> None:
    from ..intake.queue.actions import save_view

    save_view(scheduler, practice, name="Mine, overdue", query="state=awaiting_approval&owner=me&late=1")


def _time_away(practice: Any, clinician: Any) -> None:
    from ..day.away.actions import ask_for_time_away
    from ..practice.models import Provider

    own = Provider.objects.select_related("practice").get(pk=clinician.provider)
    day = now().astimezone(practice.zone).date() + dt.timedelta(days=21)
    ask_for_time_away(clinician, own, first_on=day, last_on=day, from_minute=13 * 60, note="A course")
