"""Who needs an interpreter, and in which language: what they, or whoever asked for them, said last.

It is a person's and not a visit's: once said on the form of one visit it holds for all that come, and says nothing of that visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from ..people.models import Patient
from ..practice import policies
from ..practice.file import PracticeFile, Question
from ..rules.conditions.answers import FieldIs
from .models import Answer

NEEDED = "interpreter"
SAID_IN_WORDS = ("choice", "several choices", "text")


def interpreters(patients: Iterable[Patient]) -> Mapping[UUID, str]:
    """Of those who need one: in which language, as it was answered; '' where that was not said.  Two queries, however many they are."""
    languages = [question.id for question in language_questions(policies.current())]
    answers = Answer.objects.filter(
        request__patient__in={patient_.pk for patient_ in patients}, field__in=[NEEDED, *languages]
    )
    said: dict[UUID, dict[str, str]] = {}
    rows = answers.order_by("request__created_at", "request__number")
    for patient, field, value in rows.values_list("request__patient", "field", "value"):
        said.setdefault(patient, {})[field] = value
    return {
        patient: next((given[field] for field in languages if given.get(field)), "")
        for patient, given in said.items()
        if given.get(NEEDED, "").casefold() == "yes"
    }


def language_questions(file: PracticeFile) -> Iterator[Question]:
    """What is asked of whoever needs one, and is answered in words."""
    for question in file.intake:
        shown_by = [
            condition
            for condition in question.shown.conditions
            if isinstance(condition, FieldIs) and condition.field == NEEDED
        ]
        if question.kind in SAID_IN_WORDS and any("yes" in map(str.casefold, field_is.values) for field_is in shown_by):
            yield question
