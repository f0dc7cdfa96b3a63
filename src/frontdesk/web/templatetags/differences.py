"""What a version says differently, as people read it."""

from __future__ import annotations

import difflib
from typing import Literal

from django import template
from django.utils.translation import gettext

from ...messaging.templates import TEMPLATES
from ...practice.file.difference import SetupChange
from ..own_words import spoken_sentence
from ..setup_words import KEYS
from .frontdesk import field_words

register = template.Library()

Piece = tuple[Literal["same", "gone", "added"], str]
LONG, ALIKE = 60, 0.5  # a long text with so much in common is read once, with what is different marked in it


@register.filter
def inside_words(word: str) -> str:
    """Where inside of an entry something is: one of the file's keys, a message by its name, or what the practice calls it."""
    return field_words(word) if word in TEMPLATES else gettext(KEYS.get(word, word))


@register.filter
def word_by_word(change: SetupChange) -> list[Piece]:
    """The whole of a long text with the words that are gone and the new ones in their places; [] where both are better read apart."""
    before, after = (str(spoken_sentence(text)).split() for text in (change.before, change.after))
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    if max(len(change.before), len(change.after)) < LONG or not (before and after) or matcher.ratio() < ALIKE:
        return []
    pieces: list[Piece] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            pieces.append(("same", " ".join(after[c:d])))
            continue
        pieces += [("gone", " ".join(before[a:b]))] if b > a else []
        pieces += [("added", " ".join(after[c:d]))] if d > c else []
    return pieces
