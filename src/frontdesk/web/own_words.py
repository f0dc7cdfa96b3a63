"""The practice's own words on a page: in its language where they are known in it, else in English and marked so (WCAG 3.1.2)."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from ..practice.file import Question, Wording
from ..practice.models import VisitType
from ..practice.words import spanish_of
from ..rules.spoken import spoken


def in_page_language(english: str, spanish: str = "") -> str:
    """As the practice wrote it in the language of the page; else as we know it; else its English, said to be English."""
    if not english or not _is_spanish():
        return english
    known = spanish or gettext(english)
    return known if spanish or known != english else as_english(english)


def as_english(text: str) -> str:
    """Words that staff or the practice wrote in English, on a page that may be in another language."""
    return format_html('<span lang="en">{}</span>', text) if text and _is_spanish() else text


def visit_in_words(visit: VisitType) -> tuple[str, str]:
    """(name, description) of a visit type."""
    name, description = spanish_of(visit) if _is_spanish() else ("", "")
    return in_page_language(visit.name, name), in_page_language(visit.description, description)


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
    return {one: in_page_language(one, es) for one, es in zip(question.options, spanish, strict=True)}


def spoken_sentence(sentence: Any) -> Any:
    """A sentence of the rules, or what quotes one, as people say it: no date or time as a file writes it."""
    if not isinstance(sentence, str):
        return sentence
    return SafeString(spoken(sentence)) if isinstance(sentence, SafeString) else spoken(sentence)


def _is_spanish() -> bool:
    return get_language() == "es"
