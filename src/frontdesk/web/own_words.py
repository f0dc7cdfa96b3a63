"""The practice's own words on a page: in its language where they are known in it, else in English and marked so (WCAG 3.1.2)."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from ..practice.file import Question, Wording
from ..practice.models import Entity, VisitType
from ..practice.words import spanish_of, visit_words
from ..rules.spoken import spoken

PHOTO_OF = re.compile(r"(?:an? )?(?:photo|picture|scan|copy) of |(?:una )?(?:foto|imagen|copia) de ", re.IGNORECASE)


def in_page_language(english: str, spanish: str = "") -> str:
    """As the practice wrote it in the language of the page; else as we know it; else its English, said to be English."""
    if not english or not _is_spanish():
        return english
    known = spanish or gettext(english)
    return known if spanish or known != english else as_english(english)


def thing_itself(asked: str) -> str:
    """What is brought to the visit where a photo of it was asked for: 'Your insurance card' of 'A photo of your insurance card'."""
    match = PHOTO_OF.match(asked)
    rest = asked[match.end() :] if match else asked
    return f"{rest[:1].upper()}{rest[1:]}"


def as_english(text: str) -> str:
    """Words that staff or the practice wrote in English, on a page that may be in another language."""
    return format_html('<span lang="en">{}</span>', text) if text and _is_spanish() else text


def visit_in_words(visit: VisitType) -> tuple[str, str]:
    """(name, description) of a visit type."""
    name, description = spanish_of(visit) if _is_spanish() else ("", "")
    return in_page_language(visit.name, name), in_page_language(visit.description, description)


def list_name(visit: VisitType | None) -> str:
    """A visit type's name for lists, in the language of the page; a sensitive visit's is kept out of them (42 CFR Part 2)."""
    if visit is None:
        return ""
    return gettext("Visit") if visit.sensitive else visit_in_words(visit)[0]


def visit_said(visit: VisitType) -> str:
    """A visit type's name where a line of plain text is put together, in the language of the page."""
    return visit_words(visit, get_language() or "en")[0]


def choice_name(entity: Entity) -> str:
    """What a list to choose from calls something of the practice: a visit type in the language of the page."""
    return visit_said(entity) if isinstance(entity, VisitType) else entity.name


class VisitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Which visit, as the practice calls it in the language of the page."""

    def label_from_instance(self, obj: VisitType) -> str:
        return visit_said(obj)


def question_in_words(question: Question) -> Wording:
    """How a question is put, each part by itself: one that has no Spanish is put in English."""
    es = question.es
    return Wording(
        in_page_language(question.ask, es.ask),
        in_page_language(question.help, es.help),
        in_page_language(question.why, es.why),
        tuple(labels_in_words(question).values()),
    )


def labels_in_words(question: Question) -> dict[str, str]:
    """option → how it is shown."""
    spanish = (
        question.es.options if len(question.es.options) == len(question.options) else ("",) * len(question.options)
    )
    return {option: in_page_language(option, es) for option, es in zip(question.options, spanish, strict=True)}


def spoken_sentence(sentence: Any) -> Any:
    """A sentence of the rules, or what quotes one, as people say it: no date or time as a file writes it."""
    if not isinstance(sentence, str):
        return sentence
    return SafeString(spoken(sentence)) if isinstance(sentence, SafeString) else spoken(sentence)


def _is_spanish() -> bool:
    return get_language() == "es"
