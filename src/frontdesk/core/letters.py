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


def as_drawn(text: str) -> str:
    """What is left of a text for somebody who reads it: equal for texts that nobody can tell apart."""
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", text) if not unseen(letter))
    return " ".join(seen.translate(_ALIKE).casefold().split())
