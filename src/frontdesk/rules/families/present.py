"""Who else must be there: taken for the whole visit, or only in the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..facts import Visit
from ..for_patients import said
from ..grammar import Reader, alt, either, listed, mapped, maybe, name, seq, words
from ..rule import Family, RestrictingRule, form
from ..scope import names, scope
from ..vocabulary import Vocabulary
from ..words import article, listing

Who = tuple[str, str]  # ("kind of provider", kind) or ("provider", id)
KIND, PROVIDER = "kind of provider", "provider"


@dataclass(frozen=True)
class TakenToo(RestrictingRule):
    """Somebody else than the visit's own provider is taken for it, from its start to its end."""

    breaks_booked: ClassVar[bool] = True
    looks_at_others: ClassVar[bool] = True
    kind: ClassVar[str] = "staff"

    def others(self, visit: Visit) -> tuple[Who, ...]:
        """Who is taken beside its provider: each is somebody else."""
        raise NotImplementedError

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "Not everybody who is needed for this visit is free then. Choose another time.",
            "No todas las personas necesarias para esta visita están libres en ese horario. Elija otro horario.",
        )


@dataclass(frozen=True)
class NeedsSomebody(TakenToo):
    """One of each kind."""

    kinds: tuple[str, ...] = ()

    def others(self, visit: Visit) -> tuple[Who, ...]:
        return tuple((KIND, kind) for kind in self.kinds)

    def sentence(self, vocabulary: Vocabulary) -> str:
        need = self.scope.verb(vocabulary, "need", "needs")
        return f"{self.scope.noun(vocabulary)} {need} {listing([article(kind) for kind in self.kinds])}"

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *((KIND, kind) for kind in self.kinds))


@dataclass(frozen=True)
class Together(TakenToo):
    """All of these: the visit is booked with any one of them, and takes the others too."""

    providers: tuple[str, ...] = ()

    def others(self, visit: Visit) -> tuple[Who, ...]:
        return tuple((PROVIDER, id_) for id_ in self.providers if id_ != visit.provider)

    def obstacle(self, visit: Visit, vocabulary: Vocabulary) -> str | None:
        return None if visit.provider in self.providers else f"only with {self._who(vocabulary)} together"

    def _who(self, vocabulary: Vocabulary) -> str:
        return vocabulary.listing(PROVIDER, [vocabulary.provider(id_) for id_ in self.providers])

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} with {self._who(vocabulary)} together"

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *((PROVIDER, id_) for id_ in self.providers))


@dataclass(frozen=True)
class WhileThere(RestrictingRule):
    """Only while any of these has hours at the place of the visit and is not away; whether they are free does not matter."""

    breaks_booked: ClassVar[bool] = True
    looks_at_others: ClassVar[bool] = True
    kind: ClassVar[str] = "staff"
    any_of: tuple[Who, ...] = ()

    def who(self, vocabulary: Vocabulary) -> str:
        """'a physician or Dr. Chen'."""
        said_ = [article(id_) if kind == KIND else vocabulary.provider(id_) for kind, id_ in self.any_of]
        return listing(said_, "or")

    def sentence(self, vocabulary: Vocabulary) -> str:
        are = self.scope.verb(vocabulary, "are", "is")
        return f"{self.scope.noun(vocabulary)} {are} only offered while {self.who(vocabulary)} is there"

    def for_patient(self, language: str) -> str:
        return said(
            language,
            "Somebody who is needed for this visit is not here then. Choose another time.",
            "Alguien que hace falta para esta visita no está en ese horario. Elija otro horario.",
        )

    def names(self) -> tuple[tuple[str, str], ...]:
        return (*super().names(), *self.any_of)


def _several(providers: tuple[str, ...]) -> tuple[str, ...]:
    if len(providers) < 2:
        raise ValueError("a second provider")
    return providers


_are = alt(words("are"), words("is"))
_kind: Reader = mapped(
    seq(
        maybe(alt(words("a"), words("an"), words("the")), None),
        name(KIND, "a kind of provider, such as a medical assistant"),
    ),
    lambda v: v[0],
)
_who: Reader = alt(
    mapped(_kind, lambda kind: (KIND, kind)),
    mapped(name(PROVIDER), lambda id_: (PROVIDER, id_)),
)
_any_of: Reader = alt(mapped(_who, lambda who: (who,)), mapped(either(_who), lambda them: tuple(dict.fromkeys(them))))


def _each_once(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Two of one kind cannot be asked for, and to read them as one would promise less than what is written."""
    if len({*kinds}) < len(kinds):
        raise ValueError("another kind of provider, since one of each can be asked for")
    return kinds


FAMILY = Family(
    "present",
    "Who else must be there",
    "`need` a kind of provider: one of that kind, and not the visit's own provider, is taken for the whole visit like a step that lasts all of it (the first who is free, here and not away, in the file's order; "
    "two sentences need two people). `while … is there`: one of them has hours at that place that cover the visit from start to end and is not away; busy counts as there, "
    "and so does the visit's own provider. `together`: all of them are taken, and the visit is booked with any one of them. A visit that takes others has one seat. COLLEAGUES: two or more providers. `kind:` of a provider says what they are.",
    (
        form(
            "VISITS [with PROVIDER] [at LOCATION] need (A KIND OF PROVIDER).",
            seq(scope, words("need"), mapped(listed(_kind), _each_once)),
            lambda covered, kinds, when: NeedsSomebody(covered, when=when, kinds=kinds),
            "Procedures need a nurse.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are only offered while (A KIND OF PROVIDER|PROVIDER) is there.",
            seq(scope, _are, words("only offered while"), _any_of, _are, words("there")),
            lambda covered, any_of, when: WhileThere(covered, when=when, any_of=any_of),
            "Follow-up visits at Downtown are only offered while a nurse is there.",
            "Procedures are only offered while Dr. Chen or a nurse is there.",
        ),
        form(
            "VISITS [with PROVIDER] [at LOCATION] are with COLLEAGUES together.",
            seq(scope, _are, words("with"), mapped(names(PROVIDER), _several), words("together")),
            lambda covered, providers, when: Together(covered, when=when, providers=providers),
            "Procedures are with Dr. Chen and Dr. Lee together.",
        ),
    ),
    rules=(NeedsSomebody, Together, WhileThere),
    chapter=175,
    titulo="Quién más debe estar",
)
