"""Is who asks somebody with a record?  Staff say so, with the two side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from ...booking.matching import actions
from ...intake import queries
from ...people import queries as people
from ..forms import version
from ..page import PROBLEMS, found, page
from ..request import PageRequest


@page("request.match", ["POST"])
def match(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    chosen = request.POST.get("patient", "")
    record = next((one.patient for one in people.matches(asked.patient) if str(one.patient.pk) == chosen), None)
    if record is None:
        messages.error(request, "Choose one of the records.")
        return redirect("console:request", asked.pk)
    try:
        actions.match(request.actor, asked, patient=record, version=version(request))
        messages.success(request, f"Matched. This request is {record.name}'s.")
    except PROBLEMS as problem:
        messages.error(request, str(problem))
    return redirect("console:request", asked.pk)


@page("request.no_match", ["POST"])
def no_match(request: PageRequest, key: UUID) -> HttpResponse:
    asked = found(queries.by_id(request.actor, key))
    actions.no_match(request.actor, asked)
    messages.success(request, f"{asked.patient.name} is new here.")
    return redirect("console:request", asked.pk)
