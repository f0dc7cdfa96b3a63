"""One press takes back what was done a moment ago.  Later, what it undoes is said first, and asked."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import get_language, gettext

from ...audit.models import Entry
from ...booking.calling.undoing.actions import booked_together, is_booked_at_once
from ...booking.models import Appointment, Recall
from ...day.correcting import actions as correcting
from ...intake.models import Request
from ...intake.queries import FROM_A_REFERRAL
from ...intake.standard.undoing.actions import who_goes_with_it
from ...intake.undo.actions import WRITTEN_DOWN
from ...intake.undo.unmaking import actions as unmaking
from ...messaging.actions import TAKE_BACK
from ...messaging.dates import when_here
from .. import posted
from ..other_language import is_asked_again
from ..own_words import visit_said
from ..request import PageRequest

SURE = "sure"


def of_appointment(request: PageRequest, appointment: Appointment, shown: int, keep: str) -> HttpResponse | None:
    """The question before an appointment is as it was; None where it need not, or cannot, be asked."""
    last = correcting.last_of(request.actor, appointment)
    if last is None or appointment.version != shown or not _is_asked(request, last.at):
        return None
    rows = booked_together(appointment, last) if is_booked_at_once(last) else [appointment]
    about = [f"{row.patient.name}, {visit_said(row.visit_type)}, {_start(row)}" for row in rows]
    follows = gettext("It will be as it was before. Nobody gets a message.")
    if is_booked_at_once(last):
        follows = gettext("This cancels what was booked, and frees its time. Nobody gets a message.")
    elif last.action == "appointment.reschedule":
        follows = gettext("The new time is given up, and the one before it stands again. Nobody gets a message.")
    return _ask(request, last, about, follows, keep)


def of_request(request: PageRequest, last: Entry | None, asked: Request, shown: int, keep: str) -> HttpResponse | None:
    """The same for what was decided about a request."""
    if last is None or asked.version != shown:
        return None
    goes = who_goes_with_it(asked.patient, last) if last.action in WRITTEN_DOWN else []
    if not _is_asked(request, last.at) and not (goes and not posted.text(request, SURE)):
        return None
    about = [f"{asked.patient.name}, {visit_said(asked.visit_type)}"]
    follows = gettext("It will be as it was before. Nobody gets a message.")
    if last.action == FROM_A_REFERRAL:
        follows = gettext("The request ends, and the referral waits to be accepted again. Nobody gets a message.")
        follows = f"{follows} {what_becomes_of_the_record(asked, last)}".strip()
    elif last.action in WRITTEN_DOWN:
        follows = gettext("The request ends, and what was said with it is removed. Nobody gets a message.")
    if goes:
        ends = gettext("Access that was given from there ends too: %(names)s.") % {"names": ", ".join(goes)}
        follows = f"{follows} {ends}"
    return _ask(request, last, about, follows, keep)


def what_becomes_of_the_record(asked: Request, last: Entry) -> str:
    """Of a record that was made with what is taken back; '' where none was."""
    if not unmaking.made_with(asked.patient, last):
        return ""
    if unmaking.would_go(asked, last):
        return gettext("The new record of %(name)s is removed.") % {"name": asked.patient.name}
    return gettext("The new record of %(name)s stays, since it is used for something else by now.") % {
        "name": asked.patient.name
    }


def of_invitation(request: PageRequest, last: Entry, recall: Recall, keep: str) -> HttpResponse | None:
    """The same for who was invited to a visit that is due."""
    if not _is_asked(request, last.at):
        return None
    about = [f"{recall.patient.name}, {visit_said(recall.visit_type)}"]
    return _ask(request, last, about, gettext("The visit is due as before. Nobody gets a message."), keep)


def of_many(request: PageRequest, pressed: dt.datetime, keep: str) -> HttpResponse | None:
    """The same for the times that one press proposed to many."""
    if not _is_asked(request, pressed):
        return None
    follows = gettext("Whoever has no message from us yet is not asked for another time.")
    return _page(request, pressed, "proposal.send", [], follows, keep)


def _is_asked(request: PageRequest, pressed: dt.datetime) -> bool:
    return is_asked_again(request) or (not posted.text(request, SURE) and now() - pressed > TAKE_BACK)


def _ask(request: PageRequest, last: Entry, about: list[str], follows: str, keep: str) -> HttpResponse:
    return _page(request, last.at, last.action, about, follows, keep)


def _page(
    request: PageRequest, pressed: dt.datetime, what: str, about: list[str], follows: str, keep: str
) -> HttpResponse:
    context = {"pressed": pressed, "what": what, "about": about, "follows": follows, "keep": keep}
    return render(request, "console/undo.html", context)


def _start(appointment: Appointment) -> str:
    return when_here(appointment.start, appointment.location, get_language() or "en")
