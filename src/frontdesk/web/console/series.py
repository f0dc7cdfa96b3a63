"""A series: each date with whether it fits, or why not and what is near; what is ticked is booked, all of it or none."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext

from ...availability.model import Wanted
from ...booking.second_visit import SecondVisit
from ...booking.series.actions import SeriesHindered, book_chosen, book_series, look_at_series, pattern
from ...booking.take import Place
from ...core.refusals import Refusal
from ...core.typed import whole_number
from ...intake.evaluation import facts
from ...people import queries as people
from ...people.models import Patient
from ...practice import policies
from ...practice import queries as named
from ...practice.models import VisitType
from .. import posted
from ..forms import Form, TimeForm, new_key, time_form
from ..page import get_or_404, once, page
from ..portal.forms import WEEKDAYS
from ..portal.questions import said_on
from ..request import PageRequest
from ..who_was_told import told
from . import answers as kept
from .alive import led_to_record
from .appointments import way_to_undo
from .asking import asks_caller, sheets_of
from .booking import waits_for

MOST = 60  # dates on a page, added ones included


@page("appointment.book", ["GET", "POST"])
def series(request: PageRequest, key: UUID) -> HttpResponse:
    """GET shows the dates of a pattern; POST books those that are ticked, or the whole pattern where none is named."""
    patient = get_or_404(people.find(request.actor, "").filter(pk=key).first())
    if (record := led_to_record(request, patient)) is not None:
        return record
    visit = get_or_404(named.visit_type(request.GET.get("visit", "")))
    typed = kept.typed(request, patient, visit)
    sheets = sheets_of(patient, visit, request.POST or None, typed) if asks_caller(patient, visit) else []
    if request.method == "POST" and sheets:
        kept.keep(request, patient, visit, sheets)
    else:
        kept.put_back(request, patient, visit, sheets)
    valid = [sheet.is_valid() for sheet in sheets]  # each, so that every field shows its own error
    answers = {str(sheet.prefix): said_on(sheet) for sheet, good in zip(sheets, valid, strict=True) if good}
    refusal: ValueError | Refusal | None = None
    looking = bool(
        posted.text(request, "look") or posted.text(request, "any_time")
    )  # a date that was typed is shown before it is booked
    if request.method == "POST" and all(valid) and not looking:
        try:
            made = once(_booking(request, patient, visit, answers))
        except (ValueError, Refusal) as wrong:
            refusal = wrong
        else:
            kept.forget(request)
            words = told(gettext("Booked, all of them."), patient, made, "series-booked")
            messages.success(request, words, extra_tags=way_to_undo(request, made))
            return redirect("console:appointment", made.pk)
    problem = str(refusal or "")
    if request.method == "POST" and not all(valid):
        problem = gettext("Ask the caller the questions that are marked.")
    context, fault = _context(request, patient, visit, sheets, answers)
    context |= {
        "problem": problem or fault,
        "hindered": refusal if isinstance(refusal, SeriesHindered) else None,
        "second": isinstance(refusal, SecondVisit),
    }
    return render(request, "console/series.html", context, status=409 if problem else 422 if fault else 200)


def _context(
    request: PageRequest, patient: Patient, visit: VisitType, sheets: list[Form], answers: dict[str, str]
) -> tuple[dict[str, object], str]:
    """Each date with what becomes of it; and what is wrong with the pattern."""
    asked = request.POST if request.method == "POST" else request.GET
    dates, fault = _dates(asked)
    listed = set(asked.getlist("listed"))
    ticked = set(asked.getlist("at")) if request.method == "POST" and (listed or asked.getlist("at")) else None
    wanted = Wanted(visit.code, now(), facts(patient, answers, "staff"), (), (), str(patient.pk))
    refused = waits_for(wanted, patient).always
    if refused and not sheets:
        sheets = sheets_of(patient, visit, typed=kept.typed(request, patient, visit))
    looks = look_at_series(patient, visit, dates, answers) if not refused else []
    setup = policies.current().setup
    return {
        "patient": patient,
        "visit": visit,
        "refused": refused,
        "sheets": sheets,
        "looks": [
            (
                look,
                look.fits and (ticked is None or look.value in ticked or (bool(listed) and look.value not in listed)),
                setup.locations[look.place.location],
                setup.providers[look.place.provider].name,
            )
            for look in looks
        ],
        "can_choose": any(look.fits or look.nearest for look in looks),
        "fits": sum(look.fits for look in looks),
        "asked": {name: asked.get(name, "") for name in ("time", "every", "times")},
        "on": [int(day) for day in asked.getlist("on") if whole_number(day, 0, 6) is not None],
        "weekdays": list(enumerate(WEEKDAYS)),
        "added": [look.value for look in looks if not look.on_no_clock],
        "key": new_key(),
        "not_added": asked.get("any_time", "") if fault else "",
    }, fault


def _booking(request: PageRequest, patient, visit, answers):  # type: ignore[no-untyped-def]
    """What the press books.  Raises ValueError where a time cannot be read."""
    post, only = request.POST, not posted.text(request, "second")
    if post.getlist("at"):
        places = [_place(value) for value in _listed(post, "at")]
        return lambda: book_chosen.once(
            _key(post), request.actor, patient, visit_type=visit, places=places, only=only, answers=answers
        )
    form, (every, times) = TimeForm(post), _numbers(post)
    if "listed" in post:
        raise ValueError(gettext("Select 2 to 52 dates."))
    if not form.is_valid() or every is None or times is None:
        raise ValueError(gettext("Choose the first time, and say how often and how many times."))
    return lambda: book_series.once(
        _key(post),
        request.actor,
        patient,
        visit_type=visit,
        place=form.place,
        every_weeks=every,
        times=times,
        only=only,
        answers=answers,
    )


def _dates(asked: QueryDict) -> tuple[list[Place], str]:
    """The dates to look at, in order: those of the pattern, or those that a page has listed; and the one that is added."""
    try:
        if asked.getlist("listed"):
            places = [_place(value) for value in _listed(asked, "listed")]
        else:
            form, (every, times) = TimeForm(asked), _numbers(asked)
            if not form.is_valid() or every is None or times is None:
                return [], gettext("Choose the first time, and say how often and how many times.")
            days = [int(day) for day in asked.getlist("on") if whole_number(day, 0, 6) is not None]
            places = pattern(form.place, every, times, days)
        if asked.get("any_time"):
            form = time_form(asked)
            if not form.is_valid():
                return places, form.never or gettext("Enter the date and time to add.")
            places.append(form.place)
        places += [_place(value) for value in _listed(asked, "near")]
    except ValueError as wrong:
        return [], str(wrong)
    return sorted(dict.fromkeys(places), key=lambda place: place.start), ""


def _listed(asked: QueryDict, name: str) -> list[str]:
    """Raises ValueError where there are more than a page lists: none is left out without a word."""
    every = asked.getlist(name)
    if len(every) > MOST:
        raise ValueError(gettext("Select 2 to 52 dates."))
    return every


def _place(value: str) -> Place:
    form = TimeForm({"time": value})
    if not form.is_valid():
        raise ValueError(gettext("Choose one of the times."))
    return form.place


def _numbers(asked: QueryDict) -> tuple[int | None, int | None]:
    return whole_number(asked.get("every", ""), 1, 99), whole_number(asked.get("times", ""), 1, 99)


def _key(post: QueryDict) -> str | None:
    return post.get("key", "")[:40] or None
