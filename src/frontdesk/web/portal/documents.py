"""A patient's documents: what we have, and something more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from ...access.may import require
from ...core.refusals import Refusal
from ...intake import queries
from ...intake.actions import add_document, replace_document
from ...intake.states import ReplacedAlready
from ...people.queries import people_of
from ...practice import policies
from .. import posted
from ..download import download
from ..other_language import typed_before
from ..page import get_or_404, page
from ..request import PageRequest
from ..telling import tell
from . import forms
from .uploads import keep_upload


@page("document.add", ["GET", "POST"])
def mine(request: PageRequest) -> HttpResponse:
    patients = list(people_of(request.actor, "document.add"))
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.DocumentForm(*given, papers=_papers())
    if request.method == "POST" and form.is_valid() and _keep(request, form, patients):
        messages.success(request, gettext("Thank you. We have your file."))
        return redirect("portal:documents")
    context = {
        "form": form,
        "patients": patients,
        "documents": queries.documents(request.actor),
        "chosen": typed_before().get("patient", ""),
    }
    return render(request, "portal/documents.html", context, status=422 if form.errors else 200)


@page("document.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return download(get_or_404(queries.document(request.actor, key)))


@page("document.add", ["GET", "POST"])
def replace(request: PageRequest, key: UUID) -> HttpResponse:
    """The right file in the place of a wrong one."""
    old = get_or_404(queries.document(request.actor, key))
    require(request.actor, "document.add", old)
    if old.replaced_by_id is not None:
        if request.method == "POST":
            tell(request, ReplacedAlready())
        return redirect("portal:documents")
    form = forms.FileForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        new = keep_upload(request, form, "file", form.cleaned_data["file"], old.field)
        if new is not None:
            try:
                replace_document(request.actor, old, new=new)
            except Refusal as problem:
                tell(request, problem)
                return redirect("portal:documents")
            messages.success(request, gettext("Replaced. We now use the file that you just sent."))
            return redirect("portal:request", old.request_id) if old.request_id else redirect("portal:documents")
    context = {"form": form, "old": old}
    return render(request, "portal/replace.html", context, status=422 if form.errors else 200)


def _papers() -> list[tuple[str, str]]:
    """What the practice asks for as a file, in the language of the page."""
    language = get_language() or "en"
    asked = [question for question in policies.current().intake if question.kind == "document"]
    return [(question.id, question.words(language).ask) for question in asked]


def _keep(request: PageRequest, form: forms.DocumentForm, patients: list) -> bool:  # type: ignore[type-arg]
    chosen = posted.text(request, "patient")
    only = patients[0] if len(patients) == 1 and not chosen else None
    patient = next((candidate for candidate in patients if str(candidate.pk) == chosen), only)
    if patient is None:
        form.add_error(None, gettext("Choose whose document it is."))
        return False
    require(request.actor, "document.add", patient)
    said = form.cleaned_data
    made = keep_upload(request, form, "file", said["file"], said["kind"])
    if made is None:
        return False
    add_document(request.actor, patient, document=made)
    return True
