"""What a text can be the answer to, where that is no visit that is booked: a time on offer, a visit that is due, a request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import now

from ..access.may import may
from ..booking.models import Appointment, Proposal, Recall, WaitlistOffer
from ..booking.moving import MOVING, OFFERS
from ..booking.states import DUE
from ..core.emergency import plain
from ..intake.models import Request
from ..intake.states import OPEN
from ..messaging import dates
from ..messaging.incoming import reached_at
from ..messaging.models import Inbound, Message
from ..people.models import Patient
from ..practice.actors import patient_actor

ANSWERS_COUNT_FOR = dt.timedelta(days=14)
OF_A_VISIT = ("reminder", *MOVING)
OF_SOMETHING_ELSE = (
    *OFFERS,
    "recall",
    "recall-again",
    "recall-overdue",
    "information-needed",
    "request-approved",
)
ASKING = (*OF_A_VISIT, *OF_SOMETHING_ELSE)  # every message that waits for an answer
OF_REMINDERS = frozenset(
    {"c", "confirm", "confirmar"}
)  # the very words that a reminder asks for, and nothing else does
ANSWERED = ("accepted", "declined")


@dataclass(frozen=True)
class Question:
    """What was asked; `offer`: the time on offer that it was about, where it was one."""

    patient: Patient
    offer: WaitlistOffer | None = None

    @property
    def hold(self) -> Appointment | None:
        return self.offer.hold if self.offer is not None else None

    @property
    def kept(self) -> bool:
        """Whether that time can be had still."""
        return self.offer is not None and self.offer.state == "offered" and self.offer.expires_at > now()


def question_of(got: Inbound) -> Question | None:
    """What the text answers, if that is no visit that is booked: what was asked last; or a time that is on offer still.

    Only a reminder's own word answers a reminder that came after the offer: of any other yes nobody knows which it was.
    """
    asked = Message.objects.filter(to=got.sender, channel="text", created_at__gt=now() - ANSWERS_COUNT_FOR)
    asked = asked.filter(template__in=ASKING, patient__in=reached_at(got.sender)).exclude(
        state__in=["withdrawn", "failed"]
    )
    after_a_visit = False
    for message in asked.select_related("patient").order_by("-created_at")[:20]:
        if message.template in OF_A_VISIT:
            after_a_visit = True
            continue
        question = _question(got, message)
        if question is None or (after_a_visit and not question.kept):
            continue
        if after_a_visit and plain(got.body) in OF_REMINDERS:
            return None
        return question
    return None


def _question(got: Inbound, message: Message) -> Question | None:
    """None where it is answered by now, or is no business of who has that number any more."""
    if message.template not in OFFERS or message.thing_id is None:
        return None if _over(message) else Question(message.patient)
    given = (
        WaitlistOffer.objects.select_related("entry", "hold__location", "hold__patient__practice", "hold__visit_type")
        .exclude(state__in=ANSWERED)
        .filter(pk=message.thing_id)
        .first()
    )
    if given is None or not may(patient_actor(got.sender), "appointment.view", given.hold):
        return None
    return Question(message.patient, given)


def _over(message: Message) -> bool:
    """Whether what a request or a visit that is due was asked about is answered: it is booked, or ended."""
    if message.thing_id is None:
        return False
    if Request.objects.filter(pk=message.thing_id).exclude(state__in=OPEN).exists():
        return True
    return Recall.objects.filter(pk=message.thing_id).exclude(state__in=DUE).exists()


def proposal_for(appointment: Appointment) -> Proposal | None:
    """The other time that is kept for who must move."""
    open_ones = appointment.proposals.filter(state="proposed", expires_at__gt=now())
    return open_ones.select_related("hold__location").first()


def words_of(hold: Appointment, until: dt.datetime, patient: Patient) -> dict[str, str]:
    """Which time is kept, and how long."""
    zone, language = hold.location.timezone, patient.language
    return {"when": dates.when(hold.start, zone, language), "until": dates.when(until, zone, language)}
