"""An interpreter who has to be there, said wherever staff see who comes."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from ..booking.models import Appointment
from ..intake.interpreters import interpreters, language_questions
from ..practice import policies
from .own_words import labels_in_words


def show_interpreters(rows: Sequence[Appointment]) -> None:
    """With each of these, as `interpreter`, that one is needed, and in which language; '' where none is."""
    needed = interpreters(appointment.patient for appointment in rows) if rows else {}
    labels: dict[str, str] = {}
    for question in language_questions(policies.current()) if needed else ():
        labels |= {option: str(words) for option, words in labels_in_words(question).items()}
    for appointment in rows:
        language = needed.get(appointment.patient_id)
        appointment.interpreter = "" if language is None else _words(labels.get(language, language))  # type: ignore[attr-defined]


def _words(language: str) -> str:
    return gettext("Interpreter: %(language)s") % {"language": language} if language else gettext("Interpreter needed")
