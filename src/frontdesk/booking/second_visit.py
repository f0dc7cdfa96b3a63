"""A second visit of the same kind is asked about before it is booked: most often somebody pressed Back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ..audit.models import Entry
from ..core.refusals import Refusal
from ..messaging.dates import when_here
from ..people.models import Patient
from ..practice.models import VisitType
from .models import Appointment


class SecondVisit(Refusal):
    """The patient has `others` of this kind to come, or on the same day, and nobody has said that both are wanted.

    `wanted`: the start of the one that they would have beside these.  `moves`: what is to come there is booked already, and no
    other is made.
    """

    code = "second_visit"

    def __init__(self, others: list[Appointment], wanted: dt.datetime, *, moves: bool = False) -> None:
        self.others, self.wanted, self.moves = others, wanted, moves
        super().__init__()

    @property
    def sentence(self) -> str:
        if self.moves:
            words = gettext("The patient has this visit on that day already: %(days)s. Move this one there anyway?")
        else:
            words = gettext("This visit is booked already: %(days)s. Is a second one wanted, on %(wanted)s?")
        wanted = when_here(self.wanted, self.others[0].location, get_language() or "en")
        return words % {"days": _days(self.others), "wanted": wanted}


class BookedSince(Refusal):
    """A cancellation stands: the patient has `others` of this kind since, and would have the visit twice."""

    code = "booked_since"

    def __init__(self, others: list[Appointment]) -> None:
        self.others = others
        super().__init__()

    @property
    def sentence(self) -> str:
        return gettext("This cannot be undone: the patient has booked this visit again since, for %(days)s.") % {
            "days": _days(self.others)
        }


def other_visits_of_kind(
    patient: Patient,
    visit_type: VisitType,
    start: dt.datetime,
    besides: Iterable[UUID | None] = (),
    *,
    same_day: bool = False,
) -> list[Appointment]:
    """What the patient has of this kind: on the day of `start`, or still to come.  Who asks may book such visits, so may know of them.

    `same_day`: on that day alone, where it is known that there are several (one that moves, one of a series).
    """
    visits = Appointment.objects.filter(patient=patient, visit_type=visit_type, state__in=["booked", "arrived"])
    near = visits.filter(Q(end__gte=now()) | Q(start__gte=start - DAY, start__lte=start + DAY))
    near = near.exclude(pk__in=[key for key in besides if key]).select_related("location", "provider").order_by("start")
    ahead = not same_day
    return [
        appointment
        for appointment in near
        if (ahead and appointment.end >= now()) or _date(appointment.start, appointment) == _date(start, appointment)
    ]


def ask_before_second_visit(
    patient: Patient,
    visit_type: VisitType,
    start: dt.datetime,
    besides: Iterable[UUID | None] = (),
    *,
    same_day: bool = False,
    moves: bool = False,
) -> None:
    """Raises SecondVisit.  Called in the patient's line, so that two at once are seen by the second."""
    there = other_visits_of_kind(patient, visit_type, start, besides, same_day=same_day or moves)
    if there:
        raise SecondVisit(there, start, moves=moves)


def refuse_beside_newer(appointment: Appointment, cancelled: Entry) -> None:
    """What was booked before the cancellation was wanted beside it.  Called in the patient's line.  Raises BookedSince."""
    there = other_visits_of_kind(appointment.patient, appointment.visit_type, appointment.start, [appointment.pk])
    newer = [other for other in there if _booked_after(cancelled, _as_first_booked(other))]
    if newer:
        raise BookedSince(newer)


DAY = dt.timedelta(days=1)


def _as_first_booked(appointment: Appointment) -> Appointment:
    before = appointment.predecessors.first()
    return appointment if before is None else _as_first_booked(before)


def _booked_after(cancelled: Entry, appointment: Appointment) -> bool:
    """Made since, or held before and confirmed since."""
    confirmed = Entry.objects.filter(thing_kind="appointment", thing_id=appointment.pk, action="appointment.book")
    return appointment.created_at > cancelled.at or confirmed.filter(number__gt=cancelled.number).exists()


def _days(those: list[Appointment]) -> str:
    language = get_language() or "en"
    return "; ".join(when_here(appointment.start, appointment.location, language) for appointment in those)


def _date(moment: dt.datetime, appointment: Appointment) -> dt.date:
    return moment.astimezone(ZoneInfo(appointment.location.timezone)).date()
