"""Why a time is not offered, as its patient reads it: what the rule means, in their language, and never its own sentence."""

from __future__ import annotations

from collections.abc import Iterable

from ..rules.book import RuleBook
from ..rules.families.lead_time import Farthest, Horizon
from ..rules.families.self_scheduling import PatientsMayBook
from ..rules.for_patients import Planned, said
from ..rules.rule import Rule
from .model import Reason

# Kind of reason → what it means where no sentence of the practice is the cause.
WITHOUT_A_SENTENCE = {
    "hours": (
        "Nobody can see you at that time. Choose one of the times in the list.",
        "Nadie puede atenderle en ese horario. Elija uno de los horarios de la lista.",
    ),
    "taken": ("That time has just been taken. Choose another time.", "Alguien acaba de tomar ese horario. Elija otro."),
    "lead time": ("That time has passed. Choose a later time.", "Ese horario ya pasó. Elija uno posterior."),
    "offers": (
        "We do not offer this any more. Choose another time, or call us.",
        "Ya no ofrecemos esto. Elija otro horario o llámenos.",
    ),
}
OTHERWISE = (
    "That time cannot be booked here. Choose another time.",
    "Ese horario no se puede reservar aquí. Elija otro.",
)


def reasons_for_patient(book: RuleBook, reasons: Iterable[Reason], language: str) -> tuple[str, ...]:
    """What stands in the way, each thing once and in order."""
    return tuple(dict.fromkeys(_reason(book, reason, language) for reason in reasons))


def sentences_for_patient(
    book: RuleBook,
    sentences: Iterable[str],
    language: str,
    *,
    chosen: bool = True,
    planned: Planned | None = None,
) -> tuple[str, ...]:
    """The same for sentences of the practice alone; one that the book no longer has is left out.

    `chosen`: whether the patient chose a person or a place; to one who did not, none is named as the choice.
    `planned`: with whom and where the practice has planned it, for a patient who had no choice.
    """
    rules = [rule for text in sentences if (rule := book.rule(text)) is not None]
    return tuple(dict.fromkeys(_means(rule, language, chosen, planned) for rule in rules))


def _means(rule: Rule, language: str, chosen: bool, planned: Planned | None) -> str:
    if planned:
        return rule.where_planned(language, planned)
    return rule.for_patient(language) if chosen else rule.where_nobody_can(language)


def horizon_for_patient(book: RuleBook, sentence: str, language: str) -> str:
    """How far ahead we book, by that sentence or by the default."""
    rule = book.rule(sentence)
    return (rule if isinstance(rule, Farthest) else Horizon()).for_patient(language)


def _reason(book: RuleBook, reason: Reason, language: str) -> str:
    if reason.to_patient is not None:
        return said(language, *reason.to_patient)
    rule = book.rule(reason.rule) if reason.rule else None
    if rule is not None:
        return rule.for_patient(language)
    if reason.kind == "self-scheduling":
        return PatientsMayBook().for_patient(language)
    if reason.kind == "horizon":
        return Horizon().for_patient(language)
    return said(language, *WITHOUT_A_SENTENCE.get(reason.kind, OTHERWISE))
