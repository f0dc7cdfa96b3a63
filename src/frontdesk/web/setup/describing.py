"""From a description to a draft: paste prose, see what was understood and from which words, answer what was not, take it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ...describing import Description, describe
from ...practice.file import examine
from ...practice.file.editing import with_sentence
from ...practice.suggesting import NotAnswered, is_configured, suggested
from ...tenancy.today import today_at
from .. import posted
from ..page import page
from ..request import PageRequest
from . import frame

LARGEST = 20_000


@page("policy.edit", ["GET", "POST"])
def describing(request: PageRequest) -> HttpResponse:
    """Deterministic and offline; a language model is asked only where one is configured, and only when somebody presses for it."""
    text = posted.text(request, "text").replace("\r\n", "\n")[:LARGEST]
    if not text.strip():
        status = 422 if request.method == "POST" else 200
        return frame.show(request, "setup/describe.html", "describe", {"text": text, "empty": status == 422}, status)
    found = describe(
        text,
        today=today_at(request.practice),
        name=request.practice.name,
        timezone=request.practice.timezone,
    )
    accepted = [one for one in posted.texts(request, "suggested") if one][:60]
    refused = _taken(request, found, accepted) if posted.text(request, "do") == "take" else None
    if refused == "":
        messages.success(request, gettext("This is the draft now. Nothing is in force before you publish it."))
        return redirect("setup:draft")
    offers, problem = _offers(request, found) if posted.text(request, "do") == "suggest" else (accepted, "")
    context = {
        "text": text,
        "found": found,
        "marked": _marked(text, found),
        "groups": _groups(found, text),
        "percent": round(100 * found.share),
        "offers": offers,
        "accepted": accepted,
        "problem": problem,
        "refused": refused,
        "asks_model": is_configured(),
    }
    return frame.show(request, "setup/describe.html", "describe", context, 422 if refused else 200)


def _taken(request: PageRequest, found: Description, accepted: list[str]) -> str:
    """The whole draft anew; '' once it is.  What a model suggested and a person ticked is marked as such in the file."""
    text = found.text
    for sentence in accepted:
        text = with_sentence(text, sentence, f"suggested by a language model, taken by {request.actor.name}")
    return frame.try_edit(request, lambda _: text, gettext("A draft was made from a description"))


def _offers(request: PageRequest, found: Description) -> tuple[list[str], str]:
    remarks = [question.asks for question in found.questions if question.end]
    file = examine(found.text)[0]
    if file is None:
        return [], ""
    try:
        offered = suggested(remarks, file.setup.book.vocabulary)
    except NotAnswered:
        return [], gettext("The language model did not answer. What was understood without it is below.")
    known = {entry.text for entry in file.setup.book.entries}
    return [one for one in offered if one not in known], ""


def _groups(found: Description, text: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """By kind: (what it says, the words that it came from, whether it is assumed)."""
    kinds = dict.fromkeys(one.kind for one in found.understood)
    return [
        (kind, [(one.says, text[one.start : one.end], one.assumed) for one in found.understood if one.kind == kind])
        for kind in kinds
    ]


def _marked(text: str, found: Description) -> SafeString:
    """The description with what was understood and what is asked about marked in it."""
    spans = {(one.start, one.end): "ins" for one in found.understood if not one.assumed}
    spans |= {(one.start, one.end): "mark" for one in found.questions if one.end}
    pieces: list[tuple[str, str]] = []
    at = 0
    for (start, end), tag in sorted(spans.items()):
        if start < at:
            continue
        pieces += [("span", text[at:start]), (tag, text[start:end])]
        at = end
    pieces.append(("span", text[at:]))
    parts = format_html_join("", "<{}>{}</{}>", ((tag, words, tag) for tag, words in pieces if words))
    return format_html("{}", parts)
