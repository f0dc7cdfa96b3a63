"""A whole name in one cell → its first and its last name, where nobody can be in doubt which is which."""

from __future__ import annotations

import re
from collections.abc import MutableMapping

from .columns import PARTS, WHOLE_NAME, joined
from .faults import Fault, gettext_noop

_SUFFIX = re.compile(r"(jr|sr|ii|iii|iv|v|md|do|phd|esq|rn|np|pa|2nd|3rd)\.?", re.IGNORECASE)


_LAST_FIRST = re.compile(r"last.*first", re.IGNORECASE)


def needs_comma(heading: str) -> bool:
    """Whether a heading says that the last name stands first: then two words without a comma are not 'First Last'."""
    return _LAST_FIRST.search(heading) is not None


def divide(values: MutableMapping[str, str], *, comma: bool = False) -> None:
    """Put the parts of `name` where first and last name stand; `comma`: only where one says which is which.

    Raises Fault where it is doubtful, or where they say something else.
    """
    whole = values.pop(WHOLE_NAME, "")
    if not whole:
        return
    given = [(part, values[part]) for part in PARTS if values.get(part)]
    if given:
        there = [joined(word) for word in whole.split()]
        for part, text in given:
            if not all(joined(word) in there for word in text.split()):
                words = gettext_noop("'name' says '%(whole)s' and '%(part)s' says '%(text)s': keep one of the columns")
                raise Fault(words, whole=whole[:80], part=part, text=text[:80])
        if len(given) == len(PARTS):
            return
    values[PARTS[0]], values[PARTS[1]] = _parts(whole, comma)


def _parts(whole: str, comma_needed: bool) -> tuple[str, str]:
    last, comma, first = (part.strip() for part in whole.partition(","))
    if comma:
        if first and last and "," not in first and not _SUFFIX.fullmatch(first):
            return first, last
    elif not comma_needed and len(words := whole.split()) == 2 and not _SUFFIX.fullmatch(words[1]):
        return words[0], words[1]
    sentence = gettext_noop("which is the first and which the last name of '%(whole)s'? Write it as 'Last, First'")
    raise Fault(sentence, whole=whole[:80])
