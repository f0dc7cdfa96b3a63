"""What papers are due for a visit that is booked, and which of them are not there yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext, override

from ..availability.model import Setup
from ..availability.papers import Due, due_papers, is_there
from ..intake.evaluation import WILL_BE_SENT, WILL_BRING
from ..intake.models import Task
from ..messaging import dates
from ..practice import policies
from ..rules.facts import Facts, Visit
from ..rules.families.papers import PaperDue
from .models import Appointment

PROMISED = (WILL_BRING, WILL_BE_SENT)
PAPER = "paper"  # the kind of an exception about what is late
BY_ITSELF = "Frontdesk"


def any_are_due(setup: Setup) -> bool:
    return PaperDue in setup.book.kinds


def missing_papers(setup: Setup, appointment: Appointment, facts: Facts) -> tuple[Due, ...]:
    """By rules of that set-up, the first due first; `facts` as they are for that visit.  What staff have said something of says `said_of`."""
    codes = (appointment.visit_type.code, appointment.provider.code, appointment.location.code)
    if not any_are_due(setup) or codes[2] not in setup.locations:
        return ()
    date = appointment.start.astimezone(setup.locations[codes[2]].zone).date()
    there = {field: said for field, said in facts.answers.items() if said not in PROMISED}
    visit = Visit(*codes, replace(facts.on(date, seen=facts.patient == "established"), answers=there))
    return tuple(
        due for due in due_papers(setup, visit, appointment.start) if not is_there(setup.book, visit, due.paper, date)
    )


def said_of(appointments: Collection[UUID]) -> defaultdict[UUID, set[str]]:
    """Of each of these visits the papers that staff have said something of, at whatever time it was before."""
    now_at, new = {key: key for key in appointments}, list(appointments)
    while new:
        moved = Appointment.objects.filter(successor__in=new).exclude(pk__in=now_at)
        before = {old: now_at[to] for old, to in moved.values_list("pk", "successor") if to is not None}
        now_at, new = now_at | before, list(before)
    settled = Task.objects.filter(kind=PAPER, state="done", thing_id__in=now_at).exclude(done_by=BY_ITSELF)
    said: defaultdict[UUID, set[str]] = defaultdict(set)
    for visit, what in settled.values_list("thing_id", "what"):
        said[now_at[visit]] |= set(what.split(", "))
    return said


def asked_for(due: Due, appointment: Appointment, language: str) -> str:
    """What its patient is told of it, in a language: what, and until when."""
    when = dates.when(due.moment, appointment.location.timezone, language)
    what = paper_words(due.paper, language)
    with override(language):
        return gettext("Please send us this by %(when)s: %(what)s.") % {"when": when, "what": what.rstrip(".")}


def paper_words(paper: str, language: str) -> str:
    """As the practice asks for it, or by its name."""
    question = policies.current().question(paper)
    if question is not None:
        return question.words(language).ask
    with override(language):
        return gettext(paper.replace("-", " ").capitalize())
