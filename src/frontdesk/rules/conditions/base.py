"""What a condition is, and what fields of sentences are called in all of them."""

from __future__ import annotations

from typing import ClassVar, Protocol

from ..facts import Facts
from ..grammar import Reader, const, maybe, name, seq, words
from ..vocabulary import Vocabulary


class Condition(Protocol):
    """True, false or not known for a visit's facts."""

    dated: ClassVar[bool]
    """Whether it may hold on one date of the start and not on another, for facts that are otherwise the same."""

    @property
    def asks(self) -> str:
        """The field that a patient would be asked for, to decide it."""

    def holds(self, facts: Facts) -> bool | None:
        """True, False, or None when the facts do not say."""

    def excludes(self, other: Condition) -> bool:
        """Whether the two can never hold together (False when that is not plain)."""

    def render(self, vocabulary: Vocabulary) -> str: ...


the: Reader = maybe(words("the"), None)
field: Reader = seq(the, name("field"))
patient: Reader = const(seq(the, words("patient")), None)
