"""What became of a referral, as the clinic that sent it is told: how it stands, never why or with whom."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext_noop as _

from ...messaging.actions import link, write
from ...people.actions import keyed
from ..events import ReferralEnded, RequestChanged
from ..models import Referral, Request

STATUS = {
    "open": _("has arrived; we are looking at it"),
    "requested": _("is accepted; we are looking for a time"),
    "awaiting_info": _("is accepted; we wait for the patient's answer"),
    "awaiting_approval": _("is accepted; somebody has to approve it"),
    "approved": _("is accepted; we are looking for a time"),
    "scheduled": _("has an appointment"),
    "arrived": _("has an appointment"),
    "completed": _("is done: the patient was seen"),
    "no_show": _("had an appointment; the patient did not come"),
    "declined": _("cannot be taken here"),
    "withdrawn": _("is over: the patient does not want it"),
    "expired": _("is over: we could not reach the patient"),
    "closed": _("is closed"),
}
WORTH_TELLING = ("open", "scheduled", "completed", "no_show", "declined", "withdrawn", "expired", "closed")


def token_of(referral: Referral) -> str:
    """What opens its status: it can be made again, and nobody without our key can make it."""
    return keyed(f"referral {referral.pk}")


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def status_of(referral: Referral) -> str:
    """Where it stands: its own state, its request's, or its appointment's."""
    if referral.request is None or referral.state != "accepted":
        return str(referral.state)
    seen = referral.request.appointments.filter(state__in=("arrived", "completed", "no_show")).last()
    return str(seen.state if seen is not None else referral.request.state)


def tell_clinic(referral: Referral) -> None:
    """Once for each thing worth telling, where the clinic gave an address."""
    status = status_of(referral)
    if status not in WORTH_TELLING or not referral.clinic_email:
        return
    write(
        referral.practice,
        referral.clinic_email,
        "referral-status",
        thing=referral,
        once=f"referral {referral.pk} {status}",
        number=str(referral.number),
        status=STATUS[status],
        link=link(referral.practice, f"/referrals/{token_of(referral)}/"),
    )


def ended(event: ReferralEnded) -> None:
    tell_clinic(event.referral)


def request_changed(event: RequestChanged) -> None:
    outcome_of(event.request)


def outcome_of(request: Request) -> None:
    """Called when a request, or the appointment that came of it, has moved on."""
    if request.channel != "referral":
        return
    for referral in Referral.objects.filter(request=request).select_related("practice", "request"):
        tell_clinic(referral)
