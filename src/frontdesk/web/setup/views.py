"""The audit trail."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from ...audit import queries as audit
from ..csv_file import csv_of, wanted
from ..page import page
from ..request import PageRequest


@page("audit.view")
def trail(request: PageRequest) -> HttpResponse:
    """Everything, latest first, and whether the chain is whole."""
    entries = audit.trail(request.actor)
    if wanted(request):
        heading = ("number", "at", "who", "action", "thing", "reason", "rule")
        cells = ((e.number, e.at, e.actor_name, e.action, e.thing_kind, e.reason, e.rule) for e in entries.iterator())
        return csv_of(request, "audit", heading, cells)
    pages = Paginator(entries, 50)
    return render(
        request,
        "setup/audit.html",
        {"entries": pages.get_page(request.GET.get("page")), "broken": audit.first_broken()},
    )
