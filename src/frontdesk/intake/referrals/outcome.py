"""What became of a referral, as the clinic that sent it is told: how it stands, never why or with whom.

One that was closed while another of the same person for the same visit went on came twice: that is kept with it, whatever arrives
later.  Which one that is, and how it stands, hears only who sent that one too.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import Q
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from ...messaging.actions import TAKE_BACK, link, withdraw_waiting, write
from ...messaging.dates import day
from ...messaging.models import Message
from ...people.actions import keyed
from ...people.likeness import alike
from ..events import ReferralEnded, ReferralReopened, RequestChanged
from ..models import Referral, Request
from ..queries import KEPT
from ..states import OPEN

STATUS = {
    "open": _("has arrived; we are looking at it"),
    "requested": _("is accepted; we are looking for a time"),
    "awaiting_info": _("is accepted; we wait for the patient's answer"),
    "awaiting_approval": _("is accepted; somebody has to approve it"),
    "approved": _("is accepted; we are looking for a time"),
    "scheduled": _("has an appointment"),
    "again": _("had an appointment that was canceled; we are looking for another time"),
    "completed": _("is done: the patient was seen"),
    "no_show": _("had an appointment; the patient did not come"),
    "declined": _("cannot be taken here"),
    "withdrawn": _("is over: the patient does not want it"),
    "expired": _("is over: we could not reach the patient"),
    "closed": _("is closed"),
    "twice": _("is closed: we have a referral of the same patient for the same visit already"),
}
CAME_TWICE = _("is a duplicate; we go on with the one that arrived on %(date)s, number %(number)s")
WORTH_TELLING = (
    "open",
    "scheduled",
    "again",
    "completed",
    "no_show",
    "declined",
    "withdrawn",
    "expired",
    "closed",
    "twice",
)
ARRIVED = "open"  # that it came is so whatever becomes of it
TEMPLATE = "referral-status"


def token_of(referral: Referral) -> str:
    """What opens its status: it can be made again, and nobody without our key can make it."""
    return keyed(f"referral {referral.pk}")


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def status_of(referral: Referral) -> str:
    """Where it stands: its own state, its request's, or that of the appointments which came of it."""
    if referral.state == "closed" and referral.goes_on_as_id is not None:
        return "twice"
    if referral.request_id is None or referral.state != "accepted":
        return str(referral.state)
    request = Request.objects.select_related("patient").get(pk=referral.request_id)
    visits = request.appointments.filter(state__in=("booked", "arrived", "completed", "no_show", "cancelled"))
    visits = visits.exclude(state="cancelled", hold_expires_at__isnull=False)  # a hold was none
    states = list(visits.order_by("created_at").values_list("state", flat=True))
    if "completed" in states:
        return "completed"
    if "booked" in states or "arrived" in states:
        return "scheduled"
    if request.state == "withdrawn" and request.patient.deceased_on is not None:
        return "closed"  # of a death a clinic hears from nobody but a person
    if request.state not in (*OPEN, "scheduled") or not states:
        return str(request.state)
    return "no_show" if states[-1] == "no_show" else "again"


def same_that_goes_on(referral: Referral) -> Referral | None:
    """The referral of the same person for the same visit that is worked on, or came to something since this one arrived."""
    same = Referral.objects.filter(visit_type=referral.visit_type, state__in=("open", "accepted")).exclude(
        pk=referral.pk
    )
    whose = Q(birth_date=referral.birth_date, birth_date__isnull=False)
    if referral.request is not None:
        whose |= Q(request__patient=referral.request.patient_id)
    others = same.filter(whose).select_related("request").order_by("-received_at")
    return next(
        (other for other in others if _of_one_person(other, referral) and _goes_on(other, referral.received_at)), None
    )


def _of_one_person(referral: Referral, other: Referral) -> bool:
    """Of one record, where both have theirs; else by nearly the same name, where their birth date is the same."""
    if referral.request is not None and other.request is not None:
        return bool(referral.request.patient_id == other.request.patient_id)
    return alike(referral.patient_name, other.patient_name)


def _goes_on(referral: Referral, since: dt.datetime) -> bool:
    """Not what had ended before the other arrived: that was another illness."""
    if referral.request is None or referral.request.state in OPEN:
        return True
    return bool(referral.request.appointments.filter(state__in=KEPT, start__gte=since).exists())


def shown_to_its_clinic(referral: Referral) -> Referral:
    """The one that the clinic reads of: the other that it sent, where this came twice."""
    other = referral.goes_on_as if referral.state == "closed" else None
    return other if other is not None and other.clinic_email == referral.clinic_email else referral


def in_words(referral: Referral, language: str, status: str = "") -> str:
    """How it stands, as its clinic reads it after 'It' or 'Your referral'; `status`: where that was asked already."""
    other = shown_to_its_clinic(referral)
    with override(language):
        if other == referral:
            return gettext(STATUS[status or status_of(referral)])
        arrived = day(other.received_at.astimezone(referral.practice.zone).date(), language)
        return gettext(CAME_TWICE) % {"date": arrived, "number": other.number}


def tell_clinic(referral: Referral) -> None:
    """What the clinic heard last is so: what waits to be said and is so no longer is not said, what was said is corrected."""
    if not referral.clinic_email:
        return
    status = status_of(referral)
    told = _told(referral)
    if told and told[-1][1] != status:
        _withdraw_last(told)
        told = _told(referral)
    last = told[-1][1] if told else ""
    if status == last or not (status in WORTH_TELLING or last not in ("", ARRIVED)):
        return
    written = Message.objects.filter(thing_kind="referral", thing_id=referral.pk, template=TEMPLATE).count()
    write(
        referral.practice,
        referral.clinic_email,
        TEMPLATE,
        thing=referral,
        once=f"{_key(referral)}{status} {written}",
        wait=None if status == ARRIVED else TAKE_BACK,
        number=str(referral.number),
        status=in_words(referral, "en", status),
        link=link(referral.practice, f"/referrals/{token_of(referral)}/"),
    )


def _key(referral: Referral) -> str:
    return f"referral {referral.pk} "


def _told(referral: Referral) -> list[tuple[Message, str]]:
    """What the clinic was told, or is about to be, in order; and which status that was."""
    rows = Message.objects.filter(thing_kind="referral", thing_id=referral.pk, template=TEMPLATE)
    rows = rows.exclude(state="withdrawn").order_by("created_at", "pk")
    return [(message, message.once.removeprefix(_key(referral)).split(" ")[0]) for message in rows]


def _withdraw_last(told: list[tuple[Message, str]]) -> None:
    """Not said yet, and not so any more."""
    message, status = told[-1]
    if status != ARRIVED:
        withdraw_waiting(message)


def ended(event: ReferralEnded) -> None:
    tell_clinic(event.referral)


def reopened(event: ReferralReopened) -> None:
    """What the clinic heard of its end is not so."""
    tell_clinic(event.referral)


def request_changed(event: RequestChanged) -> None:
    outcome_of(event.request)


def outcome_of(request: Request) -> None:
    """Called when a request, or the appointment that came of it, has moved on."""
    if request.channel != "referral":
        return
    for referral in Referral.objects.filter(request=request).select_related("practice", "request"):
        tell_clinic(referral)
