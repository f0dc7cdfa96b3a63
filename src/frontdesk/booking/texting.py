"""C and R: what a patient answers to a reminder by text."""

from __future__ import annotations

import datetime as dt

from django.utils.timezone import now

from ..intake.states import IllegalTransition
from ..messaging.actions import answer
from ..messaging.models import Inbound, Message
from ..people.may import Actor
from .actions import will_come
from .messages import about
from .models import Appointment

ANSWERS_COUNT_FOR = dt.timedelta(days=14)


def answer_by_text(got: Inbound) -> None:
    """The appointment meant is the one that we last wrote to that number about."""
    if got.meaning not in ("confirm", "reschedule", "unclear"):
        return
    meant = meant_by(got.sender)
    if got.meaning == "unclear" or meant is None:
        answer(got, "text-unclear")
        return
    if got.meaning == "reschedule":
        answer(got, "text-link", f"/appointments/{meant.pk}/move/")
        return
    actor = Actor(
        "patient",
        meant.patient_id,
        meant.patient.name,
        "patient",
        frozenset({"appointment.confirm:own"}),
        frozenset({meant.patient_id}),
        contact=got.sender,
    )
    try:
        confirmed = will_come(actor, meant)
        answer(got, "confirmed", words=about(confirmed))
    except IllegalTransition:
        answer(got, "text-unclear")


def meant_by(number: str) -> Appointment | None:
    """The booked appointment of the latest message about one to that number; None when there is none to come."""
    written = Message.objects.filter(
        to=number, thing_kind="appointment", channel="text", created_at__gt=now() - ANSWERS_COUNT_FOR
    ).exclude(state__in=["withdrawn", "failed"])
    for key in written.order_by("-created_at").values_list("thing_id", flat=True)[:5]:
        found = (
            Appointment.objects.filter(pk__in=[key], state="booked", start__gt=now()).select_related("patient").first()
        )
        if found is not None:
            return found
    return None
