"""Is who asks somebody with a record?  Staff say so, with the two side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ...core.refusals import Refusal
from ...intake import queries
from ...people import queries as people
from ...records.matching import actions
from .. import posted
from ..forms import version
from ..page import get_or_404, page
from ..request import PageRequest
from . import showing
from .alive import NOT_LOOKED_AT, unsure


@page("request.match", ["POST"], shows=showing.OPEN_REQUEST)
def match(request: PageRequest, key: UUID) -> HttpResponse:
    asked = get_or_404(queries.by_id(request.actor, key))
    chosen = posted.text(request, "patient")
    record = next(
        (candidate.patient for candidate in people.matches(asked.patient) if str(candidate.patient.pk) == chosen), None
    )
    if record is None:
        messages.error(request, gettext("Choose one of the records."))
        return redirect("console:request", asked.pk)
    try:
        use_contact = bool(posted.text(request, "use_contact"))
        actions.match(
            request.actor,
            asked,
            patient=record,
            use_contact=use_contact,
            whose_contact=posted.text(request, "whose"),
            version=version(request),
            reason=posted.text(request, "reason", 400),
        )
        messages.success(request, gettext("Matched. This request is now of %(name)s.") % {"name": record.name})
    except Refusal as problem:
        messages.error(request, str(problem))
    return redirect("console:request", asked.pk)


@page("request.no_match", ["POST"], shows=showing.REQUEST)
def no_match(request: PageRequest, key: UUID) -> HttpResponse:
    asked = get_or_404(queries.by_id(request.actor, key))
    if unsure(request, people.died_like(asked.patient)):
        messages.error(request, gettext(NOT_LOOKED_AT))
        return redirect("console:request", asked.pk)
    actions.no_match(request.actor, asked, whose_contact=posted.text(request, "whose"))
    messages.success(request, gettext("%(name)s is new here.") % {"name": asked.patient.name})
    return redirect("console:request", asked.pk)
