"""Changing the sentences of a practice file's rules in its text; headings, remarks and everything else stay as they were written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from ...rules.book import Entry, RuleBook
from ...rules.language import LONGEST, Refusal, family_of, parse, render
from ...rules.rule import Rule
from ...rules.vocabulary import Vocabulary, respelled
from .document import NotThere
from .editing import with_sentence
from .model import PracticeFile

_BETWEEN = r"(?:\s|(?<=\s)#[^\n]*\n)+"  # what may stand between two words of a sentence that goes over several lines
_MOST_LINES = LONGEST  # that a sentence goes over: a letter in each


def replace_sentence(text: str, line: int, written: str, new: str) -> str:
    """Write `new` in the place of the sentence that begins in that line ('' takes it out).  Raises NotThere when it has changed."""
    lines = text.splitlines()
    first, last, begin, end = _found(lines, line, written)
    region = "\n".join(lines[first:last])
    quoted = region[:begin].lstrip().startswith("- '")
    changed = region[:begin] + (new.replace("'", "''") if quoted else new) + region[end:]
    left = [
        left_line for left_line in changed.split("\n") if new or not re.fullmatch(r"\s*(- *(''|\"\")?)?\s*", left_line)
    ]
    return "\n".join([*lines[:first], *left, *lines[last:], ""])


def add_sentence(text: str, sentence: str, entries: tuple[Entry, ...], rule: Rule) -> str:
    """The sentence, which says `rule`, after the last one of its family, else at the end of the rules."""
    same = [entry for entry in entries if family_of(entry.rule) is family_of(rule)]
    lines = text.splitlines()
    if not same or lines[same[-1].line - 1].lstrip().startswith("- "):
        return with_sentence(text, sentence)
    try:
        _first, last, _begin, _end = _found(lines, same[-1].line, same[-1].written)
    except NotThere:
        return with_sentence(text, sentence)
    above = lines[same[-1].line - 1]
    indent = above[: len(above) - len(above.lstrip())]
    return "\n".join([*lines[:last], f"{indent}{sentence}", *lines[last:], ""])


def _found(lines: list[str], line: int, written: str) -> tuple[int, int, int, int]:
    """Of a sentence that begins in that line: its lines (from, to below), and where it stands in their text.  Raises NotThere."""
    pieces = [re.escape(word).replace("'", "'{1,2}") for word in written.split()]
    region = "\n".join(lines[line - 1 : line - 1 + _MOST_LINES])
    match = re.search(_BETWEEN.join(pieces), region) if pieces else None
    if match is None or "\n" in region[: match.start()]:
        raise NotThere("rules", written)
    last = line + region[: match.end()].count("\n")
    return line - 1, last, match.start(), match.end()


def renamed(
    text: str,
    before: PracticeFile,
    change: Callable[[str], str],
    read: Callable[[str], PracticeFile],
    *,
    may_end: bool = False,
) -> str:
    """A change of names: every rule that says the old name says the new one.  `read` reads without its rules' faults.

    Raises ReadsOtherwise; `may_end` as in `reads_back`.
    """
    text = change(text)
    vocabulary = read(text).setup.book.vocabulary
    for entry in reversed(before.setup.book.entries):
        new = render(entry.rule, vocabulary)
        if new != entry.text:
            text = _at_its_line(text, before, entry, new)
    return reads_back(before, text, read, may_end=may_end)


class ReadsOtherwise(Exception):
    """With these names a rule would say something else; `sentences` are those, as they were."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__(" ".join(sentences))


def reads_back(before: PracticeFile, text: str, read: Callable[[str], PracticeFile], *, may_end: bool = False) -> str:
    """The text, if every rule of `before` is the same rule in it.  Raises ReadsOtherwise.

    `may_end`: a sentence that cannot be read any more is a fault and stops nobody; one that says something else always does.
    What could not be read before may say something now.
    """
    after = read(text).setup.book
    was = _respelled(before.setup.book, after.vocabulary)
    had, have = Counter(entry.rule for entry in was), Counter(entry.rule for entry in after.entries)
    unread = Counter(sentence.text for sentence in after.unread)
    waiting = len(before.setup.book.unread)
    lost = [entry for entry in was if have[entry.rule] < had[entry.rule]]
    new = sum((have - had).values())
    if may_end:
        lost = [entry for entry in lost if entry.written not in unread]
    if lost or new > waiting:
        raise ReadsOtherwise(
            [entry.text for entry in lost] or [entry.text for entry in after.entries if entry.rule not in had]
        )
    return text


def _respelled(book: RuleBook, now: Vocabulary) -> list[Entry]:
    """The rules of a book, their kinds of rooms and providers spelled as they are now: a kind has no id but its words."""
    was = book.vocabulary
    spelled = respelled(was, now)
    return list(book.entries) if spelled == was else [_reread(entry, spelled) for entry in book.entries]


def _reread(entry: Entry, vocabulary: Vocabulary) -> Entry:
    try:
        return replace(entry, rule=parse(entry.written, vocabulary))
    except Refusal:
        return entry


def _at_its_line(text: str, before: PracticeFile, entry: Entry, new: str) -> str:
    """The change may have moved the rules by some lines: they are counted from their heading."""
    moved = _rules_line(text) - _rules_line(before.text)
    return replace_sentence(text, entry.line + moved, entry.written, new)


def _rules_line(text: str) -> int:
    return next((n for n, line in enumerate(text.splitlines()) if re.match(r"rules\s*:", line)), 0)
