"""All rules of a practice together: read from text with line numbers, checked against each other, found by visit."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from .business_days import BusinessDays
from .facts import Facts, Visit
from .language import Refusal, parse, render, said_by, strings_in
from .rule import Rule, StartRule, ValuedRule
from .turning import turning_dates
from .vocabulary import Vocabulary

Ids = tuple[str | None, str | None, str | None]  # visit type, provider, location; None for any
# A full stop that ends a sentence, or the one inside the quotation marks with which it ends; what follows in Spanish belongs to it.
ENDS = re.compile(r'\.(?=\s+["“]?[A-Z0-9]|\s*$)|[.!?]"(?=\s+(?!In Spanish)["“]?[A-Z0-9]|\s*$)')
ABBREVIATIONS = {"dr", "mr", "mrs", "ms", "st", "prof", "jr", "sr", "no", "ft", "mt", "ave", "vs"}
PARTS_OF_PLACES = {"bldg", "ste", "apt", "rm", "fl"}  # before what such a part is called: 'Bldg. A'
_PART = re.compile(
    rf"\b({'|'.join(sorted(PARTS_OF_PLACES))}|building|suite|apartment|room|floor|unit)\.? (?-i:[A-Z0-9]{{1,3}})$",
    re.IGNORECASE,
)
SHORT_MONTHS = {"jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"}


@dataclass(frozen=True)
class Sentence:
    """A sentence as it was written, with its line (counted from 1) in the text it came from."""

    text: str
    line: int


@dataclass(frozen=True)
class Fault:
    """Something wrong with the rules, at a line."""

    line: int
    message: str


@dataclass(frozen=True)
class Entry:
    """A rule with its canonical sentence and its line; `written` is the sentence as it stands there."""

    rule: Rule
    text: str
    line: int
    written: str = ""


def sentences(text: str, first_line: int = 1, names: Iterable[str] = ()) -> Iterator[Sentence]:
    """The sentences of a text, with their lines.  A line that begins with # is a heading or a remark, not a rule.

    `names` are the practice's own: a full stop inside one of them ends nothing.
    """
    own = _own(names)
    pending, began = "", 0
    for number, raw in enumerate(text.splitlines(), first_line):
        line = "" if raw.lstrip().startswith("#") else raw.strip()
        if not line:
            if pending:
                yield Sentence(pending, began)
                pending = ""
            continue
        if pending and not raw[:1].isspace() and not line[:1].islower() and not line[:1].isdigit():
            yield Sentence(pending, began)  # a new sentence begins: the full stop before it was forgotten
            pending = ""
        if not pending:
            began = number
        pending = f"{pending} {line}".strip()
        *whole, pending = _split(pending, own)
        for sentence in whole:
            yield Sentence(sentence, began)
            began = number
    if pending:
        yield Sentence(pending, began)


def _own(names: Iterable[str]) -> re.Pattern[str] | None:
    """Finds the names that have a full stop in them or before one, the longest first."""
    whole = {" ".join(name.split()) for name in names}
    dotted = sorted((name for name in whole if "." in name or _abbreviated(name, "")), key=len, reverse=True)
    return re.compile("|".join(rf"(?<!\w){re.escape(name)}" for name in dotted), re.IGNORECASE) if dotted else None


def _split(text: str, own: re.Pattern[str] | None) -> list[str]:
    """Whole sentences, and last what is not ended yet ('' when all are).  The full stop of 'Dr.' or of a name ends nothing."""
    names = list(own.finditer(text)) if own else []
    inside = {at for match in names for at in range(match.start(), match.end() - 1)}
    behind = {
        match.end() - text[: match.end()].endswith(".") for match in names
    }  # a name is whole: the stop is the sentence's
    parts, start = [], 0
    for match in ENDS.finditer(text):
        quoted = text[: match.start()].count('"') % 2
        if match.start() in inside or quoted != match.group().endswith('"'):
            continue
        ended = match.start() in behind or not text[match.end() :].strip()
        if not ended and _abbreviated(text[start : match.start()], text[match.end() :]):
            continue
        parts.append(text[start : match.end()].strip())
        start = match.end()
    return [*parts, text[start:].strip()]


def _abbreviated(before: str, after: str) -> bool:
    """Whether the full stop between the two is that of 'Dr.', of 'Bldg.', of an initial or of 'Dec. 25'; that behind 'Bldg. A' is none."""
    word = re.search(r"(\w+)$", before)
    if word is None:
        return False
    short = word.group().lower()
    if _PART.search(before):
        return False
    initial = len(short) == 1 and word.group().isupper()
    return (
        short in ABBREVIATIONS | PARTS_OF_PLACES or initial or (short in SHORT_MONTHS and after.lstrip()[:1].isdigit())
    )


@dataclass(frozen=True)
class RuleBook:
    """The rules in the order they were written; `unread` are the sentences of a faulty draft that say nothing yet."""

    entries: tuple[Entry, ...]
    vocabulary: Vocabulary
    unread: tuple[Sentence, ...] = ()

    @cached_property
    def _by_scope(self) -> dict[type[Rule], dict[Ids, list[Entry]]]:
        index: dict[type[Rule], dict[Ids, list[Entry]]] = defaultdict(lambda: defaultdict(list))
        for entry in self.entries:
            for ids in entry.rule.scope.each():
                index[type(entry.rule)][ids].append(entry)
        return index

    @cached_property
    def _order(self) -> dict[int, int]:
        return {id(entry): position for position, entry in enumerate(self.entries)}

    def covering(self, kind: type[Rule], visit: Visit) -> list[Entry]:
        """The entries of one class of rule that cover a visit, in the book's order, conditions not looked at."""
        by_scope = self._by_scope.get(kind)
        if not by_scope:
            return []
        entries = [
            entry
            for type_ in (visit.type, None)
            for provider in (visit.provider, None)
            for location in (visit.location, None)
            for entry in by_scope.get((type_, provider, location), ())
            if not entry.rule.besides.takes_out(visit)
        ]
        return sorted(entries, key=lambda entry: self._order[id(entry)]) if len(entries) > 1 else entries

    def holding(self, kind: type[Rule], visit: Visit) -> list[Entry]:
        """Those that cover the visit, and are known to hold of its facts and on its date."""
        return [entry for entry in self.covering(kind, visit) if entry.rule.holds(visit.facts)]

    @cached_property
    def business_days(self) -> BusinessDays:
        """The practice's own, by its closures."""
        return BusinessDays(entry.rule for entry in self.entries)

    @cached_property
    def named(self) -> frozenset[str]:
        """Every id that any of the rules says: whoever is not among them is to the rules as everybody else who is not."""
        return frozenset(said for entry in self.entries for said in strings_in(entry.rule))

    @cached_property
    def named_beside_counts(self) -> frozenset[str]:
        """The same of the rules that do more than count."""
        more = (entry.rule for entry in self.entries if not entry.rule.only_counts)
        return frozenset(said for rule in more for said in strings_in(rule))

    @cached_property
    def _dated(self) -> tuple[Rule, ...]:
        return tuple(entry.rule for entry in self.entries if entry.rule.dated)

    @property
    def turns(self) -> bool:
        """Whether anything in it turns on the date of the start."""
        return bool(self._dated)

    def turning_dates(self, born: dt.date | None, after: dt.date, last: dt.date) -> list[dt.date]:
        """The dates after `after`, up to `last`, from which other rules hold than the day before; birthdays apart."""
        return turning_dates(self._dated, born, after, last)

    def period(self, facts: Facts) -> tuple[bool | None, ...]:
        """What of the book turns on the date of the start, as it is on that of the facts: dates with the same hold the same rules."""
        return tuple(
            outcome
            for rule in self._dated
            for outcome in (rule.holds(facts), *(ages.holds(facts) for ages in rule.ages_asked))
        )

    def outdone(self, rule: Rule, visit: Visit) -> bool:
        """Whether another sentence decides what it would set, whatever is answered: then nothing hangs on its condition."""
        if not isinstance(rule, ValuedRule) or not rule.conditional:
            return False
        winner = self.winner(type(rule), rule.sets, visit)
        return winner is not None and winner.rule.rank > rule.rank  # type: ignore[attr-defined]

    def winner(self, kind: type[ValuedRule], sets: str, visit: Visit) -> Entry | None:
        """Of the rules that set one value, the one that covers the visit most narrowly."""
        best: Entry | None = None
        for entry in self.holding(kind, visit):
            rule = entry.rule
            assert isinstance(rule, ValuedRule)
            if rule.sets == sets and (best is None or rule.rank > best.rule.rank):  # type: ignore[attr-defined]
                best = entry
        return best

    def with_rule(self, rule: Rule, line: int = 0) -> RuleBook | None:
        """The book as it would be with that rule in the place of the sentence in `line`; 0: one more, below all others.

        None where nothing (any more) stands in that line.
        """
        below = 1 + max((entry.line for entry in self.entries), default=0)
        new = Entry(rule, render(rule, self.vocabulary), line or below)
        if not line:
            return replace(self, entries=(*self.entries, new))
        at = next((at for at, entry in enumerate(self.entries) if entry.line == line), None)
        if at is None:
            return None
        return replace(self, entries=(*self.entries[:at], new, *self.entries[at + 1 :]))

    @cached_property
    def _by_text(self) -> dict[str, Rule]:
        return {entry.text: entry.rule for entry in reversed(self.entries)}

    def rule(self, text: str) -> Rule | None:
        """The rule of this book that a sentence says, in whichever words; None where none does."""
        return self._by_text.get(self.in_its_words(text))

    def in_its_words(self, sentence: str, former: Iterable[Vocabulary] = ()) -> str:
        """A sentence that was kept from earlier, as this book writes the same rule: whoever compares the two compares what they mean.

        An older Frontdesk wrote some rules in other words, and what they name may have had another name then: `former` are the
        names of then, looked at where the sentence cannot be read with those of now.  What is no sentence stays as it is
        ('taken: …' of an override: a sentence begins with no small letter).
        """
        if sentence in self._by_text or sentence[:1].islower():
            return sentence
        for vocabulary in (self.vocabulary, *former):
            if (rule := said_by(sentence, vocabulary)) is not None:
                return render(rule, self.vocabulary)
        return sentence

    @cached_property
    def by_start(self) -> tuple[tuple[StartRule, str], ...]:
        """The rules that are judged start by start, each with its sentence: they may speak of visits that they do not cover."""
        return tuple((entry.rule, entry.text) for entry in self.entries if isinstance(entry.rule, StartRule))

    @cached_property
    def kinds(self) -> tuple[type[Rule], ...]:
        """The classes of rule that this book has any of."""
        return tuple(dict.fromkeys(type(entry.rule) for entry in self.entries))


