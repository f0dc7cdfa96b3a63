"""Referrals: a worklist, one beside its documents, in by hand, by upload and by file."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...access.may import may, may_open
from ...audit import queries as audit
from ...booking.queries import upcoming
from ...core.refusals import Refusal
from ...intake import drafts, pictures
from ...intake.insurance import insurance_of
from ...intake.models import Document, Referral
from ...intake.referrals import actions, importing, queries, twice
from ...intake.referrals.minimum import COLUMNS, missing
from ...intake.referrals.possible import sentences_against
from ...messaging import queries as messaging
from ...people import queries as people
from .. import posted
from ..crossing import VERSION, Part, Showing, among
from ..csv_file import csv_of, wanted
from ..forms import new_key, pressed_key, version
from ..limited import page_of
from ..page import get_or_404, once, page
from ..portal.journey import question_for
from ..request import PageRequest
from ..who_was_told import told_clinic
from . import showing
from .alive import NOT_LOOKED_AT, unsure
from .already_arranged import already
from .importing import Outcome, take_over
from .next_steps import KINDS
from .referral_form import ReferralForm
from .referral_says import both_say, insurances
from .requests import way_to_undo_request

SHOWN = 100  # rows of one page
TABS = {
    "open": _("To complete"),
    "urgent": _("Urgent"),
    "calls": _("Calls due"),
    "accepted": _("Accepted"),
    "ended": _("Ended"),
}
END_REASONS = (
    _("We do not take this insurance"),
    _("We do not offer this visit"),
    _("The clinic sends it elsewhere"),
    _("Duplicate"),
)


def _known(referral: Referral) -> list[Part]:
    """What the form of a referral shows, field by field."""
    form = ReferralForm(of=referral)
    fields = [
        Part(name, form.fields[name].label, _kept(referral, name), among(_names_of(form.fields[name])))
        for name in actions.FIELDS
    ]
    asked = dict.fromkeys([field for field, _sentence in missing(referral).fields], "") | referral.answers
    asked = {name: value for name, value in asked.items() if name not in COLUMNS}
    return [*fields, *(Part(f"answer-{name}", question_for(name).ask, value) for name, value in asked.items())]


def _kept(referral: Referral, name: str) -> str:
    value = getattr(referral, name) if name != "payer" else insurance_of(referral).payer or insurance_of(referral).code
    return str(getattr(value, "pk", value) or "")


def _names_of(field: forms.Field) -> dict[str, str]:
    return {str(value): str(name) for value, name in getattr(field, "choices", ())}


EDITED = Showing("edited-referral", lambda actor, data, key: [queries.by_id(actor, key)], _known, carried=VERSION)


@page("referral.view", ["GET", "POST"])
def worklist(request: PageRequest) -> HttpResponse:
    """Urgent ones first; by a file, many at once."""
    outcome = _import(request) if request.method == "POST" else Outcome()
    if outcome.given_back is not None:
        return outcome.given_back
    which = request.GET.get("which", "open")
    which = which if which in TABS else "open"
    rows = queries.worklist(request.actor, which)
    if wanted(request):
        return _file(request, rows)
    counts, shown = queries.counts(request.actor), page_of(request, rows, SHOWN)
    same = twice.of_each(list(shown))
    context = {
        "which": which,
        "tabs": [(name, words, counts[name]) for name, words in TABS.items()],
        "rows": [
            (
                referral,
                missing(referral) if referral.state == "open" else None,
                _next_task(referral),
                same[referral.pk][:1],
            )
            for referral in shown
        ],
        "shown": shown,
        "address": urlencode({"which": which}),
        "outcome": outcome,
        "columns": importing.COLUMNS,
        "may_import": may_open(request.actor, "referral.import"),
        "may_create": may_open(request.actor, "referral.create"),
    }
    template = "console/_referral_rows.html" if request.htmx else "console/referrals.html"
    return render(request, template, context, status=outcome.status)


@page("referral.create", ["GET", "POST"])
def new(request: PageRequest) -> HttpResponse:
    """By hand, or with a document: shown beside the form to type from once it is uploaded."""
    form = ReferralForm(request.POST or None, initial={"urgency": "routine"})
    problem, documents = "", []
    if request.method == "POST":
        try:
            documents = _uploaded(request)
        except drafts.NotADocument as wrong:
            problem = str(wrong)
    if request.method == "POST" and form.is_valid() and not problem:
        made = actions.receive.once(
            pressed_key(request),
            request.actor,
            request.practice,
            values=form.cleaned_data,
            source="upload" if documents else "by hand",
            documents=[document.pk for document in documents],
        )
        messages.success(request, gettext("Saved as referral %(number)s.") % {"number": made.number})
        return redirect("console:referral", made.pk)
    status = 422 if form.errors or problem else 200
    return render(
        request, "console/referral_new.html", {"form": form, "problem": problem, "key": new_key()}, status=status
    )


@page("referral.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return _render(request, get_or_404(queries.by_id(request.actor, key)))


@page("referral.edit", ["POST"], shows=EDITED)
def edit(request: PageRequest, key: UUID) -> HttpResponse:
    """What is known by now."""
    referral = get_or_404(queries.by_id(request.actor, key))
    refused = _save_typed(request, referral)
    if refused is not None:
        return refused
    messages.success(request, gettext("Saved."))
    return redirect("console:referral", referral.pk)


def _save_typed(request: PageRequest, referral: Referral) -> HttpResponse | None:
    """What was typed into its form; the page again where that is refused."""
    form = ReferralForm(request.POST, of=referral)
    answers = {
        name.removeprefix("answer-"): posted.text(request, name, 2000)
        for name in request.POST
        if name.startswith("answer-")
    }
    try:
        documents = _uploaded(request)
    except drafts.NotADocument as wrong:
        return _render(request, referral, form=form, problem=str(wrong), status=422)
    if not form.is_valid():
        return _render(request, referral, form=form, status=422)
    keys = [document.pk for document in documents]
    values, shown = form.cleaned_data, version(request)
    try:
        once(
            lambda: actions.edit(request.actor, referral, values=values, answers=answers, documents=keys, version=shown)
        )
    except Refusal as problem:
        again = get_or_404(queries.by_id(request.actor, referral.pk))
        return _render(request, again, form=form, problem=str(problem), status=409)
    return None


@page("referral.accept", ["POST"], shows=showing.OPEN_REFERRAL)
def accept(request: PageRequest, key: UUID) -> HttpResponse:
    """The minimum is there: of a known record, or of a new one.  What was typed beside it and not saved is saved first."""
    referral, shown = get_or_404(queries.by_id(request.actor, key)), version(request)
    chosen = posted.text(request, "patient")
    if "last_name" in request.POST and may(request.actor, "referral.edit", referral):
        before_it = [match.patient.pk for match in _alike(request, referral)]
        if (refused := _save_typed(request, referral)) is not None:
            return refused
        referral = get_or_404(queries.by_id(request.actor, key))
        shown = referral.version
        if not chosen and [match.patient.pk for match in _alike(request, referral)] != before_it:
            words = gettext("What you typed is saved. By it this may be one of our patients: look before you accept.")
            return _render(request, referral, problem=words, status=409)
    patient = next((match.patient for match in _alike(request, referral) if str(match.patient.pk) == chosen), None)
    if chosen and patient is None:  # it is like nobody any more: nobody meant a new record
        return _render(request, referral, problem=gettext("Choose one of the records."), status=409)
    if patient is None and referral.birth_date and unsure(request, people.died_like(actions.as_patient(referral))):
        return _render(request, referral, problem=gettext(NOT_LOOKED_AT), status=409)
    keep, whose = bool(posted.text(request, "keep_insurance")), posted.text(request, "whose")
    before = bool(posted.text(request, "before"))
    try:
        made = once(
            lambda: actions.accept(
                request.actor,
                referral,
                patient=patient,
                keep_insurance=keep,
                whose_contact=whose,
                seen_before=before,
                version=shown,
            )
        )
    except Refusal as problem:
        return _render(request, get_or_404(queries.by_id(request.actor, key)), problem=str(problem), status=409)
    way = way_to_undo_request(request, made.request) if made.request is not None else ""
    messages.success(request, gettext("Accepted. Here is what the rules say."), extra_tags=way)
    return redirect("console:request", made.request_id)


@page("referral.decline", ["POST"], shows=showing.OPEN_REFERRAL)
def end(request: PageRequest, key: UUID) -> HttpResponse:
    """Declined, or closed because it came twice or was accepted for somebody else; the clinic is told."""
    referral = get_or_404(queries.by_id(request.actor, key))
    reason = posted.text(request, "reason", 400)
    how = posted.text(request, "how")

    def work() -> Referral:
        if how in ("close", "not-theirs"):
            theirs = how == "close"
            return actions.close(
                request.actor, referral, reason=reason, not_theirs=not theirs, version=version(request)
            )
        return actions.decline(request.actor, referral, reason=reason, version=version(request))

    return _do(request, referral, work, lambda: told_clinic(gettext("Ended."), referral))


@page("referral.reopen", ["POST"], shows=showing.REFERRAL)
def reopen(request: PageRequest, key: UUID) -> HttpResponse:
    referral = get_or_404(queries.by_id(request.actor, key))
    return _do(request, referral, lambda: actions.reopen(request.actor, referral), gettext("Open again."))


@page("referral.edit", ["POST"])
def follow_up(request: PageRequest, key: UUID) -> HttpResponse:
    """A call to make, with a time by which."""
    referral = get_or_404(queries.by_id(request.actor, key))
    what = posted.text(request, "what", 200).strip()
    if not what:
        return _render(request, referral, problem=gettext("Enter what has to be done."), status=422)
    days = posted.text(request, "days", default="0")
    within = actions.DAYS[days] if days in actions.DAYS else actions.DAYS["0"]
    once(lambda: actions.follow_up.once(pressed_key(request), request.actor, referral, what=what, within=within))
    messages.success(request, gettext("Saved."))
    return redirect("console:referral", referral.pk)


# Helpers ----------------------------------------------------------------------------------------------------


def _do(
    request: PageRequest,
    referral: Referral,
    work: Callable[[], object],
    words: str | Callable[[], str],
) -> HttpResponse:
    try:
        once(work)
    except Refusal as problem:
        again = get_or_404(queries.by_id(request.actor, referral.pk))
        return _render(request, again, problem=str(problem), status=409)
    messages.success(request, words if isinstance(words, str) else words())
    return redirect("console:referral", referral.pk)


def _render(
    request: PageRequest, referral: Referral, *, form: ReferralForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    initial = {**{name: getattr(referral, name) for name in actions.FIELDS}, "payer": insurance_of(referral)}
    gaps, alike = missing(referral), _alike(request, referral)
    context = {
        "one": referral,
        "form": form or ReferralForm(initial=initial, of=referral),
        "problem": problem,
        "gaps": gaps,
        "asked": [
            (field, question_for(field), sentence, referral.answers.get(field, ""))
            for field, sentence in gaps.fields
            if field not in COLUMNS
        ],
        "lacking": [
            ((form or ReferralForm(of=referral))[COLUMNS[field]], sentence, referral.answers.get(field, ""))
            for field, sentence in gaps.fields
            if field in COLUMNS
        ],
        "documents": [
            (document, range(1, pictures.pages(document) + 1))
            for document in referral.documents.filter(replaced_by=None)
        ],
        "alike": [
            (
                match,
                both_say(referral, match.patient),
                *insurances(referral, match.patient),
                already(request.actor, match.patient, referral.visit_type, beside=referral.request_id),
                () if gaps else sentences_against(referral, match.patient),
            )
            for match in alike
        ],
        "already": already(request.actor, referral.request.patient, referral.visit_type, beside=referral.request_id)
        if referral.request is not None
        else None,
        "appointment": _its_appointment(request, referral),
        "who": actions.as_patient(referral) if referral.birth_date else None,
        "twice": twice.came_twice(referral),
        "dead": people.died_like(actions.as_patient(referral))
        if referral.birth_date and referral.state == "open"
        else [],
        "no_times": sentences_against(referral) if referral.state == "open" and not gaps else (),
        "exact": alike[0].strong if alike else False,
        "tasks": referral.tasks.select_related("owner").order_by("state", "due_at"),
        "outcomes": KINDS["referral"][2],
        "reasons": END_REASONS,
        "told": messaging.about(referral),
        "history": audit.history(request.actor, referral),
    }
    return render(request, "console/referral.html", context, status=status)


def _its_appointment(request: PageRequest, referral: Referral):  # type: ignore[no-untyped-def]
    """What has to be canceled before one that was accepted can be closed."""
    if referral.state != "accepted" or referral.request is None or referral.request.state != "scheduled":
        return None
    return upcoming(request.actor).filter(request=referral.request, state="booked").first()


def _alike(request: PageRequest, referral: Referral) -> list[people.Match]:
    """Records that may be the patient's, the likeliest first: the same birth date and last name, or the same number."""
    if not (may_match(referral) and may_open(request.actor, "patient.view")):
        return []
    return people.look_alike(request.actor, actions.as_patient(referral))[:5]


