"""The pages behind the link of a due visit: opened by it while it is one, and what they say where it books nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from ...outreach.recalls.possible import forbidden_by_link
from ...outreach.recalls.queries import by_token, may_book_by_link
from ..page import page
from ..request import PageRequest
from ..telling import no_longer_made
from .due_journey import DueJourney
from .send import answer_rows

Page = Callable[..., HttpResponseBase]


def due_page(methods: Iterable[str]) -> Callable[[Page], Page]:
    """A page of the link: `view(request, recall, token, …)`; one that is no link any more, or never was one, opens none."""

    def decorate(view: Page) -> Page:
        @page("recall.follow", methods)
        @functools.wraps(view)
        def run(request: PageRequest, token: str, **more: Any) -> HttpResponseBase:
            recall = by_token(token)
            if recall is None:
                return render(request, "portal/due_over.html", status=404)
            return view(request, recall, token, **more)

        return run

    return decorate


def answers_shown(journey: DueJourney, token: str) -> list[tuple[str, str, str]]:
    """What was said, beside what follows from it: (what, answer, where to change it); nothing before anything is."""
    rows = answer_rows(journey) if journey.is_begun else []
    return [(asked, answer, reverse("portal:due-step", args=[token, field])) for asked, answer, field in rows]


def not_bookable(request: PageRequest, journey: DueJourney, token: str) -> HttpResponse | None:
    """Why this visit is not booked by who has the link, by what they have said so far; None where it can be."""
    recall, wanted = journey.recall, journey.wanted
    if not may_book_by_link(journey.actor, recall) or forbidden_by_link(wanted):
        status = 403 if request.method == "POST" else 200
        answers = answers_shown(journey, token)
        return render(request, "portal/due_seen.html", {"recall": recall, "answers": answers}, status=status)
    if said := no_longer_made(wanted):
        status = 409 if request.method == "POST" else 200
        return render(request, "portal/due_over.html", {"said": said}, status=status)
    return None
