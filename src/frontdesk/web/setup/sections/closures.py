"""When the practice is closed and who is away: the sentences of that family as a list, with federal holidays offered."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext

from ....core.dates import can_be_meant
from ....core.typed import clock_time, near_date, whole_number
from ....practice.file import PracticeFile, examine
from ....practice.file.holidays import HOLIDAYS
from ....practice.file.sentences import add_sentence, replace_sentence
from ....rules.book import Entry
from ....rules.families.closures import Closure
from ....rules.language import Refusal, parse
from ....tenancy.today import today_here
from ... import posted
from ...page import page
from ...picked import A_LONG_WAY, how_to_write_date, how_to_write_time
from ...request import PageRequest
from .. import frame

FIELDS = ("who", "first", "last", "from", "to")
EVERY_HOLIDAY = "The practice is closed on federal holidays."  # with the days on which they are observed
ALL_OF_THEM = "all"  # that sentence, among the keys of holidays


@page("rules.view")
def closures(request: PageRequest) -> HttpResponse:
    return _closures(request)


def _closures(request: PageRequest, problem: str = "", at: str = "") -> HttpResponse:
    """`problem`: what was sent was not saved, and stands in the form again; `at`: the field that it is about."""
    file = frame.file_of(request)
    today = _today(file)
    all_closures = [entry for entry in file.setup.book.entries if isinstance(entry.rule, Closure)]
    book = file.setup.book
    every = book.rule(EVERY_HOLIDAY) is not None
    offered = [(holiday, holiday.sentence, every or book.rule(holiday.sentence) is not None) for holiday in HOLIDAYS]
    context = {
        "coming": [entry for entry in all_closures if not _is_over(entry, today)],
        "over": [entry for entry in all_closures if _is_over(entry, today)],
        "holidays": offered,
        "every_holiday": every,
        "problem": problem,
        "wrong_at": at,
        "typed": {name: posted.text(request, name) for name in FIELDS} if problem else {},
        "ticked": posted.texts(request, "holiday") if problem else [],
        "subjects": [
            ("", gettext("The whole practice")),
            *((f"location {location.id}", location.name) for location in file.setup.locations.values()),
            *((f"provider {provider.id}", provider.name) for provider in file.setup.providers.values()),
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
            each = [holiday.sentence for holiday in HOLIDAYS if holiday.key in wanted]
            sentences = [EVERY_HOLIDAY] if ALL_OF_THEM in wanted else each
        case "remove":
            line = posted.text(request, "line")
            written = posted.text(request, "written")
            number = whole_number(line) or 0
            what = gettext("Rule taken out: %(rule)s") % {"rule": written}
            return frame.edit(
                request, lambda text: replace_sentence(text, number, written, ""), what, gettext("Taken out."), back
            )
        case _ if wrong := _not_read(request, _today(file)):
            return _closures(request, *wrong)
        case _:
            sentences = [_sentence(request, file)]
    try:
        for text in sentences:
            parse(text, file.setup.book.vocabulary)
    except Refusal:
        problem = gettext("Choose days that exist, the last not before the first, and both times or none.")
        return _closures(request, problem, _wrong(request))
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
        book = file.setup.book if file is not None else None
        if book is None or book.rule(sentence) is not None:
            continue  # it is said already
        text = add_sentence(text, sentence, book.entries, parse(sentence, book.vocabulary))
    return text


def _not_read(request: PageRequest, today: dt.date) -> tuple[str, str] | None:
    """What to write, and at which field, where a day is none that somebody can mean or a time cannot be read; the last day and the times may be left out."""
    for name in ("first", "last"):
        text = posted.text(request, name)
        day = near_date(text, today, A_LONG_WAY)
        if day is None and (text or name == "first"):
            return how_to_write_date(text), name
        if day is not None and not can_be_meant(day, today):
            return gettext("Enter dates within ten years of today."), name
    for name in ("from", "to"):
        if (text := posted.text(request, name)) and clock_time(text) is None:
            return how_to_write_time(text), name
    return None


def _wrong(request: PageRequest) -> str:
    """The field that a refused closure is about: a last day before the first, one time alone, an end before its beginning."""
    first, last, begin, end = _days_and_times(request)
    if last and last < first:
        return "last"
    return "from" if end and not begin else "to"


def _sentence(request: PageRequest, file: PracticeFile) -> str:
    kind, _, id_ = posted.text(request, "who").partition(" ")
    vocabulary = file.setup.book.vocabulary
    subject = "The practice is closed"
    if kind == "location" and id_ in file.setup.locations:
        subject = f"{vocabulary.location(id_)} is closed"
    elif kind == "provider" and id_ in file.setup.providers:
        subject = f"{vocabulary.provider(id_)} is away"
    first, last, begin, end = _days_and_times(request)
    days = f"on {first}" if last in ("", first) else f"from {first} to {last}"
    return f"{subject} {days}{f' from {begin} to {end}' if begin or end else ''}."


def _days_and_times(request: PageRequest) -> tuple[str, str, str, str]:
    """As sentences write them, from what can be read (`_not_read`); '' what is left out."""
    given = {name: posted.text(request, name) for name in FIELDS[1:]}
    first, last = (near_date(given[name], today_here()) for name in ("first", "last"))
    minutes = [clock_time(given[name]) for name in ("from", "to")]
    begin, end = ("" if minute is None else f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)
    return (str(first or ""), str(last or ""), begin, end)


def _is_over(entry: Entry, today: dt.date) -> bool:
    rule = entry.rule
    return isinstance(rule, Closure) and isinstance(rule.last, dt.date) and rule.last < today


def _today(file: PracticeFile) -> dt.date:
    return now().astimezone(file.setup.zone).date()
