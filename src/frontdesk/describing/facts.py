"""What was understood of a description."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Understood:
    """`says` is what goes into the draft; `start` to `end` are the words of the description that it came from.

    `kind`: practice, location, provider, visit type, insurance, room, hours or rule; `assumed` is not said but needed.
    """

    kind: str
    says: str
    start: int
    end: int
    assumed: bool = False


@dataclass(frozen=True)
class Question:
    """Something that was not understood, or not said and must be known.

    `shape` is what is asked, with `%(name)s` where one of `names` stands: a page may ask in another language.
    """

    shape: str
    start: int = 0
    end: int = 0
    names: tuple[tuple[str, str], ...] = ()

    @property
    def asks(self) -> str:
        return self.shape % dict(self.names)


@dataclass
class Description:
    """`text` is the practice file; `words` and `covered` say how much of what was written is in it (clauses)."""

    text: str
    understood: list[Understood] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    clauses: int = 0
    covered: int = 0

    @property
    def share(self) -> float:
        """How much was understood, from 0 to 1."""
        return self.covered / self.clauses if self.clauses else 0.0
