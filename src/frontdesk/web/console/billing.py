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
from ...booking.insured import is_not_known, member_id, pays_alone
from ...booking.models import Appointment
from ...practice import queries as named
from ...rules.facts import OTHER_INSURANCE
from ...tenancy.today import today_at
from ..csv_file import csv_of, wanted
from ..forms import chosen_day
from ..page import page
from ..request import PageRequest

NOT_KNOWN = "not-known"
STATUS = {"": _("Any"), "missing": _("Something is missing"), "complete": _("Complete")}


@page("billing.view")
def billing(request: PageRequest) -> HttpResponse:
    day = chosen_day(request, today_at(request.practice))
    payer, status = request.GET.get("payer", ""), request.GET.get("status", "")
    week = [
        (appointment, _gaps(appointment))
        for appointment in queries.for_billing(request.actor, request.practice, day, 7)
    ]
    counts = Counter(_who_pays(appointment) for appointment, _ in week)
    rows = [
        (appointment, gaps)
        for appointment, gaps in week
        if _of_payer(appointment, payer) and (not status or bool(gaps) is (status == "missing"))
    ]
    if wanted(request):
        heading = ("number", "start", "patient", "insurance", "member id", "provider", "state", "missing")
        return csv_of(request, "billing", heading, (_cells(appointment, gaps) for appointment, gaps in rows))
    names = named.payer_names() | {
        "self": gettext("Pay alone"),
        OTHER_INSURANCE: gettext("Other insurance"),
        "none": gettext("None given"),
        NOT_KNOWN: gettext("Not known any more"),
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


def _gaps(appointment: Appointment) -> list[str]:
    """What a claim would lack."""
    if _who_pays(appointment) == "self" or appointment.state in ("cancelled", "rescheduled", "no_show"):
        return []
    if _who_pays(appointment) == NOT_KNOWN:
        return [gettext("who paid then")]
    gaps = []
    if _who_pays(appointment) == "none":
        gaps.append(gettext("insurance"))
    elif not member_id(appointment):
        gaps.append(gettext("member ID"))
    if _who_pays(appointment) != "none" and not appointment.card:  # type: ignore[attr-defined]
        gaps.append(gettext("insurance card"))
    return gaps


def _who_pays(appointment: Appointment) -> str:
    """The payer's code, or that it is the patient, another insurance, none given, or not known any more."""
    if pays_alone(appointment):
        return "self"
    if is_not_known(appointment):
        return NOT_KNOWN
    if appointment.payer is not None:
        return str(appointment.payer.code)
    return OTHER_INSURANCE if appointment.patient.insured_elsewhere else "none"


def _of_payer(appointment: Appointment, payer: str) -> bool:
    return not payer or _who_pays(appointment) == payer


def _cells(appointment: Appointment, gaps: list[str]) -> tuple[object, ...]:
    pays = _who_pays(appointment)
    in_words = {OTHER_INSURANCE: gettext("Other insurance"), NOT_KNOWN: gettext("Not known any more")}
    insurance = appointment.payer.name if appointment.payer else in_words.get(pays, "")
    return (
        appointment.number,
        appointment.start.astimezone(ZoneInfo(appointment.location.timezone)),
        f"{appointment.patient.first_name} {appointment.patient.last_name}",
        insurance if pays != "self" else "",
        member_id(appointment) if pays not in ("self", "none") else "",
        appointment.provider.name,
        appointment.state,
        ", ".join(gaps),
    )
