"""One message for all of a series that lie ahead, and another in its place while nobody has heard the first and it is no longer so."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import now

from ...access.may import Actor
from ...messaging import dates
from ...messaging.actions import withdraw_about
from ...messaging.models import Message
from ...messaging.taking_back import SAID
from ...practice import policies
from ..events import Cancelled, HeldAgain, Moved, TakenBack
from ..messages import about, tell_of
from ..models import Appointment

ALL, ONE = "series-booked", "booked"


def tell(actor: Actor, made: Iterable[Appointment]) -> None:
    """In some seconds, in which staff can take the booking back."""
    coming = Appointment.objects.filter(
        pk__in=[appointment.pk for appointment in made], state="booked", start__gt=now()
    )
    ahead = list(coming.order_by("start").select_related("patient__practice", "location", "visit_type", "provider"))
    if not ahead:
        return
    first = ahead[0]
    if len(ahead) == 1:
        tell_of(first, ONE, about(first), soon=actor)
        return
    language = first.patient.language
    zone = policies.current().setup.locations[first.location.code].zone
    days = ", ".join(dates.day(appointment.start.astimezone(zone).date(), language) for appointment in ahead)
    tell_of(first, ALL, {**about(first, "/"), "count": str(len(ahead)), "days": days}, soon=actor)


def changed(event: Moved | Cancelled | TakenBack | HeldAgain) -> None:
    """One of a series has another time, ended or stands again: of what was not said yet, what is so now is said."""
    match event:
        case Moved(new=appointment):
            given_up = None
        case Cancelled(appointment=appointment):
            given_up = None
        case TakenBack(appointment=appointment, given_up=given_up):
            pass
        case HeldAgain(old=appointment, hold=given_up):
            pass
    if appointment is None or appointment.series is None:
        return
    members = list(Appointment.objects.filter(series=appointment.series).order_by("start", "pk"))
    about_them = [*members, *([given_up] if given_up is not None else [])]  # which is none of the series any more
    said = Message.objects.filter(thing_kind="appointment", thing_id__in=[row.pk for row in about_them])
    if not said.filter(template=ALL).exists() or said.filter(SAID, template__in=(ALL, ONE)).exists():
        return  # booked one by one, or heard already
    for row in about_them:
        withdraw_about(row, ALL, ONE)
    tell(event.actor, members)
