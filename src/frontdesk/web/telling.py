"""What is said where something is not done: to staff the practice's rules themselves, to a patient what they mean for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.utils.translation import get_language, gettext

from ..availability.for_patients import horizon_for_patient, reasons_for_patient, sentences_for_patient
from ..availability.model import Reason, Setup, Wanted, not_there
from ..booking.errors import BreaksRules
from ..intake.states import IllegalTransition
from ..practice import policies
from ..rules.for_patients import Planned
from .request import PageRequest


def why_not(reasons: Iterable[Reason]) -> str:
    """Everything that stands in the way of a time, as its patient reads it."""
    return " ".join(reasons_for_patient(_setup().book, reasons, _language()))


def what_it_means(sentences: Iterable[str], *, chosen: bool, planned: Planned | None = None) -> tuple[str, ...]:
    """Sentences of the rules, as a patient reads them; `chosen`: who chose a person or a place; `planned`: for whom we did."""
    return sentences_for_patient(_setup().book, sentences, _language(), chosen=chosen, planned=planned)


def what_needs_it(wanted: Wanted, because: Iterable[str]) -> tuple[str, ...]:
    """Of what blocks every time, the later visits that need this one first, as their patient reads it."""
    late = [ahead.reason for ahead in wanted.ahead_of if ahead.reason.detail in because]
    return reasons_for_patient(_setup().book, late, _language())


def no_longer_made(wanted: Wanted) -> str:
    """That the practice has the visit no more, or whom or where it was planned for; '' where it has."""
    setup = _setup()
    if not_there(setup, wanted.visit):
        return gettext("We no longer offer this visit. Please call us.")
    people, places = (wanted.providers, setup.providers), (wanted.locations, setup.locations)
    if any(named and not set(named) & set(there) for named, there in (people, places)):
        return gettext("This visit was planned with someone, or at a place, that we no longer have. Please call us.")
    return ""


def how_far_ahead(sentence: str) -> str:
    """'We book up to 90 days ahead.'"""
    return horizon_for_patient(_setup().book, sentence, _language())


def problem_words(problem: Exception) -> str:
    """What an action said instead of doing it, as a patient reads it."""
    if isinstance(problem, BreaksRules):
        return why_not(problem.reasons)
    if isinstance(problem, IllegalTransition):
        return gettext("This has changed in the meantime. Here is what it says now.")
    return str(problem)


def tell(request: PageRequest, problem: Exception) -> None:
    """The same, at the top of the page that comes next."""
    messages.error(request, problem_words(problem))


def tell_it_changed(request: PageRequest) -> None:
    """What was pressed is about something that is otherwise by now: nothing is done, and what stands comes next.  Nothing on a GET."""
    if request.method == "POST":
        messages.error(request, gettext("This has changed in the meantime. Here is what it says now."))


def _setup() -> Setup:
    return policies.current().setup


def _language() -> str:
    return get_language() or "en"
