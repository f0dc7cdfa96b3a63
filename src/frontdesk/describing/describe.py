"""A description of a practice into a draft of its file: each word in a fact, a question or an aside, and nothing in the draft that no fact says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, field

from ..practice.file import examine
from ..rules.words import plural
from .aside import is_aside
from .asking import MEANS, UNREAD, answers_to
from .draft import UNNAMED, Draft, Taken, write
from .facts import Aside, Description, Fact, Question
from .guarding import guarded
from .hours import Hours, Timetable
from .names import Names, gather
from .reading import Context, Piece, Reader
from .rows import read_rows
from .tags import Tagged, tagged
from .words import Unit, units_of, words_of

LARGEST = 100_000  # characters that are read at once
ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")
_OF_HOURS = re.compile(
    r"\b(?:hours|works?|here|in|available|part|time|days?|comes?|shift|rotates?|covers?|alternates?|every|off|away|out|schedule|clinic|lunch|leaves?|starts?|until|till|late|early|sees|when|as needed)\b"
)
_TAKES_OFF = re.compile(
    r"^P\d+(?:'s| takes)? (?:(?:is|are) (?:off|out|away)|lunch)\b(?!.*\b(?:except|but|only|unless|not)\b)"
)  # the rest of the time stands


def describe(
    text: str,
    *,
    today: dt.date,
    name: str = "",
    timezone: str = "",
    leave: Collection[int] = (),
    answers: Collection[str] = (),
) -> Description:
    """`name` and `timezone` are used where the description has none.  Deterministic; needs no network.

    What begins at a word of `leave` is not taken; `answers` are those of its questions that are.
    """
    spans = words_of(text)
    words = tuple(text[begin:end] for begin, end in spans)
    units = units_of(text, spans)
    names = gather(text, [text[spans[unit.first][0] : spans[unit.last - 1][1]] for unit in units])
    _gather_tags(units, words, names, today)
    reader = Reader(words, names, names.vocabulary(), today)
    pieces = guarded(_pieces(units, reader), units, reader, text, spans)
    taken = [piece for piece in pieces if piece.is_read and piece.first not in leave]
    work = _Work(
        words, names, reader, taken, [piece for piece in pieces if piece not in taken], name, timezone, units, answers
    )
    draft = work.settle()
    result = Description(draft.text, words, tuple(spans))
    work.report(result, draft)
    return result


def _gather_tags(units: list[Unit], words: tuple[str, ...], names: Names, today: dt.date) -> None:
    """Every visit and insurance that is named anywhere."""
    for unit in units:
        for first, last in unit.cells or ((unit.first, unit.last),):
            tagged_text = tagged(" ".join(words[first:last]), names, today)
            names.visits.update(dict.fromkeys(visit for value in tagged_text.of("V") for visit in value))
            names.payers.update(dict.fromkeys(payer for value in tagged_text.of("I") for payer in value))


def _pieces(units: list[Unit], reader: Reader) -> list[Piece]:
    made: list[Piece] = []
    at = 0
    while at < len(units):
        unit = units[at]
        if unit.cells:
            end = at + 1
            while end < len(units) and units[end].cells and units[end].line == units[end - 1].line + 1:
                end += 1
            made += read_rows(units[at:end], reader)
            at = end
            continue
        goes_on = made and unit.first == made[-1].last and reader.words[unit.first - 1].endswith(";")
        before = reader.context_of(made[-1]) if goes_on else Context()
        if (
            at
            and unit.bulleted
            and units[at - 1].bulleted
            and unit.line == units[at - 1].line + 1
            and made[-1].family == "length"
        ):
            before = Context(family="length")  # a list of visits with their minutes
        made += reader.read(unit.first, unit.last, before)
        at += 1
    return made


def _is_said(visit: str, sentences: str) -> bool:
    """Whether sentences name a kind of visit: 'We only see new patients' says nothing of a visit of theirs."""
    said = sentences.lower()
    return plural(visit).lower() in said or visit.lower() in said


@dataclass
class _Work:
    """What was read until now, less what does not stand beside the rest."""

    words: tuple[str, ...]
    names: Names
    reader: Reader
    read: list[Piece]
    unread: list[Piece]
    name: str
    timezone: str
    units: list[Unit]
    answers: Collection[str] = ()
    timetable: Timetable = field(default_factory=Timetable)
    missing: tuple[str, ...] = ()

    def settle(self) -> Draft:
        """The draft of what stands together: what contradicts, or cannot be, is asked about with what it contradicts."""
        if not self.names.places:
            self.names.places.append(self.names.practice or self.name or UNNAMED)
        while True:
            self._hours()
            draft = write(self._taken(), self.names, self.timetable)
            _file, faults = examine(draft.text)
            wrong = {draft.rules[fault.line] for fault in faults if fault.line in draft.rules}
            wrong |= {
                other
                for sentence in wrong
                for other in draft.rules.values()
                if re.sub(r"\d+", "#", other) == re.sub(r"\d+", "#", sentence)
            }
            bad = [piece for piece in self.read if set(piece.sentences) & wrong]
            if not bad:
                self.missing = tuple(fault.message for fault in faults)
                return draft
            self._ask(bad)

    def _hours(self) -> None:
        """All hours, until none of them contradicts another."""
        while True:
            self.timetable = Timetable([hour for piece in self.read for hour in piece.hours], self._held_back())
            faults = self.timetable.faults(self.names)
            bad = [piece for piece in self.read if any(hour in faults for hour in piece.hours)]
            if not bad:
                return
            self._ask(bad)

    def _held_back(self) -> set[str]:
        """Of whom something about hours is asked: the practice's are not taken for theirs."""
        return {
            name
            for piece in self.unread
            for value in piece.tagged_text.of("P")
            for name in value
            if ((piece.kinds != "P" and set(piece.kinds) & set("DHTSECL")) or _OF_HOURS.search(piece.tagged_text.text))
            and not _TAKES_OFF.search(piece.tagged_text.text)
        }

    def _ask(self, bad: list[Piece]) -> None:
        """These, and what stands in one unit with them and is of their kind: it may be half of what was meant."""
        units = {
            (unit.first, piece.family) for piece in bad for unit in self.units if unit.first <= piece.first < unit.last
        }
        bad = [
            piece
            for piece in self.read
            if piece in bad
            or any(unit.first <= piece.first < unit.last and (unit.first, piece.family) in units for unit in self.units)
        ]
        self.read = [piece for piece in self.read if piece not in bad]
        self.unread += [piece.unread() for piece in bad]

    def _taken(self) -> Taken:
        taken = Taken(
            self.names.practice or self.name,
            self.timezone,
            dict.fromkeys(self.names.places),
            dict.fromkeys(self.names.people.named),
        )
        for piece in self.read:
            taken.visits.update(
                dict.fromkeys(
                    visit
                    for value in piece.tagged_text.of("V")
                    for visit in value
                    if not piece.sentences or _is_said(visit, " ".join(piece.sentences))
                )
            )
            taken.payers.update(dict.fromkeys(payer for value in piece.tagged_text.of("I") for payer in value))
            taken.sentences.update(dict.fromkeys(piece.sentences))
            for new in piece.introduces:
                if new.kind == "room":
                    taken.rooms[new.names[0]] = new.count
            for value in piece.tagged_text.of("R"):
                taken.rooms.update({kind: taken.rooms.get(kind, 1) for kind in value})
        for answer, tagged_text in self._answered():
            said = answer.lower()
            taken.sentences.setdefault(answer)
            taken.visits.update(
                dict.fromkeys(visit for value in tagged_text.of("V") for visit in value if _is_said(visit, answer))
            )
            taken.payers.update(
                dict.fromkeys(payer for value in tagged_text.of("I") for payer in value if payer.lower() in said)
            )
            taken.rooms.update(
                {
                    room: taken.rooms.get(room, 1)
                    for value in tagged_text.of("R")
                    for room in value
                    if room.lower() in said
                }
            )
        return taken

    def _answers(self, piece: Piece) -> tuple[str, ...]:
        """None under a heading that is not understood, nor for a room of which it is not said where it is."""
        if piece.under or (piece.tagged_text.of("R") and self.names.has_several_places):
            return ()
        return answers_to(
            piece.tagged_text, self.reader.vocabulary, lambda sentence: tagged(sentence, self.names, self.reader.today)
        )

    def _answered(self) -> list[tuple[str, Tagged]]:
        """The answers that are taken, each one that a question offers."""
        if not self.answers:
            return []
        offered = [(answer, piece.tagged_text) for piece in self.unread for answer in self._answers(piece)]
        return [(answer, tagged_text) for answer, tagged_text in offered if answer in self.answers]

    # What is told of it ------------------------------------------------------------------------------------

    def report(self, result: Description, draft: Draft) -> None:
        result.facts = [self._fact(piece, draft) for piece in sorted(self.read, key=lambda piece: piece.first)]
        for piece in sorted(self.unread, key=lambda piece: piece.first):
            said = result.said(piece.first, piece.last)
            if not piece.under and is_aside(piece.tagged_text, said):
                result.asides.append(Aside(piece.first, piece.last))
                continue
            quoted = f"{piece.under} … {said}" if piece.under else said
            answers = self._answers(piece)
            shape = MEANS if answers else UNREAD
            result.questions.append(Question(shape, piece.first, piece.last, (("text", quoted),), answers))
        result.missing = self.missing
        result.questions += self._not_said(draft)

    def _fact(self, piece: Piece, draft: Draft) -> Fact:
        if piece.sentences:
            return Fact("rule", "\n".join(piece.sentences), piece.first, piece.last, piece.sentences)
        if piece.hours:
            return Fact("hours", self._says_hours(piece.hours, draft), piece.first, piece.last)
        lines = [
            line for new in piece.introduces for name in new.names for line in draft.entries.get((new.kind, name), ())
        ]
        return Fact(piece.introduces[-1].kind, "\n".join(lines), piece.first, piece.last)

    def _says_hours(self, hours: tuple[Hours, ...], draft: Draft) -> str:
        """The blocks of whose they are, each once, under each name where they are somebody's own."""
        own = list(dict.fromkeys(name for hour in hours for name in hour.who))
        lines = []
        for name in own or list(self.names.people.named):
            blocks = draft.entries.get(("hours", name), [])
            days = {day for hour in hours for day in hour.days} or set(range(7))
            blocks = [line for line in blocks if any(re.search(rf"\b{_DAYS[day]}\b", line) for day in days)]
            if own:
                lines += draft.entries[("provider", name)]
            lines += blocks
        return "\n".join(dict.fromkeys(lines))

    def _not_said(self, draft: Draft) -> list[Question]:
        """What must be known and was not said."""
        asked = []
        if not (self.names.practice or self.name):
            asked.append(Question("What is the practice called?"))
        if not self.timezone:
            asked.append(Question("In which time zone is the practice?", answers=ZONES))
        if not self.names.people.named:
            asked.append(Question("Who sees patients? Write their names, such as “Dr. Chen and Maria Lee, NP”."))
        for person in self.names.people.named:
            if ("hours", person) not in draft.entries:
                asked.append(Question("When does %(who)s see patients?", names=(("who", person),)))
        return asked


_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
