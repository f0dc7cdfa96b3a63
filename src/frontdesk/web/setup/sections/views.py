"""Locations, visit types, insurance, providers: a list each, a form for one, and what rules say about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ....practice.file import PracticeFile, document, examine
from ....practice.file.sentences import reads_back, renamed
from ....practice.file.written_hours import blocks_of
from ... import posted
from ...page import page
from ...request import PageRequest
from .. import frame
from .forms import Entry, EntryForm, LocationForm, PayerForm, ProviderForm, VisitTypeForm, new_id
from .room_lines import room_in_a_list

KINDS = {"locations": "location", "visit types": "visit type", "payers": "payer", "providers": "provider"}


@dataclass(frozen=True)
class Section:
    """A list of the practice file with its page; `facts` is what stands in the list beside the name."""

    key: str
    title: Any
    form: type[EntryForm]
    facts: Callable[[Entry], str]


SECTIONS: dict[str, Section] = {
    "locations": Section(
        "locations",
        _("Locations and rooms"),
        LocationForm,
        lambda location: ", ".join(room_in_a_list(room) for room in blocks_of(location.get("rooms"))),
    ),
    "visits": Section(
        "visit types",
        _("Visit types"),
        VisitTypeForm,
        lambda visit: str(visit.get("description") or ""),
    ),
    "payers": Section("payers", _("Insurance"), PayerForm, lambda _one: ""),
    "providers": Section(
        "providers",
        _("Providers and hours"),
        ProviderForm,
        lambda provider: ", ".join(
            filter(None, (str(provider.get("kind") or ""), f"NPI {provider['npi']}" if provider.get("npi") else ""))
        ),
    ),
}


@page("rules.view")
def listed(request: PageRequest, part: str) -> HttpResponse:
    section = _section(part)
    rows = [(row, section.facts(row)) for row in _entries(request, section)]
    return frame.show(request, "setup/section.html", part, {"section": section, "part": part, "rows": rows})


@page("policy.edit", ["GET", "POST"])
def entry(request: PageRequest, part: str, id_: str = "") -> HttpResponse:
    """Add one, or change it; a new name goes into every rule that says the old one."""
    section = _section(part)
    entries = _entries(request, section)
    edited = next((row for row in entries if str(row.get("id")) == id_), None)
    if id_ and edited is None:
        raise Http404
    form = section.form(request.POST or None, initial=section.form.of(edited or {}))
    problem = ""
    if request.method == "POST" and form.is_valid():
        key = id_ or new_id(form.cleaned_data["name"], [str(row.get("id")) for row in entries])
        values = form.changed(lambda form: form.values) if id_ else {"id": key, **form.values}
        what = f"{section.title}: {form.cleaned_data['name']}"
        if not form.is_as_opened(edited):
            problem = frame.try_edit(request, lambda text: _with(text, section.key, key, values), what)
        if not problem:
            messages.success(request, gettext("Saved into the draft."))
            frame.warn_of_new_faults(request)
            return redirect("setup:hours", key) if part == "providers" and not id_ else redirect("setup:section", part)
    context = {
        "section": section,
        "part": part,
        "one": edited,
        "form": form,
        "problem": problem,
        "naming": _naming(frame.file_of(request), section.key, id_) if id_ else [],
    }
    return frame.show(request, "setup/entry.html", part, context, 422 if form.errors or problem else 200)


@page("policy.edit", ["POST"])
def arrange(request: PageRequest, part: str, id_: str) -> HttpResponse:
    """Take one out, or move it one place up or down."""
    section = _section(part)
    ids = [str(row.get("id")) for row in _entries(request, section)]
    back = reverse("setup:section", args=[part])
    what = f"{section.title}: {id_}"
    match posted.text(request, "do"):
        case "remove":
            return frame.edit(request, lambda text: without(text, section.key, id_), what, gettext("Taken out."), back)
        case "up" | "down" if id_ in ids:
            to = ids.index(id_) + (1 if posted.text(request, "do") == "down" else -1)
            return frame.edit(
                request, lambda text: document.move(text, section.key, id_, to), what, gettext("Moved."), back
            )
    return redirect(back)


# Helpers ----------------------------------------------------------------------------------------------------


def _section(part: str) -> Section:
    if part not in SECTIONS:
        raise Http404
    return SECTIONS[part]


def _entries(request: PageRequest, section: Section) -> list[Entry]:
    return document.entries(frame.current(request).policy.text, section.key)


def _with(text: str, section: str, id_: str, values: Entry) -> str:
    before = examine(text)[0]

    def change(old: str) -> str:
        return document.put(old, section, id_, values)

    if before is None:
        return change(text)
    # Under the same name, a room or a kind may go that a rule still asks for: that is a fault, and stops nobody here.
    named = {str(row.get("id")): row.get("name") for row in document.entries(text, section)}
    return renamed(text, before, change, frame.read, may_end=values.get("name") in (None, named.get(id_)))


def without(text: str, section: str, id_: str) -> str:
    """Without that entry: a sentence that names it cannot be read any more, and none says something else."""
    before, after = examine(text)[0], document.remove(text, section, id_)
    return after if before is None else reads_back(before, after, frame.read, may_end=True)


def _naming(file: PracticeFile, section: str, id_: str) -> list[str]:
    """The rules that name it: they could not be read any more without it."""
    wanted = (KINDS[section], id_)
    return [rule.text for rule in file.setup.book.entries if wanted in rule.rule.names()]
