"""Text into tokens.  Case, 'visit'/'visits' and the hyphen of 'follow-up' do not matter in a sentence; this is where they stop.

Every character belongs to a token or is white space: one that belongs to no word, number, date, time or quotation is a `mark`,
and a mark that is not part of a name is where reading stops.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

TOKEN = re.compile(
    r"""
    (?P<quoted>"[^"]*")
  | (?P<date>(?<!\d)[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\w))
  | (?P<time>(?<![\w:.])[0-9]{1,2}:[0-9]{2}(?![\d:]))
  | (?P<decimal>[0-9]+(?:\.[0-9]+)+|(?<!\w)\.[0-9]+)
  | (?P<number>[0-9]+(?:(?![^\W_])|(?=(?:min|hr)s?\b|h\b)))
  | (?P<half>(?<![^\W\d_])[ap]\.\s?m\b\.?)
  | (?P<word>[^\W_]+(?:'[^\W_]+)*)
  | (?P<comma>,)
  | (?P<joined>(?<=[^\W\d_])-(?=[^\W\d_]))
  | (?P<mark>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)
SHORT_WEEKDAYS = {
    word: number
    for number, words in enumerate(("mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat", "sun"))
    for word in words.split()
}
SHORT = frozenset(
    (
        *(
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sep",
            "sept",
            "oct",
            "nov",
            "dec",
            "min",
            "mins",
            "hr",
            "hrs",
        ),
        *SHORT_WEEKDAYS,
    )
)  # a full stop belongs to them
_UNITS = {"min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour", "h": "hour"}  # behind a number
_AS_TYPED = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u2032\uff07`\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\uff02"), '"'),
}
_ONE_OF = {
    "children": "child",
    "men": "man",
    "women": "woman",
    "people": "person",
    "feet": "foot",
    "teeth": "tooth",
    "diagnoses": "diagnosis",
    "prognoses": "prognosis",
    "analyses": "analysis",
}
_MANY_OF = {singular: many for many, singular in _ONE_OF.items()}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, date, time, quotation, comma or mark; `start` and `end` are places in the normal text.

    `plain` is how names of people and places are compared, `stem` how the language's own words and visits are.
    """

    kind: str
    text: str
    start: int
    end: int
    plain: str
    stem: str


def normal(text: str) -> str:
    """The one form in which text is read: composed letters, plain quotation marks, hyphens and spaces, nothing invisible.

    Digits of other scripts, powers and fractions stay as they are, and are refused where a number is read.
    """
    return "".join(map(_normal, unicodedata.normalize("NFC", text))) if not text.isascii() else text


def _normal(character: str) -> str:
    if character.isascii():
        return character
    folded = _AS_TYPED.get(ord(character))
    if folded is not None:
        return folded
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category[0] == "Z":
        return " "
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if category[0] == "L" and compatible.isalpha() else character


def stem(word: str) -> str:
    """A word without case and the ending of the plural: the same for both of its forms."""
    word = word.casefold()
    if word in _ONE_OF:
        return _ONE_OF[word]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "zzes", "ches", "shes")):
        return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")):
        return word[:-1]
    return word


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence in order; a hyphen between two letters separates words and is no token."""
    text = normal(text)
    cut: list[Token] = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "joined" or (_ends_short_word(cut, match)):
            continue
        token = _token(kind, match)
        if token.plain in _UNITS and cut and cut[-1].kind == "number":
            token = replace(token, stem=_UNITS[token.plain])
        cut.append(token)
    return tuple(cut)


def _token(kind: str, match: re.Match[str]) -> Token:
    raw = match.group()
    if kind == "half":
        kind, raw = "word", f"{raw[0]}m"
    if kind == "word" and any(unicodedata.category(c)[0] == "N" and not c.isascii() for c in raw):
        kind = "mark"
    value = raw[1:-1] if kind == "quoted" else raw
    plain = raw.casefold() if kind == "word" else raw
    return Token(kind, value, match.start(), match.end(), plain, stem(raw) if kind == "word" else raw)


def _ends_short_word(before: list[Token], match: re.Match[str]) -> bool:
    """Whether this is the full stop of 'Dec.' or 'min.'."""
    last = before[-1] if before else None
    return match.group() == "." and last is not None and last.end == match.start() and last.plain in SHORT


def key(text: str) -> tuple[str, ...]:
    """A visit's name, or words of the language, as they are compared: the stems of its words, marks left out."""
    return tuple(token.stem for token in tokens(text) if token.kind != "mark")


def exact_key(text: str) -> tuple[str, ...]:
    """A person's, a place's or a payer's name as it is compared: its words without case; 'Woods' is not 'Wood'."""
    return tuple(token.plain for token in tokens(text) if token.kind != "mark")


def plural(noun: str) -> str:
    """The plural of a noun phrase, by its last word: 'New patient visit' → 'New patient visits'."""
    head, _, last = noun.rpartition(" ")
    lower = last.lower()
    if last.isupper() and len(last) > 1:
        return f"{noun}s"
    if not last or not last[-1].isalpha() or is_plural(noun):
        return noun
    if lower.endswith("ing"):
        return noun
    if lower in _MANY_OF:
        last = last[:1] + _MANY_OF[lower][1:]
    elif lower.endswith(("s", "x", "ch", "sh")):
        last += "es"
    elif lower.endswith("y") and lower[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{head} {last}".strip()


def is_plural(noun: str) -> bool:
    """Whether the last word already stands in the plural ('visits', not 'visit', 'class' or 'counseling')."""
    last = noun.rpartition(" ")[2].lower()
    return last in _ONE_OF or (last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 2)


# Words that keep their capital wherever they stand: names of people, places, programs and products that visits are called by.
PROPER = frozenset(
    (
        *(
            "Mohs",
            "Pap",
            "Botox",
            "Holter",
            "Doppler",
            "Epley",
            "Lyme",
            "Papanicolaou",
            "Kegel",
            "Achilles",
            "Xolair",
            "Depo",
        ),
        *(
            "Nexplanon",
            "Mirena",
            "Ozempic",
            "Prolia",
            "Invisalign",
            "Suboxone",
            "Medicare",
            "Medicaid",
            "Medigap",
            "Tricare",
        ),
        *("Zoom", "Spanish", "English", "French", "Portuguese", "Russian", "Chinese", "Vietnamese", "Korean", "Arabic"),
        *("American", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    )
)


def lower_first(text: str) -> str:
    """As it stands in the middle of a sentence: 'New patient' → 'new patient', but 'MRI', 'X-ray' and 'Mohs surgery' stay."""
    if len(text) > 1 and (text[1].isupper() or not text[1].isalpha()):
        return text
    if (word := re.match(r"[^\W\d_]+", text)) and word[0] in PROPER:
        return text
    return text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def article(noun: str) -> str:
    """'a procedure room', 'an exam room', 'an x-ray room', 'a unit'."""
    lower = noun.lower()
    vowel = (lower[:1] in "aeiou" or lower.startswith("x-")) and not lower.startswith(
        ("uni", "use", "uro", "eu", "one")
    )
    return f"{'an' if vowel else 'a'} {noun}"


def one_of(noun: str, said: str = "") -> str:
    """'a procedure', 'an MRI'; counseling, and what stands in the plural, have no article.  `said`: the same noun with what stands before it."""
    said = said or noun
    return said if is_plural(noun) or noun.endswith("ing") else article(said)


def listing(items: list[str] | tuple[str, ...], conjunction: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
