"""What letters look like: those that are drawn as nothing, and those of other alphabets that nobody can tell from ours."""

from __future__ import annotations

import unicodedata

# Letters and marks that are drawn as nothing (Unicode's Default_Ignorable_Code_Point outside of the categories below, and blanks).
_BLANK = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
_CYRILLIC = ("АВЕЅІЈКМНОРСТУХҮԌԚԜавеѕіјорсухһӏԁԛԝ", "ABESIJKMHOPCTYXYGQWabesijopcyxhldqw")
_GREEK = ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορυ", "ABEZHIKMNOPTYXaiknopu")
_ARMENIAN = ("ՍՕօոսհց", "UOonuhg")
_CHEROKEE = ("ᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "ABCDEGHJKLMPRSTVWZ")
_LATIN = ("ıɑɡɩɪ", "iagii")
_ALIKE = {
    ord(letter): ours
    for theirs, latin in (_CYRILLIC, _GREEK, _ARMENIAN, _CHEROKEE, _LATIN)
    for letter, ours in zip(theirs, latin, strict=True)
}


def unseen(letter: str) -> bool:
    """Control and format characters (zero width, direction), separators of lines, what is drawn as nothing, and what is no character."""
    return letter in _BLANK or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def can_be_kept(sent: object) -> bool:
    """Whether the database keeps every text in there (names and values of objects too): no U+0000, no half of a character."""
    left = [sent]
    while left:
        item = left.pop()
        if isinstance(item, str) and any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in item):
            return False
        if isinstance(item, dict):
            left += [*item.keys(), *item.values()]
        elif isinstance(item, (list, tuple)):
            left += item
    return True


def as_written(text: str) -> str:
    """A key of another system in the one form in which it is kept and compared: composed, nothing unseen in it, single spaces.

    Its case stays: there are systems whose keys differ by nothing else.
    """
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    seen = "".join(letter for letter in unicodedata.normalize("NFC", spaced) if not unseen(letter))
    return unicodedata.normalize("NFC", " ".join(seen.split()))


def as_drawn(text: str) -> str:
    """What is left of a text for somebody who reads it: equal for texts that nobody can tell apart."""
    return as_written(unicodedata.normalize("NFKC", text)).translate(_ALIKE).casefold()
