"""How late a patient may come before they are given another time."""

from __future__ import annotations

from dataclasses import dataclass

from ..for_patients import amount, said
from ..grammar import alt, number, seq, words
from ..rule import Family, ValuedRule, form
from ..scope import scope
from ..vocabulary import Vocabulary


@dataclass(frozen=True)
class Lateness(ValuedRule):
    """Whoever is checked in more than so many minutes after the start is offered another time, by staff and never by itself."""

    minutes: int = 15

    @property
    def sets(self) -> str:
        return "lateness"

    @property
    def value(self) -> int:
        return self.minutes

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"patients more than {amount('en', self.minutes, 'minutes')} late for {self.scope.noun(vocabulary)} are rescheduled"

    def for_patient(self, language: str) -> str:
        late = amount(language, self.minutes, "minutes")
        return said(
            language,
            f"If you come more than {late} late, we may have to give you another time.",
            f"Si llega más de {late} tarde, es posible que tengamos que darle otro horario.",
        )


FAMILY = Family(
    "lateness",
    "How late patients may come",
    "At check-in: whoever comes more than so many minutes after the start is put before staff as an exception, with a button that leads to another time. Nothing is moved by itself, and the visit may be kept.",
    (
        form(
            "Patients more than N minutes late for VISITS [with PROVIDER] [at LOCATION] are rescheduled.",
            seq(
                words("patients"),
                alt(words("more than"), words("over")),
                number(0, 1000),
                words("minutes late for"),
                scope,
                words("are rescheduled"),
            ),
            lambda minutes, covered, when: Lateness(covered, minutes, when=when),
            "Patients more than 15 minutes late for procedures are rescheduled.",
            "Patients more than 10 minutes late for visits with Dr. Chen at Downtown are rescheduled.",
        ),
    ),
    rules=(Lateness,),
    chapter=127,
    titulo="Cuánto puede retrasarse un paciente",
)
