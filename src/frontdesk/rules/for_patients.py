"""What a rule means for a patient, in the languages that patients read.

A practice's sentence is written for its staff, in English.  Each family says beside its rules what that means for somebody
who is refused or limited by one; nothing here knows Django, so both languages stand in the family's own file.
"""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Planned:
    """With whom and where the practice has planned a visit, by name; '' where that is open.  The patient chose neither."""

    provider: str = ""
    place: str = ""

    def __bool__(self) -> bool:
        return bool(self.provider or self.place)


def said(language: str, english: str, spanish: str) -> str:
    """One of the two; English for a language that nobody has written."""
    return spanish if language == "es" else english


def amount(language: str, count: int, unit: str) -> str:
    """'1 hour', '24 hours', '2 business days'; '24 horas'."""
    singular, many, una, varias = UNITS[unit]
    return f"{count} {said(language, singular, una) if count == 1 else said(language, many, varias)}"


UNITS = {
    "minutes": ("minute", "minutes", "minuto", "minutos"),
    "hours": ("hour", "hours", "hora", "horas"),
    "days": ("day", "days", "día", "días"),
    "weeks": ("week", "weeks", "semana", "semanas"),
    "months": ("month", "months", "mes", "meses"),
    "years": ("year", "years", "año", "años"),
    "business days": ("business day", "business days", "día hábil", "días hábiles"),
}
