"""What was given back and is offered to nobody by itself: a moment ago, so that it may stand again; or since nobody is there."""

from __future__ import annotations

from django.db.models import Q
from django.utils.timezone import now

from ..audit.models import Entry
from ..availability.model import Booked
from ..messaging.actions import TAKE_BACK
from .models import Appointment
from .states import GIVEN_BACK
from .take import Place, Wish, as_booked, judge
from .withheld import withheld_times


def wish_of(appointment: Appointment, minutes: int, override: str) -> Wish:
    """An appointment as it is, to be judged anew."""
    place = Place(appointment.provider.code, appointment.location.code, appointment.start)
    return Wish(
        appointment.patient,
        appointment.visit_type,
        place,
        "staff",
        appointment.request,
        override,
        appointment,
        minutes=minutes,
    )


def minutes_of(appointment: Appointment) -> int:
    return int((appointment.end - appointment.start).total_seconds() // 60)


def may_stand_again() -> list[Booked]:
    """The times that staff gave back in the last seconds, as if they were taken still: until it is too late for Undo they are offered to nobody."""
    over = Appointment.objects.filter(state__in=GIVEN_BACK, start__gt=now())
    written = Entry._base_manager  # what is put off in this very action is nothing that somebody else could undo
    just_now = written.filter(
        thing_kind="appointment",
        thing_id__in=over.order_by().values("pk"),
        action__in=("appointment.cancel", "appointment.moved"),
        actor_kind="staff",
        at__gt=now() - TAKE_BACK,
    )
    keys = {key for key in just_now.values_list("thing_id", flat=True) if key is not None}
    passed_on = written.filter(
        thing_kind="waitlistoffer", action="waitlist.decline", actor_kind="staff", at__gt=now() - TAKE_BACK
    )
    offers = {key for key in passed_on.values_list("thing_id", flat=True) if key is not None}
    its_own = Q(pk__in=keys, hold_expires_at=None) | Q(waitlist_offers__in=offers, waitlist_offers__state="declined")
    beside: list[Booked] = []
    for appointment in over.filter(its_own).order_by("pk").distinct():
        wish = wish_of(appointment, minutes_of(appointment), "")
        engine, _, agreed, _ = judge(wish, beside)
        beside.append(as_booked(wish, engine, agreed))
    return beside


def not_on_offer() -> list[Booked]:
    """What the waitlist and proposals take for taken."""
    return [*may_stand_again(), *withheld_times()]
