"""The rule book: the sentences that the engine runs on, read, searched, changed one by one, and built from lists."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext

from ...availability.findings import Finding
from ...core.typed import whole_number
from ...practice.file import PracticeFile
from ...practice.file.sentences import add_sentence, replace_sentence
from ...practice.findings import findings_in_file
from ...practice.roles.standing_still import calls_that_nobody_sees
from ...rules import building
from ...rules.completing import typed
from ...rules.families import FAMILIES
from ...rules.language import family_of
from ...rules.words import key
from .. import posted
from ..page import page
from ..request import PageRequest
from . import frame, gaps
from .reading import reading


@page("rules.view")
def rules(request: PageRequest) -> HttpResponse:
    """Grouped by what they speak of; `?q=` searches, `?edit=LINE` opens one, `?text=` is what is being written."""
    return _book(request)


@page("rules.view")
def read(request: PageRequest) -> HttpResponse:
    """How what is typed reads, for the page that asks while it is typed."""
    file = frame.file_of(request)
    context = {"reading": reading(file, request.GET.get("text", ""), _line(request.GET)), "q": ""}
    return render(request, "setup/_reading.html", context)


@page("policy.edit", ["POST"])
def save(request: PageRequest) -> HttpResponse:
    """Add a sentence, or change or take out the one that stands in a line."""
    text = " ".join(posted.text(request, "text").split())
    written, line = posted.text(request, "written"), _line(request.POST)
    file = frame.file_of(request)
    back = reverse("setup:rules")
    if posted.text(request, "do") == "remove":
        what = gettext("Rule taken out: %(rule)s") % {"rule": written}
        return frame.edit(request, lambda t: replace_sentence(t, line, written, ""), what, gettext("Taken out."), back)
    typed_rule = typed(text, file.setup.book.vocabulary)
    if typed_rule.rule is None:
        problem = gettext("This cannot be read yet: see below where reading stopped.")
        return _book(request, problem=typed_rule.too_long or problem, text=text)
    rule = typed_rule.rule
    if line:
        what, done = f"{written} → {typed_rule.sentence}", gettext("Changed.")
        problem = frame.try_edit(request, lambda t: replace_sentence(t, line, written, typed_rule.sentence), what)
    else:
        what, done = gettext("Rule added: %(rule)s") % {"rule": typed_rule.sentence}, gettext("Added.")
        entries = file.setup.book.entries
        problem = frame.try_edit(
            request, lambda t: add_sentence(t, typed_rule.sentence, entries if t == file.text else (), rule), what
        )
    if problem:
        return _book(request, problem=problem, text=text)  # what was typed stays
    messages.success(request, done)
    return redirect(back)


@page("rules.view")
def build(request: PageRequest) -> HttpResponse:
    """Who, what and when from lists: the same sentence comes out, and is read like any other."""
    file = frame.file_of(request)
    vocabulary = file.setup.book.vocabulary
    chosen = building.shape(request.GET.get("shape", ""), vocabulary)
    sentence, missing, at, how = "", "", "", ""
    if chosen is not None and "made" in request.GET:
        try:
            sentence = building.write(chosen, gaps.values(chosen, request.GET, vocabulary))
        except building.Missing as gap:
            missing, at, how = gap.gap.label, gap.gap.name, gettext("Fill this in.")
        except gaps.NotRead as typed_:
            at, how = typed_.at, str(typed_)
    context = {
        "shapes": [(family, [s for s in building.shapes(vocabulary) if s.family is family]) for family in FAMILIES],
        "chosen": chosen,
        "pieces": _pieces(chosen, request.GET) if chosen else [],
        "conditions": building.conditions(vocabulary),
        "fields": [name for _, name in sorted(vocabulary.all_fields.items())],
        "values": request.GET,
        "sentence": sentence,
        "missing": missing,
        "wrong_at": at,
        "wrong": how,
        "reading": reading(file, sentence, 0) if sentence else None,
    }
    return frame.show(request, "setup/build.html", "rules", context)


# Helpers ----------------------------------------------------------------------------------------------------


def _book(request: PageRequest, problem: str = "", text: str = "") -> HttpResponse:
    asked = request.GET if request.method == "GET" else request.POST
    file, examined = frame.file_of(request), frame.current(request)
    text, line = text or asked.get("text", ""), _line(asked)
    editing = line or _line(asked, "edit")
    if editing and not text:  # how it reads as it stands
        text = next((entry.text for entry in file.setup.book.entries if entry.line == editing), "")
    odd = _odd(file)
    wanted = key(asked.get("q", ""))
    entries = [entry for entry in file.setup.book.entries if _has(entry.text, wanted)]
    groups = [
        (family, [(entry, odd.get(entry.line, [])) for entry in entries if family_of(entry.rule) is family])
        for family in FAMILIES
    ]
    context = {
        "policy": examined.policy,
        "groups": [(family, rows) for family, rows in groups if rows],
        "count": len(file.setup.book.entries),
        "unread": [sentence for sentence in file.setup.book.unread if _has(sentence.text, wanted)],
        "faults": examined.faults,
        "others": odd.get(0, []),
        "q": asked.get("q", ""),
        "editing": editing,
        "text": text,
        "problem": problem,
        "wrong_at": _at(file, editing) if problem else "",
        "reading": reading(file, text, editing),
    }
    return frame.show(request, "setup/rules.html", "rules", context, 422 if problem else 200)


def _at(file: PracticeFile, line: int) -> str:
    """The id of the field with the sentence, where there is one: the rule that was changed may be gone."""
    book = file.setup.book
    there = not line or line in {*(entry.line for entry in book.entries), *(unread.line for unread in book.unread)}
    return f"text-{'edit' if line else 'new'}" if there else ""


def _odd(file: PracticeFile) -> dict[int, list[Finding]]:
    """Findings by line; those about hours and visits under 0."""
    findings_by_line: dict[int, list[Finding]] = {}
    today = now().astimezone(file.setup.zone).date()
    for finding in [*findings_in_file(file, today), *calls_that_nobody_sees(file.setup.book)]:
        findings_by_line.setdefault(finding.line or 0, []).append(finding)
    return findings_by_line


def _has(text: str, wanted: tuple[str, ...]) -> bool:
    """Whether the words that are searched stand in a sentence, in any order; the last may be only begun."""
    words = key(text)
    return all(any(word.startswith(part) for word in words) for part in wanted)


def _line(asked: QueryDict, name: str = "line") -> int:
    text = asked.get(name, "")
    return whole_number(text, most=99_999) or 0


def _pieces(chosen: building.Shape, asked: QueryDict) -> list[tuple[str, building.Gap | None, list[str]]]:
    """(words, gap, what is chosen there) in order."""
    return [
        (piece, None, []) if isinstance(piece, str) else ("", piece, asked.getlist(piece.name))
        for piece in chosen.pieces
    ]
