"""A referral's status for the clinic that sent it: a link, and a code that is sent to the clinic's own address."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from ...booking.moving import must_move_one
from ...intake.models import Referral
from ...intake.referrals.outcome import in_words, shown_to_its_clinic
from ...intake.referrals.queries import by_token
from ...messaging.actions import write
from ...people import actions as people
from .. import posted
from ..other_language import typed_before
from ..page import page
from ..request import PageRequest
from ..sender import asker, attempt, code_limit, passed

PROVEN = "clinic"  # of the session: the address that a code has shown to be theirs; every link that went there opens


@page("referral.follow", ["GET", "POST"])
def show(request: PageRequest, token: str) -> HttpResponse:
    """How it stands: no name, no reason, with whom or why; when the patient comes, where there is an appointment."""
    referral = by_token(token)
    if referral is None or not referral.clinic_email:
        raise Http404
    typed = typed_before().get("code")
    problem, sent = "", typed is not None
    if request.method == "POST":
        problem, sent = _step(request, referral)
        if not problem and not sent:
            return passed(request, "verify", referral.clinic_email, redirect("portal:referral", token))
    open_ = request.session.get(PROVEN) == referral.clinic_email
    told_of, language = shown_to_its_clinic(referral), get_language() or "en"
    appointment = _appointment(told_of) if open_ else None
    context = {
        "referral": referral if open_ else None,
        "number": referral.number,
        "status": in_words(referral, language) if open_ else "",
        "other_status": in_words(told_of, language) if open_ and told_of != referral else "",
        "appointment": appointment,
        "must_move": appointment is not None and must_move_one(appointment),
        "sent": sent,
        "typed": typed or "",
        "problem": problem,
        "hint": _hint(referral.clinic_email),
    }
    return render(request, "portal/referral.html", context, status=422 if problem else 200)


def _step(request: PageRequest, referral: Referral) -> tuple[str, bool]:
    """(what is wrong, whether a code was sent)."""
    try:
        if "code" not in request.POST:
            code_limit(request, referral.clinic_email)
            code = people.new_code(request.practice, referral.clinic_email, asker(request))
            write(request.practice, referral.clinic_email, "code", code=code)
            return "", True
        attempt(request, "verify", referral.clinic_email)
        people.use_code(referral.clinic_email, posted.text(request, "code", 12), asker(request))
    except (people.TooMany, people.WrongCode) as wrong:
        return str(wrong), "code" in request.POST
    request.session[PROVEN] = referral.clinic_email
    return "", False


def _appointment(referral: Referral):  # type: ignore[no-untyped-def]
    if referral.request is None:
        return None
    return (
        referral.request.appointments.filter(state__in=("booked", "arrived", "completed"))
        .select_related("location")
        .last()
    )


def _hint(address: str) -> str:
    """'f…@north.example': enough to know where to look."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"
