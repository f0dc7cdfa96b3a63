"""Appointments by payer and documentation status: no reason for the visit, no answers."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...booking import queries
from ...booking.models import Appointment
from ...practice import queries as named
from ...tenancy.today import today_at
from ..csv_file import csv_of, wanted
from ..forms import chosen_day
from ..page import page
from ..request import PageRequest

STATUS = {"": _("Any"), "missing": _("Something is missing"), "complete": _("Complete")}


@page("billing.view")
def billing(request: PageRequest) -> HttpResponse:
    day = chosen_day(request, today_at(request.practice))
    payer, status = request.GET.get("payer", ""), request.GET.get("status", "")
    week = [(one, _gaps(one)) for one in queries.for_billing(request.actor, request.practice, day, 7)]
    counts = Counter("self" if one.self_pay else one.payer.code if one.payer else "none" for one, _ in week)
    rows = [
        (one, gaps)
        for one, gaps in week
        if _of_payer(one, payer) and (not status or bool(gaps) is (status == "missing"))
    ]
    if wanted(request):
        heading = ("number", "start", "patient", "insurance", "member id", "provider", "state", "missing")
        return csv_of(request, "billing", heading, (_cells(one, gaps) for one, gaps in rows))
    names = named.payer_names() | {
        "self": gettext("Pay alone"),
        "none": gettext("None given"),
    }
    context = {
        "rows": rows,
        "day": day,
        "before": day - dt.timedelta(days=7),
        "after": day + dt.timedelta(days=7),
        "payer": payer,
        "status": status,
        "statuses": STATUS.items(),
        "payers": [(code, names.get(code, code), count) for code, count in counts.most_common()],
        "missing": sum(bool(gaps) for _one, gaps in week),
    }
    return render(request, "console/billing.html", context)


def _gaps(one: Appointment) -> list[str]:
    """What a claim would lack."""
    if one.self_pay or one.state in ("cancelled", "rescheduled", "no_show"):
        return []
    found = []
    if one.payer is None:
        found.append(gettext("insurance"))
    elif not one.patient.member_id:
        found.append(gettext("member ID"))
    if one.payer is not None and not one.card:  # type: ignore[attr-defined]
        found.append(gettext("insurance card"))
    return found


def _of_payer(one: Appointment, payer: str) -> bool:
    if payer == "self":
        return one.self_pay
    if payer == "none":
        return one.payer is None and not one.self_pay
    return not payer or (one.payer is not None and one.payer.code == payer and not one.self_pay)


def _cells(one: Appointment, gaps: list[str]) -> tuple[object, ...]:
    known = not one.self_pay and one.payer
    return (
        one.number,
        one.start.astimezone(ZoneInfo(one.location.timezone)),
        f"{one.patient.first_name} {one.patient.last_name}",
        one.payer.name if known and one.payer else "",
        one.patient.member_id if known else "",
        one.provider.name,
        one.state,
        ", ".join(gaps),
    )
