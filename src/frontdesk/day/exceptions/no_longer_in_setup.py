"""What is open and points to something that a set-up no longer has: a visit type, a provider, a place, a room, a payer, a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import now

from ...booking.models import Appointment, Recall, Reservation, TimeAway, WaitlistEntry
from ...booking.states import TAKING
from ...intake.models import Referral, Request
from ...intake.states import OPEN
from ...people.models import Patient, Staff
from ...practice.file import PracticeFile
from ...practice.models import Resource


@dataclass(frozen=True)
class Left:
    """`thing` is open, and `gone` (as people call it) is what it points to."""

    thing: Any
    kind: str
    gone: str

    @property
    def patient(self) -> Patient | None:
        patient: Patient | None = getattr(self.thing, "patient", None)
        return patient


def left_open(file: PracticeFile) -> list[Left]:
    """Everything of the practice that is open and could not go on under this set-up; all of it, or what is left out would count as settled."""
    return [*_by_entity(file), *_rooms(file), *_questions(file)]


def _by_entity(file: PracticeFile) -> Iterator[Left]:
    setup = file.setup
    known = {
        "visit_type": setup.visit_types,
        "provider": setup.providers,
        "location": setup.locations,
        "payer": setup.payers,
    }
    for rows, names in _open():
        for name in names:
            gone = rows.filter(**{f"{name}__isnull": False}).exclude(**{f"{name}__code__in": list(known[name])})
            for row in gone.select_related(name):
                yield Left(row, str(row._meta.model_name), str(getattr(row, name).name))


def _open() -> list[tuple[QuerySet[Any], tuple[str, ...]]]:
    """Everything that is not at its end, with what it points to.  Booked times are judged by the rules (`queries.Judge`)."""
    place = ("visit_type", "provider", "location")
    coming = Appointment.objects.filter(state__in=("held", "booked"), end__gt=now()).order_by("start")
    return [
        (Request.objects.filter(state__in=OPEN).order_by("number"), place),
        (coming.filter(state="held"), place),
        (coming, ("payer",)),
        (WaitlistEntry.objects.filter(state__in=("waiting", "offered")).order_by("created_at"), place),
        (Recall.objects.filter(state__in=("planned", "invited")).order_by("due_on"), place),
        (Referral.objects.filter(state="open").order_by("pk"), (*place, "payer")),
        (TimeAway.objects.filter(state="draft").order_by("first_on"), ("provider",)),
        (Staff.objects.filter(is_active=True).order_by("name"), ("provider",)),
    ]


def _rooms(file: PracticeFile) -> Iterator[Left]:
    """Booked times whose very room is gone, though there may be others of its kind."""
    there = [f"{place.id}/{room.id}" for place in file.setup.locations.values() for room in place.resources]
    gone = {resource.pk: resource.name for resource in Resource.objects.exclude(code__in=there)}
    rows = Reservation.objects.filter(kind="resource", subject__in=list(gone), appointment__end__gt=now())
    there_still = rows.filter(appointment__state__in=TAKING[:2]).select_related("appointment__patient")
    for reservation in there_still.order_by("appointment__start", "pk"):
        yield Left(reservation.appointment, "appointment", gone[reservation.subject])


def _questions(file: PracticeFile) -> Iterator[Left]:
    """Requests that wait for an answer to what is not asked any more."""
    asked = {question.id for question in file.intake} | set(file.setup.book.vocabulary.all_fields)
    waiting = Request.objects.filter(state="awaiting_info").exclude(missing=[]).select_related("patient")
    for request in waiting.order_by("number"):
        for field in request.missing:
            if field not in asked:
                yield Left(request, "request", field.replace("-", " "))
