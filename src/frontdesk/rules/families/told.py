"""What patients are told before a visit, and how early they come: on the page where a time is confirmed, in the confirmation and in reminders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..conditions import When, when
from ..dates import ALL_DATES, During, during
from ..facts import Facts
from ..for_patients import amount, said
from ..grammar import Reader, comma, mapped, mark, maybe, quoted, seq, words
from ..rule import Family, Form, Rule, ValuedRule, form
from ..scope import Scope, names, scope
from ..vocabulary import Vocabulary
from .length import minutes


@dataclass(frozen=True)
class Told(Rule):
    """`text` as the practice writes it; `spanish` for who reads Spanish, where the practice has written it."""

    text: str = ""
    spanish: str = ""

    def sentence(self, vocabulary: Vocabulary) -> str:
        spanish = f' In Spanish: "{self.spanish}"' if self.spanish else ""
        return f'before {self.scope.noun(vocabulary)} patients are told: "{self.text}"{spanish}'

    def for_patient(self, language: str) -> str:
        return said(language, self.text, self.spanish or self.text)


@dataclass(frozen=True)
class ComeEarly(ValuedRule):
    """So many minutes before the start; it moves nothing of the visit."""

    minutes: int = 15

    @property
    def sets(self) -> str:
        return "arrival"

    @property
    def value(self) -> int:
        return self.minutes

    def sentence(self, vocabulary: Vocabulary) -> str:
        return f"patients come {amount('en', self.minutes, 'minutes')} early for {self.scope.noun(vocabulary)}"

    def for_patient(self, language: str) -> str:
        early = amount(language, self.minutes, "minutes")
        return said(language, f"Please come {early} early.", f"Llegue {early} antes, por favor.")


@dataclass(frozen=True)
class Guidance(Rule):
    """What is said to whoever answers so, before anything is sent, and which visits are offered to them instead."""

    text: str = ""
    spanish: str = ""
    offers: tuple[str, ...] = ()

    def full_sentence(self, vocabulary: Vocabulary) -> str:
        return f"{self.when.render(vocabulary).strip()}, {self.sentence(vocabulary)}{self.during.words()}"

    def sentence(self, vocabulary: Vocabulary) -> str:
        if self.offers:
            return f"offer {Scope(self.offers).visit_noun(vocabulary)}"
        spanish = f' In Spanish: "{self.spanish}"' if self.spanish else ""
        return f'patients are told: "{self.text}"{spanish}'

    def for_patient(self, language: str) -> str:
        return said(language, self.text, self.spanish or self.text)

    def unknown(self, facts: Facts) -> tuple[str, ...]:
        """Nothing: it speaks to whoever has answered so, and nobody is asked for its sake."""
        return ()

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *(("visit type", visit) for visit in self.offers))


def _guidance(pattern: str, reader: Reader, build: Callable[..., Guidance], *examples: str) -> Form:
    """`When …` comes first here, and may be followed by dates."""

    def make(read: tuple[When, tuple[object, ...], During]) -> Guidance:
        when, values, during = read
        return build(*values, when=when, during=during)

    whole = seq(when, maybe(comma, None), reader, maybe(during, ALL_DATES))
    return Form(pattern, mapped(whole, make), examples)


def _told(covered: Scope, text: str, spanish: str, when) -> Told:  # type: ignore[no-untyped-def]
    return Told(covered, text, spanish, when=when)


_in_spanish = maybe(mapped(seq(words("in Spanish"), maybe(mark(":"), None), quoted), lambda v: v[0]), "")

FAMILY = Family(
    "told",
    "What patients are told before a visit",
    "Shown where a time is confirmed, on the appointment's page, in the confirmation and in reminders; never in a message about a visit whose name is kept out of messages. "
    "All that cover the visit are told; of several that say how early, the narrowest holds. Coming early moves nothing of the visit. "
    "`When …, patients are told:` and `When …, offer …` say it to whoever answers so, before anything is sent. Who reads Spanish is told what stands behind `In Spanish:`, and where nothing does, the English.",
    (
        form(
            'Before VISITS [with PROVIDER] [at LOCATION] patients are told: "WORDS"',
            seq(
                words("before"),
                scope,
                words("patients are told"),
                maybe(mark(":"), None),
                quoted,
                _in_spanish,
            ),
            _told,
            'Before procedures patients are told: "Nothing to eat for 6 hours."',
            'Before procedures patients are told: "Nothing to eat for 6 hours." In Spanish: "No coma nada en las 6 horas anteriores."',
        ),
        form(
            "Patients come N minutes early for VISITS [with PROVIDER] [at LOCATION].",
            seq(words("patients come"), minutes, words("early for"), scope),
            lambda early, covered, when: ComeEarly(covered, early, when=when),
            "Patients come 15 minutes early for new patient visits.",
        ),
        _guidance(
            'When FIELD mentions "TEXT", patients are told: "WORDS"',
            seq(words("patients are told"), maybe(mark(":"), None), quoted, _in_spanish),
            lambda text, spanish, **held: Guidance(text=text, spanish=spanish, **held),
            'When the reason mentions "chest pain", patients are told: "Please call 911 now."',
        ),
        _guidance(
            'When FIELD mentions "TEXT", offer VISIT TYPES.',
            seq(words("offer"), names("visit type")),
            lambda visits, **held: Guidance(offers=visits, **held),
            'When the reason mentions "rash", offer procedures.',
        ),
    ),
    rules=(Told, ComeEarly, Guidance),
    said_as=(),
    chapter=115,
    titulo="Qué se avisa a los pacientes antes de una visita",
)
