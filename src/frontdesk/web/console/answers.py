"""What a caller has answered, kept in the session while staff look at other days, the calendar or a series.

Of one caller at a time and each kind of visit by itself, on the server alone: nothing of it stands in an address, and nothing that was
said about one visit stands in the form of another, whose request others may read: where staff choose another visit, what was typed goes
along to it as far as that allows, and else is there again with the first.  What is booked or written down needs it no more;
what was left is forgotten with the next caller, or after an hour.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from ...intake.carrying import may_stand_in
from ...people.models import Patient
from ...practice.models import VisitType
from .. import posted
from ..choosing import STAFF_NAMES
from ..forms import ENTER, Form
from ..request import PageRequest

CALLER = "caller"  # in the session
KEPT = 3600  # seconds
SERIES = ("every", "times", "on")  # how a series goes on
ALSO = ("reason", *SERIES)  # what else is typed in the caller's form; the reason is why it is booked against the rules
Said = dict[str, list[str]]


def keep(request: PageRequest, patient: Patient, visit: VisitType, sheets: Iterable[Form]) -> None:
    """What the form says now, for the next page about this caller and this visit."""
    names = [key for key in request.POST for sheet in sheets if key.startswith(f"{sheet.prefix}-")]
    said = {key: [str(text) for text in posted.texts(request, key)] for key in names}
    also = {key: [str(text) for text in posted.texts(request, key)] for key in ALSO if posted.text(request, key)}
    if not said:  # a place in the calendar was pressed: what was answered before is still so
        said = {key: values for key, values in _said(request, patient, visit).items() if key not in ALSO}
    if said or also:
        _write(request, patient, visit, {**said, **also})


def pressed(request: PageRequest, patient: Patient, visit: VisitType | None) -> QueryDict:
    """What was pressed; from the calendar, where nothing is asked, together with what they said before of this visit."""
    said = _said(request, patient, visit)
    answers = {name: values for name, values in said.items() if name not in ALSO}
    if not answers or any(name in request.POST for name in answers):
        return request.POST
    both = request.POST.copy()
    for name, values in answers.items():
        both.setlist(name, values)
    return both


def put_back(request: PageRequest, patient: Patient, visit: VisitType | None, sheets: Iterable[Form]) -> None:
    """What they said before of this visit stands in the fields again; what another caller said is forgotten."""
    if request.session.get(CALLER) and not _of(request, patient):
        forget(request)
    kept = _said(request, patient, visit)
    said = typed(request, patient, visit)
    for sheet in sheets:
        if any(name.startswith(f"{sheet.prefix}-") for name in kept):
            for name, field in sheet.fields.items():
                sheet.initial[name] = field.widget.value_from_datadict(said, {}, sheet.add_prefix(name))


def typed(request: PageRequest, patient: Patient, visit: VisitType | None) -> QueryDict:
    """What they said before of this visit, as its form would send it."""
    said = QueryDict(mutable=True)
    for name, values in _said(request, patient, visit).items():
        said.setlist(name, values)
    return said


def put_along(
    request: PageRequest, patient: Patient, visit: VisitType, other: VisitType, sheets: Iterable[Form]
) -> bool:
    """What was typed for one visit goes along to another that asks for it too (`sheets` are that one's); whether all of it may.

    What they have said of the other already stays as they said it.
    """
    typed, there = _said(request, patient, visit), _said(request, patient, other)
    asked = [f"{sheet.prefix}-" for sheet in sheets]
    answers = {key: value for key, value in typed.items() if key not in ALSO and any(value)}
    may = may_stand_in(patient, visit, other)
    along = {key: value for key, value in answers.items() if may and any(key.startswith(prefix) for prefix in asked)}
    along |= {key: typed[key] for key in SERIES if key in typed}
    if along:
        _write(request, patient, other, {**along, **there})
    return may or not answers


def also(request: PageRequest, patient: Patient, visit: VisitType | None) -> dict[str, object]:
    """What else was typed before in the caller's form of this visit, for its fields."""
    said = {name: posted.texts(request, name) or _said(request, patient, visit).get(name, []) for name in ALSO}
    return {name: values if name == "on" else values[-1] if values else "" for name, values in said.items()}


def forget(request: PageRequest) -> None:
    """It was booked or written down, or somebody else is calling."""
    request.session.pop(CALLER, None)


def _of(request: PageRequest, patient: Patient) -> dict[str, dict[str, object]]:
    """What this caller has said in the last hour, by visit."""
    kept = request.session.get(CALLER) or {}
    visits = kept.get("visits", {}) if kept.get("who") == str(patient.pk) else {}
    return {visit: entry for visit, entry in visits.items() if time.time() - entry["at"] < KEPT}


def _write(request: PageRequest, patient: Patient, visit: VisitType, said: Said) -> None:
    visits = _of(request, patient) | {str(visit.pk): {"said": said, "at": int(time.time())}}
    request.session[CALLER] = {"who": str(patient.pk), "visits": visits}


def _said(request: PageRequest, patient: Patient, visit: VisitType | None) -> Said:
    entry = _of(request, patient).get(str(visit.pk)) if visit is not None else None
    return entry["said"] if entry is not None else {}  # type: ignore[return-value]


def shows_times(request: PageRequest) -> bool:
    """Whether the times of another visit, or of this one again, are asked for: Enter does that where no time is typed or chosen."""
    post = request.POST
    return "instead" in post or (ENTER in post and not post.get("any_time") and not post.get("time"))


def elsewhere(request: PageRequest, patient: Patient, visit: VisitType) -> str:
    """The address that a button to look elsewhere leads to; '' where another was pressed."""
    post = request.POST
    here = {"visit": visit.code}
    if "day" in post:
        return f"{request.path}?{QueryDict(post['day']).urlencode()}"
    shown = {name: post.get(name, request.GET.get(name, "")) for name in ("date", *STAFF_NAMES)}
    narrowed = {name: value for name, value in shown.items() if value}
    if "show" in post:
        return f"{request.path}?{urlencode(here | narrowed)}"
    if shows_times(request):
        return f"{request.path}?{urlencode({'visit': post['other']} | narrowed)}"
    if "calendar" in post:
        return f"{reverse('console:calendar')}?{urlencode(here | {'patient': str(patient.pk)})}"
    if "series" in post:
        pattern = here | {
            "time": post.get("first", ""),
            "every": post.get("every", ""),
            "times": post.get("times", ""),
            "on": post.getlist("on")[:7],
        }
        return f"{reverse('console:book-series', args=[patient.pk])}?{urlencode(pattern, doseq=True)}"
    return ""
