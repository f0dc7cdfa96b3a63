"""A patient's documents: what we have, and something more."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from ...intake import drafts, queries
from ...intake.actions import add_document
from ...intake.vault import VaultClosed
from ...people import actions as people
from ...people.may import require
from ...people.queries import people_of
from ..download import download
from ..page import found, page
from ..request import PageRequest
from ..sender import limit
from . import forms


@page("document.add", ["GET", "POST"])
def mine(request: PageRequest) -> HttpResponse:
    patients = list(people_of(request.actor, "document.add"))
    form = forms.DocumentForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid() and _keep(request, form, patients):
        messages.success(request, gettext("Thank you. We have your file."))
        return redirect("portal:documents")
    context = {"form": form, "patients": patients, "documents": queries.documents(request.actor)}
    return render(request, "portal/documents.html", context, status=422 if form.errors else 200)


@page("document.view")
def show(request: PageRequest, key: UUID) -> HttpResponse:
    return download(found(queries.document(request.actor, key)))


def _keep(request: PageRequest, form: forms.DocumentForm, patients: list) -> bool:  # type: ignore[type-arg]
    chosen = request.POST.get("patient", "")
    patient = next((one for one in patients if str(one.pk) == chosen), patients[0] if len(patients) == 1 else None)
    if patient is None:
        form.add_error(None, gettext("Choose whose document it is."))
        return False
    require(request.actor, "document.add", patient)
    try:
        limit(request, "upload")
        made = drafts.keep_document(
            request.practice, form.cleaned_data["kind"], form.cleaned_data["file"].read(drafts.LARGEST + 1)
        )
    except (drafts.NotADocument, people.TooMany) as problem:
        form.add_error("file", str(problem))
        return False
    except (VaultClosed, OSError):
        form.add_error("file", gettext("We cannot take files just now. Please try again later, or bring it with you."))
        return False
    add_document(request.actor, patient, document=made)
    return True
