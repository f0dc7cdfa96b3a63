"""What may stand next in a sentence that is being written: whole words and the practice's own names, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass

from .families import FAMILIES
from .grammar import Reading
from .language import Ambiguous, Refusal, parse, render
from .rule import Rule
from .vocabulary import ONE_VISIT, Vocabulary
from .words import normal, tokens

MOST = 40
_REACH = 7  # no name is begun further back than so many words


@dataclass(frozen=True)
class Suggestion:
    """`text` is the whole sentence with this piece in it; `adds` is the piece; `kind` what it is ('' for a word of the language)."""

    text: str
    adds: str
    kind: str = ""


@dataclass(frozen=True)
class Typed:
    """How a sentence reads so far: the rule and its canonical form; or where reading stopped and what could follow."""

    rule: Rule | None
    sentence: str = ""
    refusal: Refusal | None = None
    unfinished: bool = False
    suggestions: tuple[Suggestion, ...] = ()


def typed(text: str, vocabulary: Vocabulary) -> Typed:
    """Read what stands there now.  `unfinished`: all of it is good, it only goes on."""
    try:
        rule = parse(text, vocabulary)
    except Refusal as refusal:
        found = suggestions(text, vocabulary)
        rest = refusal.sentence[refusal.at :].strip().rstrip(".")
        if isinstance(refusal, Ambiguous):
            return Typed(None, "", refusal)
        return Typed(None, "", refusal, not rest or bool(found), found)
    return Typed(rule, render(rule, vocabulary), None, False, suggestions(text, vocabulary))


def suggestions(text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """What may follow; a word or a name of several words that is begun already is completed."""
    found: dict[str, Suggestion] = {}
    text = normal(text)
    cut = tokens(text)
    for at in range(len(cut), max(-1, len(cut) - _REACH), -1):
        beginning = text[: cut[at - 1].end] if at else ""
        begun = _plain(text[cut[at].start :]).rstrip(".") if at < len(cut) else ""
        for adds, kind in _expected(beginning, vocabulary):
            if _plain(adds).startswith(begun) and _plain(adds) != begun:
                one = Suggestion(_joined(beginning, adds), adds, kind)
                same = _plain(_joined(beginning.rstrip(". "), adds))  # what goes on after a full stop goes on before it
                if same not in found or len(one.text) < len(found[same].text):
                    found[same] = one
    return tuple(found.values())[:MOST]


def _read(text: str, vocabulary: Vocabulary) -> Reading:
    reading = Reading(text, vocabulary)
    for family in FAMILIES:
        for form in family.forms:
            for _rule, after in form.reader(reading, 0):
                reading.miss(after, "")
    return reading


def _expected(beginning: str, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """(words, kind of name) that may come after a beginning."""
    reading = _read(beginning, vocabulary)
    found: dict[str, str] = {}
    if reading.furthest >= len(reading.tokens):
        for expected in reading.expected:
            if expected.startswith("“"):
                found.setdefault(expected.strip("“”"), "")
            elif expected == "a number":
                found.setdefault("30", "number")
            elif expected.startswith("a date"):
                found.setdefault("2027-01-01", "date")
            elif expected.startswith("a time"):
                found.setdefault("13:00", "time")
            elif expected.startswith("words in"):
                found.setdefault('"yes"', "words")
        for kind in reading.kinds:
            for id_, name in vocabulary.names(kind).items():
                said = _said(vocabulary, kind, id_, name)
                found.setdefault(said, kind)
    if not beginning:
        found = {_upper(adds): kind for adds, kind in found.items()}
    return list(found.items())


def _said(vocabulary: Vocabulary, kind: str, id_: str, name: str) -> str:
    if kind == ONE_VISIT:
        return vocabulary.one_visit(id_)
    return vocabulary.visit_noun(id_) if kind == "visit type" else name


def _joined(beginning: str, adds: str) -> str:
    if not beginning:
        return adds
    return f"{beginning}{adds}" if adds == "," else f"{beginning} {adds}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
