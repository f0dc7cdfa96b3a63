"""Two records side by side: the same person, or two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from ...core.refusals import Refusal
from ...intake.tasks import queries as tasks
from ...people import queries
from ...people.models import Patient
from ...records.merging import actions
from ...records.merging.differences import Difference, differences
from .. import posted
from ..page import get_or_404, once, page
from ..request import PageRequest
from . import showing


@page("patient.merge", ["GET", "POST"], shows=showing.RECORD)
def merge(request: PageRequest, key: UUID) -> HttpResponse:
    """Everything of the other record goes to this one; it can be undone."""
    kept = _patient(request, key)
    problem = ""
    if request.method == "POST":
        other = None if posted.text(request, "two") else _chosen(request, kept)
        if posted.text(request, "two"):
            actions.two_people(request.actor, kept)
            messages.success(request, gettext("Saved: two different people."))
            return redirect("console:patient", kept.pk)
        if other is None:
            problem = gettext("Choose the other record.")
        else:
            reason, use_contact = posted.text(request, "reason", 400), bool(posted.text(request, "use_contact"))
            asked = differences(kept, other)
            said = {difference.name: posted.text(request, f"right-{difference.name}") for difference in asked}
            if reason.strip() and not all(said.values()):
                return _ask(request, kept, other, asked, reason)
            try:
                once(
                    lambda: actions.merge(
                        request.actor, kept, gone=other, reason=reason, use_contact=use_contact, choices=said
                    )
                )
            except Refusal as wrong:
                problem = str(wrong)
            else:
                messages.success(request, gettext("Merged. It can be undone on this page."))
                if tasks.is_open("broken", patient=kept):
                    messages.warning(request, gettext("A visit to come is against the rules now: see Exceptions."))
                return redirect("console:patient", kept.pk)
    text = request.GET.get("q", "").strip()
    others = [(match.patient, match.because) for match in queries.look_alike(request.actor, kept)]
    known = {other.pk for other, _because in others}
    others += [
        (patient, ())
        for patient in (queries.find(request.actor, text)[:10] if text else [])
        if patient.pk not in known | {kept.pk}
    ]
    context = {"kept": kept, "others": others, "q": text, "problem": problem}
    return render(request, "console/merge.html", context, status=409 if problem else 200)


@page("patient.unmerge", ["POST"], shows=showing.MERGED)
def unmerge(request: PageRequest, key: UUID, merged: UUID) -> HttpResponse:
    kept = _patient(request, key)
    undone = get_or_404(next((candidate for candidate in actions.merges_of(kept) if candidate.pk == merged), None))
    try:
        reason = posted.text(request, "reason", 400)
        once(lambda: actions.unmerge(request.actor, kept, merge=undone, reason=reason))
        messages.success(request, gettext("Two records again."))
        left = tasks.left_by_merge(undone.pk, "apart")
        if left:
            words = ngettext(
                "%(many)s thing was entered while they were one record: say whose it is under Exceptions.",
                "%(many)s things were entered while they were one record: say whose each is under Exceptions.",
                left,
            )
            messages.warning(request, words % {"many": left})
        if tasks.left_by_merge(undone.pk, "lost"):
            messages.warning(
                request, gettext("The merge ended what somebody was offered or waited for: see Exceptions, and call.")
            )
    except Refusal as wrong:
        messages.error(request, str(wrong))
    return redirect("console:patient", kept.pk)


def _ask(request: PageRequest, kept: Patient, other: Patient, asked: list[Difference], reason: str) -> HttpResponse:
    """Where the two differ, somebody says which is right."""
    rows = [
        (difference, posted.text(request, f"right-{difference.name}") or ("" if difference.must else "kept"))
        for difference in asked
    ]
    again = any(key.startswith("right-") for key in request.POST)
    problem = gettext("Say for each of them which one is right.") if again else ""
    context = {"kept": kept, "other": other, "rows": rows, "reason": reason, "problem": problem}
    return render(request, "console/merge_differences.html", context, status=422 if again else 200)


def _patient(request: PageRequest, key: UUID) -> Patient:
    return get_or_404(queries.find(request.actor, "").select_related("payer", "practice").filter(pk=key).first())


def _chosen(request: PageRequest, kept: Patient) -> Patient | None:
    try:
        return (
            queries.find(request.actor, "")
            .select_related("payer")
            .exclude(pk=kept.pk)
            .filter(pk=UUID(posted.text(request, "other")))
            .first()
        )
    except ValueError:
        return None
