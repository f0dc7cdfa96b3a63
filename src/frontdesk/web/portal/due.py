"""A visit that is due: the link books exactly that one, in its window, and nothing else."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...booking import actions, queries
from ...booking.models import Appointment, Recall
from ...booking.recalls.actions import refuse
from ...booking.recalls.possible import wanted
from ...booking.recalls.queries import books, by_token, link_actor
from ...booking.second import SecondVisit, others
from ...core.refusals import Refusal
from ...messaging.ways import seen_by_reached
from ...rules.for_patients import Planned
from .. import posted
from ..forms import TimeForm
from ..page import once, page
from ..placing import press
from ..request import PageRequest
from ..telling import tell, tell_it_changed
from .changing import until
from .times import times_context
from .writing import asks_language, keep_language


@page("recall.follow", ["GET", "POST"])
def choose(request: PageRequest, token: str) -> HttpResponse:
    """The times of that visit in its window, or from today on if that is over; pressing one keeps it."""
    recall = by_token(token)
    if recall is None:
        return render(request, "portal/due_over.html", status=404)
    if not books(link_actor(recall), recall):
        return render(
            request, "portal/due_seen.html", {"recall": recall}, status=403 if request.method == "POST" else 200
        )
    placing = press(
        request,
        TimeForm(request.POST or None),
        lambda place, key: actions.hold.once(
            key,
            link_actor(recall),
            recall.patient,
            visit_type=recall.visit_type,
            place=place,
            channel="staff",
            recall=recall,
        ),
    )
    if placing.done is not None:
        return redirect("portal:due-confirm", token)
    planned = Planned(recall.provider.name if recall.provider else "", recall.location.name if recall.location else "")
    context = {
        "recall": recall,
        "token": token,
        **times_context(request, wanted(recall), window=recall.window, planned=planned),
        **placing.context,
    }
    return render(request, "portal/due.html", context, status=placing.status)


@page("recall.follow", ["GET", "POST"])
def confirm(request: PageRequest, token: str) -> HttpResponse:
    """The time is kept; confirm it: the one that the page showed, whichever was chosen since."""
    recall = by_token(token)
    if recall is None:
        return render(request, "portal/due_over.html", status=404)
    kept = _held(recall)
    held = _shown(request, recall) if request.method == "POST" else kept
    if held is None:
        tell_it_changed(request)
        return redirect("portal:due-confirm" if kept is not None else "portal:due", token)
    if request.method == "POST":
        try:
            only = not posted.text(request, "second")
            keep_language(request, held.patient, by_link=True)
            booked = once(lambda: actions.confirm.once(f"confirm {held.pk}", link_actor(recall), held, only=only))
        except SecondVisit:
            return _confirm_page(request, held, token, 409)
        except Refusal as problem:
            tell(request, problem)
            return redirect("portal:due" if kept in (None, held) else "portal:due-confirm", token)
        return render(request, "portal/due_booked.html", {"mine": booked})
    return _confirm_page(request, held, token)


def _confirm_page(request: PageRequest, held: Appointment, token: str, status: int = 200) -> HttpResponse:
    there = others(held.patient, held.visit_type, held.start, [held.pk])
    context = {
        "hold": held,
        "token": token,
        **until(held, seen_by_reached(held.patient, held.visit_type.code)),
        "others": there,
    }
    context["asks_language"] = asks_language(request, held.patient, by_link=True)
    return render(request, "portal/due_confirm.html", context, status=status)


@page("recall.follow", ["POST"])
def refuse_it(request: PageRequest, token: str) -> HttpResponse:
    """The patient does not want this visit."""
    recall = by_token(token)
    if recall is None:
        return render(request, "portal/due_over.html", status=404)
    refuse(link_actor(recall), recall, reason="refused by the link")
    return render(request, "portal/due_over.html", {"said": gettext("Thank you. We do not ask again.")})


def _held(recall: Recall) -> Appointment | None:
    """The time that is kept now."""
    kept = _times(recall).filter(state="held", hold_expires_at__gt=now())
    return kept.order_by("-created_at").first()


def _shown(request: PageRequest, recall: Recall) -> Appointment | None:
    """The one that the form is about, whatever has become of it."""
    return next((one for one in _times(recall) if str(one.pk) == posted.text(request, "hold")), None)


def _times(recall: Recall) -> QuerySet[Appointment]:
    return queries.of_recall(recall)
