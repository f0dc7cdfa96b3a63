"""A visit that is due: the link books exactly that one, in its window, and nothing else."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...access.may import Actor
from ...availability.model import Wanted
from ...booking import actions as booking
from ...booking import offers, queries
from ...booking.due import actions as due
from ...booking.models import Appointment, Recall
from ...booking.second_visit import SecondVisit, other_visits_of_kind
from ...booking.take import Place
from ...core.refusals import Refusal
from ...intake import drafts
from ...messaging.ways import reader
from ...outreach.recalls import actions
from ...outreach.recalls.queries import link_actor
from ...rules.for_patients import Planned
from .. import posted
from ..forms import TimeForm
from ..page import once
from ..placing import press
from ..request import PageRequest
from ..telling import how_far_ahead, tell, tell_it_changed
from . import at_limit
from .changing import stands, until, what_they_have
from .due_journey import DueJourney, due_journey, kept_by_answers
from .due_link import answers_shown, due_page, not_bookable
from .due_questions import questions_first
from .times import times_context
from .who_pays import paid_alone
from .writing import asks_language, keep_language


@due_page(["GET", "POST"])
def choose(request: PageRequest, recall: Recall, token: str) -> HttpResponse:
    """The times of that visit in its window, or from today on if that is over; pressing one keeps it."""
    journey = due_journey(request, recall)
    if (answer := not_bookable(request, journey, token)) is not None:
        return answer
    not_yet = _not_yet(journey.wanted, recall.window)
    if journey.complete() and not (not_yet or _in_vain(journey)):
        return questions_first(request, journey, token)
    placing = press(request, TimeForm(request.POST or None), lambda place, key: _hold(journey, place, key))
    if placing.done is not None:
        kept_by_answers(journey, placing.done)
        return redirect("portal:due-confirm", token)
    planned = Planned(recall.provider.name if recall.provider else "", recall.location.name if recall.location else "")
    context = {
        "recall": recall,
        "token": token,
        "paid_alone": journey.paid_alone,
        "answers": answers_shown(journey, token),
        **times_context(request, journey.wanted, window=recall.window, planned=planned),
        **not_yet,
        **placing.context,
    }
    return render(request, "portal/due.html", context, status=placing.status)


def _in_vain(journey: DueJourney) -> bool:
    """Whether nothing can be booked, whatever they answer: the page of times says why."""
    wanted = journey.wanted
    return bool(at_limit.of_wanted(journey.recall.patient, wanted) or offers.sentences_against_everybody(wanted))


def _not_yet(wanted: Wanted, window: tuple[dt.date, dt.date] | None) -> dict[str, object]:
    """Whether no day of the window can be booked yet, and from when there are times, where that is known.

    Who is invited four weeks before may be told so in a practice that books one week ahead.
    """
    if window is None:
        return {}
    end = offers.last_day(wanted)
    if end.needed is not None or window[0] <= end.date:
        return {}
    return {"not_yet": how_far_ahead(end.rule), "opens_on": offers.can_be_booked_from(wanted, window)}


def _hold(journey: DueJourney, place: Place, key: str | None) -> Appointment:
    recall = journey.recall
    return booking.hold.once(
        key,
        journey.actor,
        recall.patient,
        visit_type=recall.visit_type,
        place=place,
        channel="staff",
        recall=recall,
        answers=journey.answers_and_papers,
    )


@due_page(["GET", "POST"])
def confirm(request: PageRequest, recall: Recall, token: str) -> HttpResponse:
    """The time is kept; confirm it: the one that the page showed, whichever was chosen since."""
    journey, kept = due_journey(request, recall), _held(recall)
    held = _shown(request, recall) if request.method == "POST" else kept
    if held is None:
        tell_it_changed(request)
        return redirect("portal:due-confirm" if kept is not None else "portal:due", token)
    if held.state == "held" and not journey.holds(held):
        messages.warning(
            request, gettext("You chose this time with other answers. Check your answers, then choose a time again.")
        )
        return redirect("portal:due", token)
    if request.method == "POST":
        try:
            keep_language(request, held.patient, by_link=True)
            booked = once(lambda: _book(journey, held, only=not posted.text(request, "second")))
        except SecondVisit:
            return _confirm_page(request, held, token, journey.actor, 409)
        except Refusal as problem:
            tell(request, problem)
            return redirect("portal:due" if kept in (None, held) else "portal:due-confirm", token)
        if journey.is_begun:
            drafts.done(journey.draft)
        context = {"mine": booked, "paid_alone": paid_alone(journey.actor, booked.request, booked)}
        return render(request, "portal/due_booked.html", context)
    return _confirm_page(request, held, token, journey.actor)


def _book(journey: DueJourney, held: Appointment, *, only: bool) -> Appointment:
    """With what was asked, where anything was."""
    key, said = f"confirm {held.pk}", journey.said()
    papers = [document.pk for document in journey.documents()]
    if not said and not papers:
        return booking.confirm.once(key, journey.actor, held, only=only)
    return due.book_due.once(key, journey.actor, held, answers=said, documents=papers, only=only)


def _confirm_page(request: PageRequest, held: Appointment, token: str, actor: Actor, status: int = 200) -> HttpResponse:
    context = {
        "hold": held,
        "token": token,
        "paid_alone": paid_alone(actor, held.request, held),
        **until(held, reader(held.patient, held.visit_type.code)),
        **what_they_have(_others(held)),
    }
    context["asks_language"] = asks_language(request, held.patient, by_link=True)
    return render(request, "portal/due_confirm.html", context, status=status)


@due_page(["POST"])
def let_go(request: PageRequest, recall: Recall, token: str) -> HttpResponse:
    """They have this visit already and keep it: the time that the page showed is free again, and the link still books one."""
    held = _shown(request, recall)
    if held is None or held.state != "held":
        tell_it_changed(request)
        return redirect("portal:due", token)
    kept = next(iter(_others(held)), None)
    actions.let_go(link_actor(recall), held)
    said = gettext("If you want this visit later, use the link in our message again.")
    context = {"said": f"{stands(kept)} {said}".strip()}
    return render(request, "portal/due_over.html", context)


@due_page(["POST"])
def refuse_it(request: PageRequest, recall: Recall, token: str) -> HttpResponse:
    """The patient does not want this visit."""
    actions.refuse(link_actor(recall), recall, reason="refused by the link")
    return render(request, "portal/due_over.html", {"said": gettext("Thank you. We do not ask again.")})


def _others(held: Appointment) -> list[Appointment]:
    return other_visits_of_kind(held.patient, held.visit_type, held.start, [held.pk])


def _held(recall: Recall) -> Appointment | None:
    """The time that is kept now."""
    kept = _times(recall).filter(state="held", hold_expires_at__gt=now())
    return kept.order_by("-created_at").first()


def _shown(request: PageRequest, recall: Recall) -> Appointment | None:
    """The one that the form is about, whatever has become of it."""
    return next(
        (appointment for appointment in _times(recall) if str(appointment.pk) == posted.text(request, "hold")), None
    )


def _times(recall: Recall) -> QuerySet[Appointment]:
    return queries.of_recall(recall)
