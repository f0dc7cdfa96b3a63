"""What was made of a description: each of its words in exactly one fact, question or aside."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fact:
    """`says` stands in the draft, line by line; it came from the words `first` to `last` (the one after the last).

    `kind`: practice, location, provider, insurance, room, hours or rule.  `sentences` are those of the rules among `says`.
    """

    kind: str
    says: str
    first: int
    last: int
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What was not understood (`first` to `last` are its words), or was not said and must be known (then it has none).

    `shape` is what is asked, with `%(name)s` where one of `names` stands: a page may ask in another language.  `answers` are sentences of the rules, or what would be written.
    """

    shape: str
    first: int = 0
    last: int = 0
    names: tuple[tuple[str, str], ...] = ()
    answers: tuple[str, ...] = ()

    @property
    def asks(self) -> str:
        return self.shape % dict(self.names)


@dataclass(frozen=True)
class Aside:
    """Words that are not about scheduling."""

    first: int
    last: int


@dataclass
class Description:
    """`text` is the practice file; `missing` are the faults that it still has, each of them asked about."""

    text: str
    words: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    facts: list[Fact] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    missing: tuple[str, ...] = ()

    def said(self, first: int, last: int) -> str:
        """The words from `first` to the one before `last`."""
        return " ".join(self.words[first:last])
