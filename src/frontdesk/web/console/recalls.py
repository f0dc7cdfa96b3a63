"""Visits that are due: worklists, and ordering one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may_open
from ...booking import queries as booking
from ...booking.models import Recall
from ...core.refusals import Refusal
from ...outreach.recalls import actions, importing, possible, queries
from ...outreach.recalls.undoing import actions as undoing
from ...people import queries as people
from ...people.models import Patient
from ...practice import queries as named
from ...practice.models import Provider, VisitType
from ...tenancy.today import today_at
from .. import posted
from ..csv_file import csv_of, wanted
from ..forms import Form, new_key, none_of, pressed_key, version, way_back
from ..limited import page_of
from ..own_words import VisitChoice
from ..page import get_or_404, once, page
from ..request import PageRequest
from ..who_was_told import told
from . import asking_first, showing
from .alive import led_to_record
from .importing import Outcome, take_over

SHOWN = 100  # rows of one page
TABS = (("overdue", _("Overdue")), ("due", _("Due now")), ("planned", _("Later")))
CLOSE_REASONS = (
    _("The patient could not be reached"),
    _("No longer needed"),
    _("Cared for elsewhere"),
    _("The patient does not want it"),
)


class OrderForm(Form):
    visit_type = VisitChoice(none_of(VisitType), label=_("Which visit?"), empty_label=None)
    provider = forms.ModelChoiceField(none_of(Provider), label=_("With"), required=False, empty_label=_("Anybody"))
    amount = forms.IntegerField(label=_("In how many"), min_value=1, max_value=520, initial=3)
    unit = forms.ChoiceField(
        label=_("Days, weeks or months"),
        choices=[("days", _("days")), ("weeks", _("weeks")), ("months", _("months"))],
        initial="months",
    )
    give_days = forms.IntegerField(label=_("Flexible by (days)"), min_value=0, max_value=180, initial=14)
    note = forms.CharField(label=_("Note for staff"), required=False, max_length=1000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visit_type"].queryset = named.visit_types()  # type: ignore[attr-defined]
        self.fields["provider"].queryset = named.providers()  # type: ignore[attr-defined]


@page("recall.view", ["GET", "POST"])
def worklist(request: PageRequest) -> HttpResponse:
    """Overdue first; by a file, many at once."""
    if not request.actor.is_staff:
        return redirect("portal:home")
    outcome = _import(request) if request.method == "POST" else Outcome()
    if outcome.given_back is not None:
        return outcome.given_back
    which = request.GET.get("which", "overdue")
    which = which if which in dict(TABS) else "overdue"
    if wanted(request):
        cells = (
            (recall.patient.name, recall.visit_type.list_name, recall.due_on, recall.state, recall.note)
            for recall in queries.worklist(request.actor, request.practice, which)
        )
        return csv_of(request, "due-visits", ("patient", "visit", "due", "state", "note"), cells)
    counts = {name: queries.worklist(request.actor, request.practice, name).count() for name, _ in TABS}
    rows = page_of(request, queries.worklist(request.actor, request.practice, which), SHOWN)
    for recall in rows:
        recall.never = possible.sentences_against_recall(recall)  # type: ignore[attr-defined]
    context = {
        "which": which,
        "tabs": [(name, words, counts[name]) for name, words in TABS],
        "rows": rows,
        "address": urlencode({"which": which}),
        "reasons": CLOSE_REASONS,
        "outcome": outcome,
        "columns": importing.COLUMNS,
    }
    return render(request, "console/recalls.html", context, status=outcome.status)


@page("recall.order", ["GET", "POST"])
def order(request: PageRequest, key: UUID) -> HttpResponse:
    """'Follow-up visit with Dr. Chen in 3 months, give or take 2 weeks.'"""
    patient = get_or_404(_patient(request, key))
    if (record := led_to_record(request, patient)) is not None:
        return record
    form = OrderForm(request.POST or None, initial={"provider": request.actor.provider})
    never: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        due = importing.later(today_at(request.practice), said["amount"], said["unit"])
        last = due + dt.timedelta(days=said["give_days"])
        asked = Recall(patient=patient, visit_type=said["visit_type"], provider=said["provider"], closes_on=last)
        never = possible.sentences_against_recall(asked) if not posted.text(request, "sure") else ()
    if request.method == "POST" and form.is_valid() and not never:
        actions.order.once(
            pressed_key(request),
            request.actor,
            patient,
            visit_type=said["visit_type"],
            provider=said["provider"],
            due_on=due,
            give_days=said["give_days"],
            note=said["note"],
        )
        messages.success(request, gettext("Saved. %(name)s will be invited in time.") % {"name": patient.first_name})
        return redirect("console:recalls")
    return render(
        request,
        "console/recall_order.html",
        {"form": form, "patient": patient, "key": new_key(), "never": never},
        status=422 if form.errors else 409 if never else 200,
    )


def _patient(request: PageRequest, key: UUID) -> Patient | None:
    """Anybody for who may look patients up; for a clinician those whom they see."""
    if may_open(request.actor, "patient.view"):
        return people.find(request.actor, "").filter(pk=key).first()
    seen = booking.visible(request.actor).filter(patient_id=key).first()
    return seen.patient if seen is not None else None


@page("recall.invite", ["POST"], shows=showing.RECALL)
def invite(request: PageRequest, key: UUID) -> HttpResponse:
    recall = get_or_404(queries.visible(request.actor).filter(pk=key).first())
    return _do(
        request,
        lambda: actions.invite(request.actor, recall),
        lambda: told(gettext("Invited."), recall.patient, recall, *actions.INVITATIONS),
        lambda: _way_to_undo(request, key),
    )


@page("recall.invite", ["POST"])
def undo(request: PageRequest, key: UUID) -> HttpResponse:
    """Who was invited by mistake is not, before the message has left."""
    recall = get_or_404(queries.visible(request.actor).filter(pk=key).first())
    shown, last = version(request), undoing.last_of(request.actor, recall)
    if last is not None and last.number == shown:
        keep = f"{reverse('console:recalls')}?{urlencode({'which': _tab(request)})}"
        if (question := asking_first.of_invitation(request, last, recall, keep)) is not None:
            return question
    return _do(
        request,
        lambda: undoing.not_invited(request.actor, recall, invitation=shown),
        gettext("Undone. No message was sent."),
    )


@page("recall.close", ["POST"], shows=showing.RECALL)
def close(request: PageRequest, key: UUID) -> HttpResponse:
    recall = get_or_404(queries.visible(request.actor).filter(pk=key).first())
    reason = posted.text(request, "reason", 200)
    return _do(request, lambda: actions.close(request.actor, recall, reason=reason), gettext("Closed."))


def _way_to_undo(request: PageRequest, key: UUID) -> str:
    """The address that takes back the invitation that this actor has just sent, and no later one; '' where there is none."""
    recall = get_or_404(queries.visible(request.actor).filter(pk=key).first())
    last = undoing.last_of(request.actor, recall)
    if last is None:
        return ""
    until = undoing.open_until(last, recall)
    way = way_back(reverse("console:undo-invitation", args=[key]), last.number, until)
    return f"{way}&{urlencode({'which': _tab(request)})}"


def _tab(request: PageRequest) -> str:
    """The list that is shown, as its forms and its way back say."""
    return posted.text(request, "which") or request.GET.get("which", "overdue")


def _do(
    request: PageRequest,
    work: Callable[[], object],
    done: str | Callable[[], str],
    way: Callable[[], str] = str,
) -> HttpResponse:
    try:
        once(work)
        messages.success(request, done if isinstance(done, str) else done(), extra_tags=way())
    except Refusal as problem:
        messages.error(request, str(problem))
    return redirect(f"{reverse('console:recalls')}?{urlencode({'which': _tab(request)})}")


def _import(request: PageRequest) -> Outcome:
    return take_over(
        request,
        "due-visits-not-taken-over",
        lambda data, how: importing.look(request.actor, data, how),
        lambda data, how: importing.load(request.actor, data, how),
        gettext("%(made)s saved, %(known)s already here."),
    )
