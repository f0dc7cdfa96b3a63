"""What a practice file says, once it has been read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ...availability.model import Booked, Setup, Wanted
from ...availability.not_kept import Ended
from ...rules.book import Fault
from ...rules.conditions import ALWAYS, When
from ...rules.facts import Facts

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
LANGUAGES = ("en", "es")


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})  # as all that is read, nobody can change it


@dataclass(frozen=True)
class Wording:
    """The Spanish words of a question; what is empty is said in English."""

    ask: str = ""
    help: str = ""
    why: str = ""
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked.  `why` is folded under sensitive ones.

    `visits`: the visit types on whose form it stands (None: only where a rule needs it).  `shown` is a condition in the
    language of rules: the question is asked only while it holds.  `required` questions of a form cannot be left empty;
    what a rule needs never can.
    """

    id: str
    ask: str
    kind: str = "text"
    help: str = ""
    why: str = ""
    options: tuple[str, ...] = ()
    visits: frozenset[str] | None = None
    required: bool = True
    shown: When = ALWAYS
    es: Wording = Wording()

    def on_form_of(self, visit: str, facts: Facts) -> bool:
        """Whether it stands on the form of a visit type; a condition that is not known does not show it yet."""
        return self.visits is not None and visit in self.visits and self.shown.holds(facts) is True

    def labels(self, language: str) -> Mapping[str, str]:
        """option → how it is shown; what is stored is the English option, which is what rules compare."""
        spanish = self.es.options if language == "es" and len(self.es.options) == len(self.options) else self.options
        return dict(zip(self.options, spanish, strict=True))

    def words(self, language: str) -> Wording:
        """How it is asked in a language."""
        if language != "es":
            return Wording(self.ask, self.help, self.why, self.options)
        return Wording(self.es.ask or self.ask, self.es.help or self.help, self.es.why or self.why, self.es.options)


@dataclass(frozen=True)
class Template:
    """A message: `subject` and `email` for e-mail, `text` for a text message; with {words} that are filled in."""

    subject: str = ""
    email: str = ""
    text: str = ""


@dataclass(frozen=True)
class QuietHours:
    """No message that can wait is sent between these wall-clock minutes of the patient's day."""

    begin: int = 21 * 60
    end: int = 8 * 60


@dataclass(frozen=True)
class Messages:
    """What the practice writes: its own templates by (id, language), and when reminders go out."""

    templates: Mapping[tuple[str, str], Template] = field(default_factory=_nothing)
    reminders: tuple[dt.timedelta, ...] = (dt.timedelta(days=7), dt.timedelta(hours=24))
    quiet: QuietHours = QuietHours()


@dataclass(frozen=True)
class Waitlist:
    """`order`: who is offered a freed time first; `keep` how long an offer holds it."""

    order: str = "longest waiting"
    keep: dt.timedelta = dt.timedelta(minutes=30)


@dataclass(frozen=True)
class Recalls:
    """How long before the window's middle a patient is invited, and how often reminded after."""

    invite: dt.timedelta = dt.timedelta(days=28)
    remind: dt.timedelta = dt.timedelta(days=14)


DECISIONS = ("ask", "approve", "decline", "cancel")


@dataclass(frozen=True)
class Reason:
    """A reason that staff can choose; `es` is what a patient who reads Spanish is told.

    `means`, of a reason to cancel: see MEANINGS; '' where the file does not say it.
    """

    say: str
    es: str = ""
    means: str = ""


# What follows from the end of an appointment: whose wish it was, and whether anybody can come at its time.
BY_PATIENT, BY_PRACTICE, NOT_FREE = "patient", "practice", "not free"
MEANINGS = (BY_PATIENT, BY_PRACTICE, NOT_FREE)


WHO = ("parent", "carer", "patient")
POWERS = ("see", "book", "cancel")


@dataclass(frozen=True)
class ProxyRule:
    """One line of the table of who may act for whom: `who`, for patients from `least` to below `most` years, and which visits.

    `patient` lines limit what minors see and book themselves.  `visits` None: all.
    """

    who: str
    powers: frozenset[str]
    least: int = 0
    most: int = 200
    visits: frozenset[str] | None = None


@dataclass(frozen=True)
class Case:
    """A time that was decided once, with what is known of the patient, and its answer.

    `by`: the canonical sentence that stands in the way ('': whichever).  `approval`: whether it needs approval; None: either will do.
    """

    name: str
    line: int
    wanted: Wanted
    provider: str
    location: str
    moment: dt.datetime
    offered: bool
    by: str = ""
    approval: bool | None = None


@dataclass(frozen=True)
class PracticeFile:
    """`text` is the file as written, remarks included: what is stored and dumped.

    `canceled`: by patient, what its appointments say was canceled, and when.
    """

    setup: Setup
    intake: tuple[Question, ...]
    appointments: tuple[Booked, ...]
    text: str
    phone: str = ""
    email: str = ""
    reply_days: int = 2
    asks_self_pay: bool = False
    spanish: Mapping[str, tuple[str, str]] = field(default_factory=_nothing)
    messages: Messages = Messages()
    waitlist: Waitlist = Waitlist()
    recalls: Recalls = Recalls()
    proxies: tuple[ProxyRule, ...] = ()
    reasons: Mapping[str, tuple[Reason, ...]] = field(default_factory=_nothing)
    canceled: Mapping[str, tuple[Ended, ...]] = field(default_factory=_nothing)
    cases: tuple[Case, ...] = ()

    def question(self, field: str) -> Question | None:
        return next((question for question in self.intake if question.id == field), None)


class FileFaults(Exception):
    """A file that is refused whole; `faults` are all that is wrong with it, by line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults), key=lambda fault: (fault.line, fault.message))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        return [f"line {fault.line}: {fault.message}" for fault in self.faults]
