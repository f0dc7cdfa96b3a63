"""Which visits a rule covers: a visit type or all of them, with a provider, at a location."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import Visit
from .grammar import Reader, alt, const, mapped, maybe, name, seq, words
from .vocabulary import Vocabulary


@dataclass(frozen=True)
class Scope:
    """Ids, or None for any."""

    visit: str | None = None
    provider: str | None = None
    location: str | None = None

    def covers(self, visit: Visit) -> bool:
        return (
            self.visit in (None, visit.type)
            and self.provider in (None, visit.provider)
            and self.location in (None, visit.location)
        )

    @property
    def narrowness(self) -> tuple[int, bool, bool, bool]:
        """Greater is narrower: first how many are named, then the visit type before the provider before the location."""
        named = (self.visit is not None, self.provider is not None, self.location is not None)
        return (sum(named), *named)

    def noun(self, vocabulary: Vocabulary) -> str:
        """'new patient visits with Dr. Chen at Downtown'."""
        return vocabulary.visit_noun(self.visit) + self.tail(vocabulary)

    def tail(self, vocabulary: Vocabulary) -> str:
        """' with Dr. Chen at Downtown', or ''."""
        text = f" with {vocabulary.provider(self.provider)}" if self.provider else ""
        return text + (f" at {vocabulary.location(self.location)}" if self.location else "")


visit_noun: Reader = alt(const(words("visits"), (None,)), mapped(name("visit type"), lambda id_: (id_,)))
tail: Reader = seq(
    maybe(mapped(seq(words("with"), name("provider")), lambda v: v), (None,)),
    maybe(mapped(seq(words("at"), name("location")), lambda v: v), (None,)),
)
scope: Reader = mapped(seq(visit_noun, tail), lambda v: Scope(v[0][0], v[1][0][0], v[1][1][0]))


def verb(vocabulary: Vocabulary, visit: str | None, many: str, one: str) -> str:
    """The verb as it agrees with the noun: 'visits take', 'counseling takes'."""
    noun = vocabulary.visit_noun(visit)
    return one if noun.endswith("ing") else many
