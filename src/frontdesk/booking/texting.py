"""What a patient answers by text: what was asked and is unanswered, and who has to read what no rule could."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.timezone import now

from ..access.may import NotAllowed, may
from ..intake.states import IllegalTransition
from ..intake.tasks.actions import open_task
from ..messaging import dates
from ..messaging.actions import answer, for_whom
from ..messaging.models import Inbound, Message
from ..practice.actors import patient_actor
from .actions import will_come
from .errors import MustMove
from .messages import about
from .models import Appointment

ANSWERS_COUNT_FOR = dt.timedelta(days=14)
SOON, LATER = dt.timedelta(minutes=15), dt.timedelta(hours=4)


def answer_by_text(got: Inbound) -> None:
    """Nothing is confirmed that was not asked; what is not understood is somebody's task; an emergency is one at once."""
    match got.meaning:
        case "urgent":
            answer(got, "text-urgent")
            _task(got, "urgent", SOON)
        case "confirm":
            _confirm(got)
        case "reschedule":
            asked = asked_of(got.sender)
            if asked:
                answer(got, "text-link", f"/appointments/{asked[0].pk}/move/" if len(asked) == 1 else "/")
            else:
                _unclear(got)
        case "cannot":
            asked = asked_of(got.sender)
            answer(got, "text-cannot", f"/appointments/{asked[0].pk}/" if len(asked) == 1 else "/")
            _task(got, "text", LATER)
        case "unclear":
            _unclear(got)


def keep_for_staff(got: Inbound) -> None:
    """It is not answered; somebody reads it."""
    _task(got, "urgent" if got.meaning == "urgent" else "text", SOON if got.meaning == "urgent" else LATER)


def _confirm(got: Inbound) -> None:
    """All of the day that was asked about, in the power of who has that number."""
    actor, confirmed = patient_actor(got.sender), []
    for one in asked_of(got.sender):
        try:
            confirmed.append(will_come(actor, one))
        except (IllegalTransition, NotAllowed, MustMove):
            continue
    if not confirmed:
        _unclear(got)
    elif len(confirmed) == 1:
        answer(got, "confirmed", words={**about(confirmed[0]), "for_whom": for_whom(confirmed[0].patient, got.sender)})
    else:
        language = confirmed[0].patient.language
        answer(got, "confirmed-several", words={"list": ", ".join(_named(one, language) for one in confirmed)})


def asked_of(number: str) -> list[Appointment]:
    """The appointments of the day that the last unanswered reminder to that number was about; without one, those that we last wrote about.

    Only what who has that number may see, and what is still to come.
    """
    asked = _written(number).filter(template="reminder")
    return (
        _of_that_day(number, asked, confirmed_at=None)
        or _of_that_day(number, asked)
        or _of_that_day(number, _written(number).exclude(template__startswith="reminder"))
    )


def _of_that_day(number: str, written: QuerySet[Message], **more: None) -> list[Appointment]:
    said = written.exclude(thing_id=None).order_by("-created_at").values_list("thing_id", flat=True)[:20]
    keys = [key for key in said if key is not None]
    rows = Appointment.objects.filter(pk__in=keys, state="booked", start__gt=now(), **more)
    actor = patient_actor(number)
    seen = {
        one.pk: one
        for one in rows.select_related("patient__practice", "location", "visit_type", "provider", "request")
        if may(actor, "appointment.view", one)
    }
    found = [seen[key] for key in dict.fromkeys(keys) if key in seen]
    return sorted((one for one in found if _day(one) == _day(found[0])), key=lambda one: one.start)


def _written(number: str) -> QuerySet[Message]:
    return Message.objects.filter(
        to=number, thing_kind="appointment", channel="text", created_at__gt=now() - ANSWERS_COUNT_FOR
    ).exclude(state__in=["withdrawn", "failed"])


def _day(one: Appointment) -> dt.date:
    return one.start.astimezone(ZoneInfo(one.location.timezone)).date()


def _named(one: Appointment, language: str) -> str:
    return f"{one.patient.first_name}, {dates.when(one.start, one.location.timezone, language)}"


def _unclear(got: Inbound) -> None:
    answer(got, "text-unclear")
    _task(got, "text", LATER)


def _task(got: Inbound, kind: str, within: dt.timedelta) -> None:
    open_task(kind, got, due_at=now() + within, patient=got.patient, what=got.body)
