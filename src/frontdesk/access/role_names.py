"""What a role may be called: nothing that could be taken for a role or a kind of actor that every practice has.

Names are compared by their skeleton: what is left of them for a reader who does not look closely.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from .roles import KINDS, NAMES

LONGEST = 80
_SIGNS = " -'’.,&/()+"
_LIKE = {"ı": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "0": "o", "1": "l", "i": "l"}


def clean(name: str) -> str | None:
    """The name as it is stored: composed, single spaces; None where it holds letters or signs that are not for names.

    Latin letters alone: an "а" of another alphabet cannot be told from ours by anybody who reads it.
    """
    name = " ".join(unicodedata.normalize("NFKC", name).split())
    if not name or len(name) > LONGEST or any(not (letter in _SIGNS or _is_known(letter)) for letter in name):
        return None
    return name if any(letter.isalpha() for letter in name) else None


def skeleton(name: str) -> str:
    """Without case, accents, spaces and signs; letters and digits that look alike are one."""
    bare = "".join(
        letter for letter in unicodedata.normalize("NFKD", name).casefold() if not unicodedata.combining(letter)
    )
    return (
        "".join(_LIKE.get(letter, letter) for letter in bare if letter.isalnum()).replace("rn", "m").replace("vv", "w")
    )


def is_taken(name: str, others: Iterable[str]) -> bool:
    """Whether it reads like one of `others`, or like a built-in role or kind of actor in any language of the pages."""
    return _one(skeleton(name)) in {_one(skeleton(other)) for other in (*others, *_built_in())}


def _one(bare: str) -> str:
    """'Administrators' reads like 'Administrator'."""
    return bare[:-1] if bare.endswith("s") and len(bare) > 3 else bare


def _built_in() -> set[str]:
    names = {*NAMES, *KINDS, "system", "staff"}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {gettext(name) for name in NAMES.values()} | {gettext("Nobody")}
    return names | {"Nobody"}


def _is_known(letter: str) -> bool:
    """A letter of the Latin alphabet, with an accent or without, or one of our digits."""
    base = unicodedata.normalize("NFKD", letter)[0]
    return (base.isascii() and base.isalnum()) or letter.casefold() in _LIKE or letter in "ßæœøłđÆŒØŁĐ"
