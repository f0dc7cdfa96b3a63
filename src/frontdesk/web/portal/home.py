"""What a signed-in patient sees first: the next appointment, offers, what is due, then requests; and everybody they look after."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from ...access.may import Actor, may_for_patient, visits_seen
from ...booking import queries as booking
from ...booking.moving import must_move
from ...intake import queries as intake
from ...intake.evaluation import bookable_alone, facts
from ...intake.following import queries as following
from ...intake.states import OPEN
from ...outreach.recalls.queries import visible as recalls
from ...outreach.waitlist import queries as waitlist
from ...people.models import TYPED, Patient
from ...people.queries import by_contact, merged_away, named_at, people_of
from ...practice.models import VisitType
from ..limited import Limited
from ..page import page
from ..request import PageRequest
from ..templatetags.frontdesk import visit_name
from . import at_limit
from .changing import until
from .journey import every
from .resume import begun_at, left_elsewhere


@page("home.view")
def home(request: PageRequest) -> HttpResponse:
    actor = request.actor
    asked = intake.visible(actor).order_by("-created_at")
    mine = list(people_of(actor, "request.submit"))
    may_book, full = _alone(actor, mine)
    (coming, chosen), waits = booking.upcoming_and_chosen(actor), waitlist.waiting(actor)
    moving = must_move([*coming, *(entry.appointment for entry in waits if entry.appointment is not None)])
    ahead = sorted(coming, key=lambda appointment: appointment.pk not in moving)  # what must change comes first
    context = {
        "limits": {
            appointment.pk: until(appointment, actor, told=False)
            for appointment in ahead
            if appointment.state == "booked"
        },
        "several": len(mine) > 1,
        "may_book": may_book,
        "full": full,
        "appointments": ahead,
        "moving": moving,
        "moving_requests": {appointment.request_id for appointment in coming if appointment.pk in moving},
        "chosen": chosen,
        "offers": waitlist.open_offers(actor),
        "waiting": waits,
        "due": recalls(actor).filter(state="invited").order_by("due_on", "pk"),
        "begun": every(request),
        "left_here": begun_at(request),
        "unproved": _unproved(actor),
        "kept_elsewhere": _kept_elsewhere(actor),
        "first_time": named_at(actor.contact).exists(),
        "elsewhere": left_elsewhere(request),
        "open": asked.filter(state__in=OPEN),
        "followed": Limited(following.followed(actor), 10),
        "past": Limited(booking.that_took_place(asked.exclude(state__in=OPEN)), 10),
    }
    return render(request, "portal/home.html", context)


def _alone(actor: Actor, mine: list[Patient]) -> tuple[list[tuple[Patient, VisitType, str]], list[str]]:
    """What each of them may book without staff, and what keeps them from the rest of it: each patient is judged once."""
    may_book: list[tuple[Patient, VisitType, str]] = []
    full: list[str] = []
    for patient in mine:
        seen = visits_seen(actor, patient.pk)
        known = facts(patient, {}, "online", seen=seen)
        visits = [
            visit
            for visit in bookable_alone(patient, known, seen=seen)
            if may_for_patient(actor, "request.submit", patient.pk, visit.code)
        ]
        kept_from = at_limit.of_each(patient, visits, known, seen)
        may_book += [(patient, visit, visit_name(visit)) for visit in visits if visit.pk not in kept_from]
        full += [sentence for words in kept_from.values() for sentence in words]
    return may_book, list(dict.fromkeys(full))


def _kept_elsewhere(actor: Actor) -> bool:
    """Whether what was theirs here is kept in a record by now that they do not reach from here: they call, and read of nobody's."""
    open_here = {*actor.patients, *(grant.patient for grant in actor.grants)}
    return bool(merged_away(actor.contact) - open_here)


def _unproved(actor: Actor) -> str:
    """Their address or number, where all that has it is a record on which it was only typed: nothing is open to them, and they read why."""
    if actor.patients or actor.grants:
        return ""
    return actor.contact if any(patient.whose(actor.contact) == TYPED for patient in by_contact(actor.contact)) else ""
