"""Text into tokens.  Case, 'visit'/'visits' and hyphens do not matter in a sentence; this is where they stop mattering."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"""
    (?P<quoted>"[^"]*"|“[^”]*”)
  | (?P<date>\d{4}-\d{2}-\d{2})
  | (?P<time>\d{1,2}:\d{2})
  | (?P<number>\d+(?![\w]))
  | (?P<comma>,)
  | (?P<word>[^\W_]+(?:['’][^\W_]+)*)
  | (?P<other>[^\s.\-–_/()&+:;!?#*])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, date, time, quotation or comma; `start` and `end` are places in the sentence."""

    kind: str
    text: str
    start: int
    end: int
    stem: str


def stem(word: str) -> str:
    """What is left of a word when case and the plural's ending are taken off: the same for both of its forms."""
    word = word.lower().replace("’", "'")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    short = word.rstrip("es")
    return short if len(short) > 1 else word


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a sentence in order.  Full stops, hyphens and brackets separate words and are dropped."""
    found = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        raw = match.group()
        value = raw[1:-1] if kind == "quoted" else raw
        found.append(Token(kind, value, match.start(), match.end(), stem(raw) if kind == "word" else raw))
    return tuple(found)


def key(text: str) -> tuple[str, ...]:
    """A name as it is compared: the stems of its words."""
    return tuple(token.stem for token in tokens(text))


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
    if lower.endswith(("s", "x", "ch", "sh")):
        last += "es"
    elif lower.endswith("y") and lower[-2:-1] not in "aeiou":
        last = last[:-1] + "ies"
    else:
        last += "s"
    return f"{head} {last}".strip()


def is_plural(noun: str) -> bool:
    """Whether the last word already stands in the plural ('visits', not 'visit', 'class' or 'counseling')."""
    last = noun.rpartition(" ")[2].lower()
    return last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 2


def lower_first(text: str) -> str:
    """As it stands in the middle of a sentence: 'New patient' → 'new patient', but 'MRI' and 'X-ray' stay."""
    if len(text) > 1 and (text[1].isupper() or not text[1].isalpha()):
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


def listing(items: list[str] | tuple[str, ...], conjunction: str = "and") -> str:
    """'a', 'a and b', 'a, b and c'."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"
