"""When the practice is closed and who is away: the sentences of that family as a list, with federal holidays offered."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext

from ....core.typed import near_date, whole_number
from ....practice.file import PracticeFile, examine
from ....practice.file.holidays import HOLIDAYS
from ....practice.file.sentences import add_sentence, replace_sentence
from ....rules.book import Entry
from ....rules.families.closures import Closure
from ....rules.language import Refusal, parse
from ... import posted
from ...page import page
from ...request import PageRequest
from .. import frame

FIELDS = ("who", "first", "last", "from", "to")
EVERY_HOLIDAY = "The practice is closed on federal holidays."  # with the days on which they are observed
ALL_OF_THEM = "all"  # that sentence, among the keys of holidays


@page("rules.view")
def closures(request: PageRequest) -> HttpResponse:
    return _closures(request)


def _closures(request: PageRequest, problem: str = "") -> HttpResponse:
    """`problem`: what was sent was not saved, and stands in the form again."""
    file = frame.file_of(request)
    today = _today(file)
    found = [entry for entry in file.setup.book.entries if isinstance(entry.rule, Closure)]
    said = {entry.text for entry in found}
    every = EVERY_HOLIDAY in said
    offered = [(one, one.sentence, every or one.sentence in said) for one in HOLIDAYS]
    context = {
        "coming": [entry for entry in found if not _is_over(entry, today)],
        "over": [entry for entry in found if _is_over(entry, today)],
        "holidays": offered,
        "every_holiday": every,
        "problem": problem,
        "typed": {name: posted.text(request, name, 40) for name in FIELDS} if problem else {},
        "ticked": posted.texts(request, "holiday") if problem else [],
        "subjects": [
            ("", gettext("The whole practice")),
            *((f"location {one.id}", one.name) for one in file.setup.locations.values()),
            *((f"provider {one.id}", one.name) for one in file.setup.providers.values()),
        ],
    }
    return frame.show(request, "setup/closures.html", "closures", context, 422 if problem else 200)


@page("policy.edit", ["POST"])
def change(request: PageRequest) -> HttpResponse:
    """Add holidays, close something on days, or take a closure out."""
    file, back = frame.file_of(request), reverse("setup:closures")
    match posted.text(request, "do"):
        case "holidays":
            wanted = posted.texts(request, "holiday")
            each = [one.sentence for one in HOLIDAYS if one.key in wanted]
            sentences = [EVERY_HOLIDAY] if ALL_OF_THEM in wanted else each
        case "remove":
            line = posted.text(request, "line")
            written = posted.text(request, "written", 600)
            number = whole_number(line) or 0
            what = gettext("Rule taken out: %(rule)s") % {"rule": written}
            return frame.edit(
                request, lambda text: replace_sentence(text, number, written, ""), what, gettext("Taken out."), back
            )
        case _ if not _can_be_meant(request, _today(file)):
            messages.error(request, gettext("Enter dates within ten years of today."))
            return redirect(back)
        case _:
            sentences = [_sentence(request, file)]
    try:
        for text in sentences:
            parse(text, file.setup.book.vocabulary)
    except Refusal:
        return _closures(
            request, gettext("Choose days that exist, the last not before the first, and both times or none.")
        )
    what = gettext("Rule added: %(rule)s") % {"rule": " ".join(sentences)}
    if problem := frame.try_edit(request, lambda text: with_sentences(text, sentences), what):
        return _closures(request, problem)
    messages.success(request, gettext("Added."))
    return redirect(back)


# Helpers ----------------------------------------------------------------------------------------------------


def with_sentences(text: str, sentences: list[str]) -> str:
    """The text with these sentences, each beside its like; what it says already is not said twice."""
    for sentence in sentences:
        file = examine(text)[0]
        entries = file.setup.book.entries if file is not None else ()
        if file is None or any(entry.text == sentence for entry in entries):
            continue  # it is said already
        text = add_sentence(text, sentence, entries, parse(sentence, file.setup.book.vocabulary))
    return text


def _can_be_meant(request: PageRequest, today: dt.date) -> bool:
    """Whether the days are dates that somebody can mean; the last may be left out."""
    given = [posted.text(request, "first"), *filter(None, [posted.text(request, "last")])]
    return all(near_date(text, today) for text in given)


def _sentence(request: PageRequest, file: PracticeFile) -> str:
    kind, _, id_ = posted.text(request, "who").partition(" ")
    vocabulary = file.setup.book.vocabulary
    subject = "The practice is closed"
    if kind == "location" and id_ in file.setup.locations:
        subject = f"{vocabulary.location(id_)} is closed"
    elif kind == "provider" and id_ in file.setup.providers:
        subject = f"{vocabulary.provider(id_)} is away"
    first, last = posted.text(request, "first"), posted.text(request, "last") or posted.text(request, "first")
    days = f"on {first}" if first == last else f"from {first} to {last}"
    begin, end = posted.text(request, "from"), posted.text(request, "to")
    return f"{subject} {days}{f' from {begin} to {end}' if begin or end else ''}."


def _is_over(entry: Entry, today: dt.date) -> bool:
    rule = entry.rule
    return isinstance(rule, Closure) and isinstance(rule.last, dt.date) and rule.last < today


def _today(file: PracticeFile) -> dt.date:
    return now().astimezone(file.setup.zone).date()
