"""Seeing what a role sees, with made-up data: another practice, a copy without anybody's records, for half an hour."""

from __future__ import annotations

import time

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from ..booking.sample import actions
from ..people import queries as people
from ..people.models import Staff
from ..practice.roles import queries
from ..tenancy.queries import practice_called
from .page import get_or_404, once, page
from .request import PageRequest
from .sessions import open_sample

LASTS = 30 * 60
KEY = "view_as"


def viewer(request: PageRequest) -> Staff | None:
    """Who the sample's pages are shown to: somebody of the chosen role, for whoever chose it a short while ago.

    It ends with the session that it was chosen in.
    """
    chosen = request.session.get(KEY)
    if not chosen or time.time() > chosen["until"] or not request.session.exists(chosen["chosen_in"]):
        return None
    return people.staff_of(chosen["role"]).first()


def guard(request: PageRequest) -> None:
    """A sample is there for whoever looks as a role, and for nobody else."""
    if request.practice is not None and request.practice.sample_of_id and viewer(request) is None:
        raise Http404


@page("role.edit", ["POST"])
def begin(request: PageRequest, code: str) -> HttpResponse:
    role = get_or_404(queries.by_code(request.actor, code))
    once(lambda: actions.view_as(request.actor, role))
    sample = actions.prepare(request.practice)
    response = redirect(f"/{sample.slug}/console/")
    chosen = {
        "role": role.code,
        "until": time.time() + LASTS,
        "back": request.practice.slug,
        "chosen_in": request.session.session_key,
    }
    open_sample(response, sample, **{KEY: chosen})
    return response


@page("console.view", ["POST"])
def end(request: PageRequest) -> HttpResponse:
    """Back to one's own."""
    chosen = request.session.get(KEY)
    request.session.flush()
    back = practice_called((chosen or {}).get("back", ""))
    return redirect(f"/{back.slug}/setup/roles/" if back is not None else "console:first")