def may_match(referral: Referral) -> bool:
    return bool(referral.state == "open" and referral.birth_date and referral.last_name)


def _next_task(referral: Referral):  # type: ignore[no-untyped-def]
    return next((task for task in referral.tasks.all() if task.state == "open"), None)  # they come by when they are due


def _uploaded(request: PageRequest) -> list[Document]:
    """Raises NotADocument."""
    field = posted.text(request, "field", default="referral")
    field = field if field in ("referral", "insurance-card", "other") else "referral"
    return [drafts.keep_document(request.practice, field, file.read()) for file in posted.files(request, "document", 5)]


def _import(request: PageRequest) -> Outcome:
    return take_over(
        request,
        "referrals-not-taken-over",
        lambda data, how: importing.look(request.actor, request.practice, data, how),
        lambda data, how: importing.load(request.actor, request.practice, data, how),
        gettext("New referrals: %(made)s. Here already: %(known)s."),
    )


def _file(request: PageRequest, rows) -> HttpResponse:  # type: ignore[no-untyped-def]
    heading = ("number", "patient", "visit", "urgency", "clinic", "received", "state", "missing", "key")
    cells = (
        (
            row.number,
            row.patient_name,
            row.visit_type.list_name if row.visit_type else "",
            row.urgency,
            row.clinic_name,
            row.received_at,
            row.state,
            ", ".join([*(gaps := missing(row)).who, *(field for field, _sentence in gaps.fields)])
            if row.state == "open"
            else "",
            row.outside_key,
        )
        for row in rows
    )
    return csv_of(request, "referrals", heading, cells)
