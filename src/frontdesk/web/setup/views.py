"""The audit trail, staff and the table of roles."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from ...audit import queries as audit
from ...people.models import RolePermission, Staff
from ...people.roles import DEFAULT, STAFF_ROLES
from ..csv_file import csv_of, wanted
from ..page import page
from ..request import PageRequest


@page("audit.view")
def trail(request: PageRequest) -> HttpResponse:
    """Everything, latest first, and whether the chain is whole."""
    entries = audit.trail(request.actor)
    if wanted(request):
        heading = ("number", "at", "who", "action", "thing", "reason", "rule")
        cells = (
            (e.number, e.at.isoformat(), e.actor_name, e.action, e.thing_kind, e.reason, e.rule)
            for e in entries[:10_000]
        )
        return csv_of(request, "audit", heading, cells)
    pages = Paginator(entries, 50)
    return render(
        request,
        "setup/audit.html",
        {"entries": pages.get_page(request.GET.get("page")), "broken": audit.first_broken()},
    )


@page("staff.view")
def staff(request: PageRequest) -> HttpResponse:
    everybody = Staff.objects.order_by("name")
    if wanted(request):
        cells = ((one.name, one.email, one.role, "yes" if one.is_active else "") for one in everybody)
        return csv_of(request, "staff", ("name", "e-mail", "role", "active"), cells)
    return render(request, "setup/staff.html", {"staff": everybody})


@page("roles.view")
def roles(request: PageRequest) -> HttpResponse:
    """The table that `may()` decides by."""
    cells = set(RolePermission.objects.values_list("role", "permission"))
    permissions = sorted({permission.removesuffix(":own") for _, permission in cells})
    columns = [role for role in DEFAULT if role in (*STAFF_ROLES, "patient")]
    rows = [
        (one, ["all" if (role, one) in cells else "own" if (role, f"{one}:own") in cells else "" for role in columns])
        for one in permissions
    ]
    return render(request, "setup/roles.html", {"columns": columns, "rows": rows})
