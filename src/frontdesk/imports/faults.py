"""What is wrong with a file: a sentence with its line, said in the reader's language when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def gettext_noop(text: str) -> str:
    """Marks a sentence for translation; it is translated where it is shown."""
    return text


class Fault(ValueError):
    """One thing that is wrong: a sentence with places, and what fills them in."""

    def __init__(self, template: str, line: int | None = None, **values: object) -> None:
        self.template, self.line, self.values = template, line, values
        super().__init__(self.said())

    def at(self, line: int | None) -> Fault:
        """The same, at a line of the file, or at none."""
        return Fault(self.template, line, **self.values)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence, in English or as `translate` has it."""
        sentence = translate(self.template) % self.values
        if self.line is None:
            return sentence
        return translate(gettext_noop("line %(line)s: %(what)s")) % {"line": self.line, "what": sentence}

    def __str__(self) -> str:
        return self.said()


class Follows(Fault):
    """A line that is not read because of another one, whose fault says it for all of them."""


class Near(Fault):
    """A line that may be about somebody who is called nearly so: `choice` is what whoever has looked at it says yes to."""

    choice = ""

    def at(self, line: int | None) -> Near:
        near = Near(self.template, line, **self.values)
        near.choice = self.choice
        return near


class Faults(Exception):
    """Everything that is wrong with a file, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line or 0)
        super().__init__("\n".join(self.lines))

    @property
    def lines(self) -> list[str]:
        return self.said()

    def said(self, translate: Callable[[str], str] = str) -> list[str]:
        """The sentences, in English or as `translate` has them."""
        return [fault.said(translate) for fault in self.faults]
