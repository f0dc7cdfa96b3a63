"""From a description to a draft: paste prose, see what was understood and from which words, answer what was not, take it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from ...describing import Description, Question, added, describe
from ...practice.file import examine
from ...practice.file.editing import with_sentence
from ...practice.suggesting import NotAnswered, is_configured, suggested
from ...tenancy.today import today_at
from .. import posted
from ..page import page
from ..request import PageRequest
from . import frame

LARGEST = 20_000


@dataclass(frozen=True)
class Row:
    """A fact on the page: the word at which it begins, what it says line by line, its words, and whether it is taken."""

    first: int
    says: list[str]
    words: str
    taken: bool


@dataclass(frozen=True)
class Asked:
    """A question on the page, with the answer that was chosen."""

    question: Question
    chosen: str


@page("policy.edit", ["GET", "POST"])
def describing(request: PageRequest) -> HttpResponse:
    """Deterministic and offline; a language model is asked only where one is configured, and only when somebody presses for it."""
    text = posted.text(request, "text").replace("\r\n", "\n")
    if len(text) > LARGEST:
        return frame.show(request, "setup/describe.html", "describe", {"text": text, "longest": f"{LARGEST:,}"}, 422)
    if not text.strip():
        status = 422 if request.method == "POST" else 200
        return frame.show(request, "setup/describe.html", "describe", {"text": text, "empty": status == 422}, status)
    description = _described(request, text)
    accepted = [sentence for sentence in posted.texts(request, "suggested", 60) if sentence]
    left = _left(request, description)
    answers = {
        question.first: posted.text(request, f"answer-{question.first}")
        for question in description.questions
        if question.last
    }
    refused = None
    if (do := posted.text(request, "do")) in ("add", "take"):
        said = _described(request, text, left, set(answers.values()) - {""})
        refused = _added(request, said, accepted) if do == "add" else _taken(request, said, accepted)
    if refused == "":
        done = gettext("This is in the draft now.") if do == "add" else gettext("This is the draft now.")
        messages.success(request, f"{done} {gettext('Nothing is in force before you publish it.')}")
        return redirect("setup:draft")
    offers, problem = _offers(request, description) if do == "suggest" else (accepted, "")
    context = {
        "text": text,
        "found": description,
        "counted": _counted(description),
        "marked": _marked(text, description),
        "groups": _groups(description, left),
        "asked": [Asked(question, answers[question.first]) for question in description.questions if question.last],
        "open": [question for question in description.questions if not question.last],
        "offers": offers,
        "accepted": accepted,
        "problem": problem,
        "refused": refused,
        "asks_model": is_configured(),
        "adding": added(frame.current(request).policy.text, description),
    }
    return frame.show(request, "setup/describe.html", "describe", context, 422 if refused else 200)


def _described(
    request: PageRequest, text: str, leave: Collection[int] = (), answers: Collection[str] = ()
) -> Description:
    return describe(
        text,
        today=today_at(request.practice),
        name=request.practice.name,
        timezone=request.practice.timezone,
        leave=leave,
        answers=answers,
    )


def _left(request: PageRequest, description: Description) -> set[int]:
    """The facts whose ticks were taken away; none where the form had no ticks yet."""
    if not posted.has(request, "ticks"):
        return set()
    ticked = set(posted.texts(request, "fact"))
    return {fact.first for fact in description.facts if str(fact.first) not in ticked}


def _taken(request: PageRequest, description: Description, accepted: list[str]) -> str:
    """The whole draft anew; '' once it is."""
    text = _with_suggested(request, description.text, accepted)
    return frame.try_edit(request, lambda _: text, gettext("A draft was made from a description"))


def _added(request: PageRequest, description: Description, accepted: list[str]) -> str:
    """What is new put to the draft that there is, or to what is in force; '' once it is."""

    def change(text: str) -> str:
        return _with_suggested(request, added(text, description).text, accepted)

    return frame.try_edit(request, change, gettext("What a description says was added"))


def _with_suggested(request: PageRequest, text: str, accepted: list[str]) -> str:
    """What a model suggested and a person ticked is marked as such in the file."""
    for sentence in accepted:
        text = with_sentence(text, sentence, f"suggested by a language model, taken by {request.actor.name}")
    return text


def _offers(request: PageRequest, description: Description) -> tuple[list[str], str]:
    remarks = [description.said(question.first, question.last) for question in description.questions if question.last]
    file = examine(description.text)[0]
    if file is None:
        return [], ""
    try:
        offered = suggested(remarks, file.setup.book.vocabulary)
    except NotAnswered:
        return [], gettext("The language model did not answer. What was understood without it is below.")
    known = {entry.text for entry in file.setup.book.entries}
    return [sentence for sentence in offered if sentence not in known], ""


def _counted(description: Description) -> dict[str, int]:
    """How many words are read, asked about, and about something else: together all of them."""
    parts = (("taken", description.facts), ("asked", description.questions), ("aside", description.asides))
    return {
        "words": len(description.words),
        **{name: sum(piece.last - piece.first for piece in part) for name, part in parts},
    }


def _groups(description: Description, left: set[int]) -> list[tuple[str, list[Row]]]:
    """The facts by kind."""
    return [
        (
            kind,
            [
                Row(
                    fact.first,
                    [line.strip() for line in fact.says.split("\n")],
                    description.said(fact.first, fact.last).rstrip(" ,;:."),
                    fact.first not in left,
                )
                for fact in description.facts
                if fact.kind == kind
            ],
        )
        for kind in dict.fromkeys(fact.kind for fact in description.facts)
    ]


def _marked(text: str, description: Description) -> SafeString:
    """The description with what was read and what is asked about marked in it."""
    parts = [(fact.first, fact.last, "ins") for fact in description.facts]
    parts += [(question.first, question.last, "mark") for question in description.questions if question.last]
    pieces: list[tuple[str, str]] = []
    at = 0
    for first, last, tag in sorted(parts):
        begin, end = description.spans[first][0], description.spans[last - 1][1]
        pieces += [("span", text[at:begin]), (tag, text[begin:end])]
        at = end
    pieces.append(("span", text[at:]))
    marked = format_html_join("", "<{}>{}</{}>", ((tag, words, tag) for tag, words in pieces if words))
    return format_html("{}", marked)
