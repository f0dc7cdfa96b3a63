"""A booking with the answers of a caller."""

from __future__ import annotations

from collections.abc import Mapping

from ...access.may import SYSTEM, Actor
from ...audit.action import action
from ...intake import actions as intake
from ...intake.models import Request
from ...messaging.actions import withdraw_about
from ...people.models import Patient
from ...practice.models import VisitType
from .. import locks
from ..actions import book
from ..messages import BEFORE_ITS_TIME
from ..models import Appointment
from ..take import Place, Wish, chosen_place


@action("appointment.book_caller", permission="appointment.book")
def book_caller(
    actor: Actor,
    patient: Patient,
    *,
    visit_type: VisitType,
    place: Place,
    answers: Mapping[str, str],
    reason: str = "",
    override: bool = False,
    only: bool = False,
) -> Appointment:
    """Book a time for who calls, with what they said: the rules decide by that as they will hold then, and it is kept as its request.

    Raises JustTaken, BreaksRules, SecondVisit.
    """
    wish = Wish(patient, visit_type, place, "phone", answers=tuple(answers.items()))
    locks.line_up(wish)
    asked = intake.create_with_its_time(
        actor, patient, visit_type=visit_type, answers=answers, chosen=chosen_place(wish)
    )
    request: Request | None = asked
    if override and asked.state != "approved":
        intake.withdraw(SYSTEM, asked)  # nobody waits for an answer: it is decided against the rules here and now
        withdraw_about(asked, *BEFORE_ITS_TIME)
        request = None
    return book(
        actor,
        patient,
        visit_type=visit_type,
        place=place,
        channel="phone",
        request=request,
        reason=reason,
        override=override,
        only=only,
    )
