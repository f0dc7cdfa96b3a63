"""Which visits a rule covers: of one or several visit types or of all, with a provider or any of several, at a location or any of several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from .facts import Visit
from .grammar import Reader, alt, const, listed, mapped, maybe, name, seq, words
from .vocabulary import ONE_VISIT, Vocabulary

Ids = tuple[str, ...]
JOINTS = ("and", "or")  # either joins a list: each of them is meant


@dataclass(frozen=True)
class Scope:
    """Ids, each once; empty for any."""

    visits: Ids = ()
    providers: Ids = ()
    locations: Ids = ()

    def covers(self, visit: Visit) -> bool:
        return (
            (not self.visits or visit.type in self.visits)
            and (not self.providers or visit.provider in self.providers)
            and (not self.locations or visit.location in self.locations)
        )

    def speaks_of(self, visit: str) -> bool:
        """Whether it is about that visit type, with somebody and somewhere."""
        return not self.visits or visit in self.visits

    @property
    def narrowness(self) -> tuple[int, bool, bool, bool]:
        """Greater is narrower: first how much is named, then the visit type before the provider before the location.

        Of several types, providers or places each is as narrow as if it stood alone.
        """
        named = (bool(self.visits), bool(self.providers), bool(self.locations))
        return (sum(named), *named)

    def each(self) -> Iterator[tuple[str | None, str | None, str | None]]:
        """The same, one type, provider and place at a time; None for any."""
        return product(self.visits or (None,), self.providers or (None,), self.locations or (None,))

    def noun(self, vocabulary: Vocabulary) -> str:
        """'new patient visits with Dr. Chen at Downtown'."""
        return self.visit_noun(vocabulary) + self.tail(vocabulary)

    def visit_noun(self, vocabulary: Vocabulary) -> str:
        """'visits', 'annual physicals and well-child visits'."""
        nouns = [vocabulary.visit_noun(visit) for visit in self.visits]
        return vocabulary.listing("visit type", nouns) if nouns else vocabulary.visit_noun(None)

    def counted(self, vocabulary: Vocabulary, count: int) -> str:
        """'2 new patient visits', '1 new patient visit'; of several types together '1 new patient visits and procedures'."""
        if count == 1 and len(self.visits) < 2:
            return f"1 {vocabulary.one_visit(next(iter(self.visits), None))}"
        return f"{count} {self.visit_noun(vocabulary)}"

    def one_noun(self, vocabulary: Vocabulary) -> str:
        """'visit with Dr. Chen', 'annual physical or well-child visit': one of them."""
        nouns = [vocabulary.one_visit(visit) for visit in self.visits]
        noun = vocabulary.listing("visit type", nouns, "or") if nouns else vocabulary.one_visit(None)
        return noun + self.tail(vocabulary, "or")

    def who(self, vocabulary: Vocabulary, joint: str = "and") -> str:
        """'Dr. Chen', 'Dr. Chen and Dr. Park'; '' for anybody."""
        return vocabulary.listing("provider", [vocabulary.provider(provider) for provider in self.providers], joint)

    def where(self, vocabulary: Vocabulary, joint: str = "and") -> str:
        """'Downtown', 'Downtown and Uptown'; '' for anywhere."""
        return vocabulary.listing("location", [vocabulary.location(location) for location in self.locations], joint)

    def tail(self, vocabulary: Vocabulary, joint: str = "and") -> str:
        """' with Dr. Chen at Downtown', or ''.  `joint`: 'or' behind one visit, which is with one of them."""
        text = f" with {self.who(vocabulary, joint)}" if self.providers else ""
        return text + (f" at {self.where(vocabulary, joint)}" if self.locations else "")

    def verb(self, vocabulary: Vocabulary, many: str, singular: str) -> str:
        """The verb as it agrees with the noun: 'visits take', 'counseling takes', 'counseling and therapy take'."""
        return singular if len(self.visits) == 1 and vocabulary.visit_noun(self.visits[0]).endswith("ing") else many


def once(ids: Ids) -> Ids:
    """Each name once, in the order in which they came."""
    return tuple(dict.fromkeys(ids))


def names(kind: str, joints: tuple[str, ...] = JOINTS) -> Reader:
    """One name of a kind, or several; the value is a tuple of ids."""
    return mapped(listed(name(kind), joints), once)


def _behind(word: str, kind: str, joints: tuple[str, ...] = JOINTS) -> Reader:
    """'with Dr. Chen and Dr. Lee', or nothing."""
    return maybe(mapped(seq(words(word), names(kind, joints)), lambda v: v[0]), ())


visit_noun: Reader = alt(const(words("visits"), ()), names("visit type"))
providers: Reader = _behind("with", "provider")
locations: Reader = _behind("at", "location")
tail: Reader = seq(providers, locations)
# Where 'and' could mean that each of them is needed.
tail_of_any: Reader = seq(_behind("with", "provider", ("or",)), _behind("at", "location", ("or",)))
one_visit: Reader = alt(
    const(words("visit"), ()),
    mapped(listed(name("visit type", suggested=ONE_VISIT), JOINTS), once),
)
single_scope: Reader = mapped(seq(one_visit, tail), lambda v: Scope(v[0], *v[1]))  # 'procedure with Dr. Chen'
scope: Reader = mapped(seq(visit_noun, tail), lambda v: Scope(v[0], *v[1]))
