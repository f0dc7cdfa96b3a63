"""What a practice file says, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass

from ...availability.model import Booked, Setup
from ...rules.book import Fault

KINDS = (
    "text",
    "long text",
    "choice",
    "several choices",
    "yes/no",
    "date",
    "number",
    "phone",
    "email",
    "address",
    "document",
    "signature",
)


@dataclass(frozen=True)
class Question:
    """What is asked; a rule says for which visits and when it must be there.  `why` is folded under sensitive ones."""

    id: str
    ask: str
    kind: str = "text"
    help: str = ""
    why: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class PracticeFile:
    """`text` is the file as written, remarks included: what is stored and dumped."""

    setup: Setup
    intake: tuple[Question, ...]
    appointments: tuple[Booked, ...]
    text: str
    phone: str = ""
    email: str = ""
    reply_days: int = 2

    def question(self, field: str) -> Question | None:
        return next((question for question in self.intake if question.id == field), None)


class FileFaults(Exception):
    """A file that is refused whole; `faults` are all that is wrong with it, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda fault: (fault.line, fault.message))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        return [f"line {fault.line}: {fault.message}" for fault in self.faults]
