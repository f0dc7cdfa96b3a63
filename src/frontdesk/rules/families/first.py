"""A visit that comes before another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..conditions import When
from ..dates import short
from ..facts import Visit
from ..for_patients import said
from ..grammar import Reader, alt, const, either, listed, mapped, maybe, name, seq, words
from ..history import PatientVisit, Start
from ..rule import Family, StartRule, form
from ..scope import Scope, scope, tail_of_any
from ..vocabulary import ONE_VISIT, Vocabulary
from ..words import listing, one_of

Ids = tuple[str, ...]


@dataclass(frozen=True)
class ComesFirst(StartRule):
    """Each of the visits of `first`, or `any_of` them, before these.  `completed`: it must have taken place; else booked before the start will do."""

    kind: ClassVar[str] = "first visit"
    first: Scope = Scope()
    completed: bool = False
    any_of: bool = False

    @property
    def other_scopes(self) -> tuple[Scope, ...]:
        return (self.first,)

    def judges(self, visit: Visit) -> bool:
        """Of all visits (`visits need an intake first`) the intake is none that waits for itself."""
        own = not self.scope.visits and visit.type in self.first.visits
        return not own and super().judges(visit)

    @property
    def waits_for_itself(self) -> bool:
        """Whether nobody who has not had such a visit ever gets one."""
        return len(self.scope.visits) == 1 and self.scope.visits[0] in self.first.visits and not self.any_of

    def against(self, start: Start) -> str | None:
        if not start.known and not start.visit.facts.last:
            return None
        kinds = self.first.visits or (None,)
        missing = [kind for kind in kinds if self._is_there(kind, start) is False]
        if not missing or (self.any_of and len(missing) < len(kinds)):
            return None
        return "; ".join(self._what_is_missing(kind, start) for kind in missing)

    def looks_back(self, visit: Visit, earlier: Visit) -> bool:
        return self.covers(visit) and self.first.covers(earlier)

    def _is_there(self, visit: str | None, start: Start) -> bool | None:
        """None where only dates are told and nobody knows who the patient is, or what they had before their visits were kept here."""
        if any(self._will_do(earlier, start) for earlier in self._such(visit, start)):
            return True
        told = {} if self.first.providers or self.first.locations else start.visit.facts.last
        if any(date <= start.date for type_, date in told.items() if visit in (None, type_)):
            return True
        return False if start.known and not start.visit.facts.known_before else None

    def _such(self, visit: str | None, start: Start) -> list[PatientVisit]:
        scope = Scope((visit,) if visit else (), self.first.providers, self.first.locations)
        return [other for other in start.others if scope.covers(other.visit)]

    def _will_do(self, visit: PatientVisit, start: Start) -> bool:
        return visit.kept(start.today) if self.completed else visit.start < start.minute

    def _what_is_missing(self, visit: str | None, start: Start) -> str:
        noun = Scope((visit,) if visit else (), self.first.providers, self.first.locations).one_noun(start.vocabulary)
        such = self._such(visit, start)
        if not such:
            return (
                f"no {noun} has taken place" if self.completed else f"no {noun} has taken place or is booked before it"
            )
        if self.completed:
            return f"the {noun} of {short(such[0].date)} is not completed"
        return f"the {noun} is on {short(such[0].date)}; it has to be before this"

    def sentence(self, vocabulary: Vocabulary) -> str:
        need = self.scope.verb(vocabulary, "need", "needs")
        nouns = [self._one(vocabulary.one_visit(visit)) for visit in self.first.visits or (None,)]
        what = listing(nouns, "or" if self.any_of else "and") + self.first.tail(vocabulary, "or")
        return f"{self.scope.noun(vocabulary)} {need} {what} first"

    def _one(self, noun: str) -> str:
        return one_of(noun, f"completed {noun}" if self.completed else noun)

    def for_patient(self, language: str) -> str:
        if self.completed:
            return said(
                language,
                "You need to have had another visit with us before this one. Please call us.",
                "Antes de esta cita debe haber tenido otra con nosotros. Llámenos.",
            )
        return said(
            language,
            "Another visit has to come before this one. Book that one first, choose a later time, or call us.",
            "Antes de esta cita hace falta otra. Reserve primero esa, elija un horario posterior o llámenos.",
        )


_a: Reader = maybe(alt(words("a"), words("an"), words("the"), words("one")), None)
_completed: Reader = maybe(const(words("completed"), True), False)
_type: Reader = alt(const(words("visit"), ""), name("visit type", suggested=ONE_VISIT))
_one: Reader = seq(_a, _completed, _type)
Read = tuple[tuple[bool, str], ...]


def _all_alike(read: Read) -> tuple[Ids, bool]:
    """'a completed intake or consult', 'a completed intake or a completed consult'."""
    completed = read[0][0]
    if any(again_completed for again_completed, _ in read[1:]) and not completed:
        raise ValueError("“completed” before the first of them, too")
    ids = tuple(dict.fromkeys(id_ for _, id_ in read))
    if "" in ids and len(ids) > 1:
        raise ValueError("visits by their names")
    return (() if ids == ("",) else ids), completed


_first: Reader = alt(
    mapped(listed(_one), lambda read: (*_all_alike(read), False)),
    mapped(either(_one), lambda read: (*_all_alike(read), True)),
)


def _comes_first(covered: Scope, first: tuple[Ids, bool, bool], where: tuple[Ids, Ids], when: When) -> ComesFirst:
    ids, completed, any_of = first
    return ComesFirst(covered, Scope(ids, *where), completed, any_of and len(ids) > 1, when=when)


FAMILY = Family(
    "first",
    "Which visit comes first",
    "`completed`: it took place (it is completed, or the patient came on a day that is over). Without: it took place, or is booked before the start. "
    "Of several with `and` each is needed, with `or` one of them; of several providers or places, joined by `or`, the visit was with one. Where each is needed, write a sentence for each. Where nobody knows who the patient is, it blocks nothing; nor for whom staff marked *Seen here before*, online and with staff: which visits they had before Frontdesk nobody knows.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] need a [completed] VISIT TYPE [with PROVIDER] [at LOCATION] first.",
            seq(scope, alt(words("need"), words("needs")), _first, tail_of_any, words("first")),
            _comes_first,
            "Procedures need a completed new patient visit first.",
            "Follow-up visits need a new patient visit first.",
            "Procedures need a new patient visit or a follow-up visit with Dr. Chen first.",
        ),
    ),
    rules=(ComesFirst,),
    chapter=104,
    titulo="Qué visita va primero",
)
