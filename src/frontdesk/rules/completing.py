"""What may stand next in a sentence that is being written: whole words and the practice's own names, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass

from .families import FAMILIES
from .for_patients import UNITS
from .grammar import Reading
from .language import LONGEST, Ambiguous, NotByDays, Refusal, TooLong, parse, render
from .rule import Rule
from .vocabulary import ONE_VISIT, Vocabulary
from .words import normal, tokens

MOST = 40
_REACH = 7  # no name is begun further back than so many words
COUNTED = frozenset({*UNITS, "visits", "times"})


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

    @property
    def too_long(self) -> str:
        """How long it is, where that is longer than a sentence may be."""
        return str(self.refusal) if isinstance(self.refusal, TooLong) else ""


def typed(text: str, vocabulary: Vocabulary) -> Typed:
    """Read what stands there now.  `unfinished`: all of it is good, it only goes on."""
    try:
        rule = parse(text, vocabulary)
        sentence = render(rule, vocabulary)
        if len(sentence) > LONGEST:  # it would stand in the file so, where it could not be read
            raise TooLong(sentence, 0, ("a shorter sentence",))
    except (TooLong, NotByDays) as refusal:
        return Typed(None, "", refusal)
    except Refusal as refusal:
        suggested = suggestions(text, vocabulary)
        rest = refusal.sentence[refusal.at :].strip().rstrip(".")
        if isinstance(refusal, Ambiguous):
            return Typed(None, "", refusal)
        return Typed(None, "", refusal, not rest or bool(suggested), suggested)
    return Typed(rule, sentence, None, False, suggestions(text, vocabulary))


def suggestions(text: str, vocabulary: Vocabulary) -> tuple[Suggestion, ...]:
    """What may follow; a word or a name of several words that is begun already is completed."""
    suggested: dict[str, Suggestion] = {}
    text = normal(text)
    cut = tokens(text)
    for at in range(len(cut), max(-1, len(cut) - _REACH), -1):
        beginning = text[: cut[at - 1].end] if at else ""
        begun = _plain(text[cut[at].start :]).rstrip(".") if at < len(cut) else ""
        for adds, kind in _expected(beginning, vocabulary):
            if _plain(adds).startswith(begun) and _plain(adds) != begun:
                suggestion = Suggestion(_joined(beginning, adds), adds, kind)
                same = _plain(_joined(beginning.rstrip(". "), adds))  # what goes on after a full stop goes on before it
                if same not in suggested or len(suggestion.text) < len(suggested[same].text):
                    suggested[same] = suggestion
    return tuple(suggested.values())[:MOST]


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
    kind_by_text: dict[str, str] = {}
    if reading.furthest >= len(reading.tokens):
        for expected in reading.expected:
            if expected.startswith("“"):
                kind_by_text.setdefault(_counted(beginning, expected.strip("“”")), "")
            elif expected == "a number":
                kind_by_text.setdefault("30", "number")
            elif expected.startswith("a date"):
                kind_by_text.setdefault("2027-01-01", "date")
            elif expected.startswith("a time"):
                kind_by_text.setdefault("13:00", "time")
            elif expected.startswith("words in"):
                kind_by_text.setdefault('"yes"', "words")
        for kind in reading.kinds:
            for id_, name in vocabulary.names(kind).items():
                said = _said(
                    vocabulary, ONE_VISIT if kind == "visit type" and _after_one(beginning) else kind, id_, name
                )
                kind_by_text.setdefault(said, kind)
    if not beginning:
        kind_by_text = {_upper(adds): kind for adds, kind in kind_by_text.items()}
    return list(kind_by_text.items())


def _counted(beginning: str, adds: str) -> str:
    """'1' → 'day', where 'days' may follow, and 'business day', 'visit': both are read."""
    if not _after_one(beginning):
        return adds
    head, _, tail = adds.partition(" ")
    if adds in COUNTED:
        return adds.removesuffix("s")
    return f"{head.removesuffix('s')} {tail}" if head in COUNTED else adds


def _after_one(beginning: str) -> bool:
    return beginning.rsplit(" ", maxsplit=1)[-1] == "1"


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