def read_rules(written: list[Sentence], vocabulary: Vocabulary) -> tuple[RuleBook, list[Fault]]:
    """All sentences into a book, with every fault: those that cannot be read, and those that contradict each other."""
    entries: list[Entry] = []
    faults: list[Fault] = []
    unread: list[Sentence] = []
    for sentence in written:
        try:
            rule = parse(sentence.text, vocabulary)
        except Refusal as refusal:
            faults.append(Fault(sentence.line, str(refusal)))
            unread.append(sentence)
            continue
        entries.append(Entry(rule, render(rule, vocabulary), sentence.line, sentence.text))
    faults += contradictions(entries)
    return RuleBook(tuple(entries), vocabulary, tuple(unread)), faults


def contradictions(entries: list[Entry]) -> list[Fault]:
    """Equally narrow rules that set different values and may hold together: nobody could say which is meant."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    faults: dict[int, Fault] = {}
    for entry in entries:
        rule = entry.rule
        if not isinstance(rule, ValuedRule):
            continue
        for ids in rule.scope.each():
            group = groups[(rule.sets, *ids, bool(rule.when), bool(rule.during))]
            against = next((fault for earlier in group if (fault := _contradiction(earlier, entry))), None)
            if against is not None:
                faults.setdefault(id(entry), against)
            group.append(entry)
    return list(faults.values())


def _meet(old: Rule, new: Rule) -> dt.date | None:
    """The first date on which both may hold, whatever their conditions; None: there is none."""
    first = old.during.meets(new.during)
    last = min(old.during.last or dt.date.max, new.during.last or dt.date.max)
    return None if first is None else old.besides.first_left(new.besides, first, last)


def _contradiction(earlier: Entry, later: Entry) -> Fault | None:
    old, new = earlier.rule, later.rule
    if not isinstance(old, ValuedRule) or not isinstance(new, ValuedRule) or old.value == new.value:
        return None
    first = _meet(old, new)
    if first is None or old.when.excludes(new.when):
        return None
    since = f" from {first} on" if old.during and new.during and first.year > 1 else ""
    said = f"“{later.text}” contradicts “{earlier.text}” in line {earlier.line}{since}: "
    return Fault(later.line, f"{said}both cover the same visits; keep one, or make one narrower")
