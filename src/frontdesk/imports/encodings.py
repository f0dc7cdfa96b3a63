"""Bytes → text: how a file was written, said or found out, and what was plainly written wrong before it came here."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from .faults import Fault, Faults, gettext_noop

# What systems in clinics write, by Python's name for it.
NAMES = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "cp1253": "Windows-1253",
    "cp1254": "Windows-1254",
    "cp1257": "Windows-1257",
    "iso8859-1": "ISO-8859-1",
    "iso8859-2": "ISO-8859-2",
    "iso8859-15": "ISO-8859-15",
    "mac-roman": "Mac Roman",
    "cp437": "DOS 437",
    "cp850": "DOS 850",
}
# In the order in which they are taken where the words of a file are words in several.
GUESSED = ("cp1252", "mac-roman", "cp1250")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig", "UTF-8"), (b"\xff\xfe", "utf-16", "UTF-16"), (b"\xfe\xff", "utf-16", "UTF-16"))
_QUOTES = "'’‘“”´`«»¿¡"
# One letter of UTF-8 that was read as Windows-1252 and written as UTF-8 again: 'Ã±' where an ñ was.
_DOUBLED = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]|â€."
)


@dataclass(frozen=True)
class Text:
    """`guessed`: nothing in the file says its encoding, and other encodings have other letters for it."""

    text: str
    encoding: str
    guessed: bool = False


def codec_of(name: str) -> str:
    """The encoding that somebody named, as Python names it.  Raises Faults."""
    try:
        codec = codecs.lookup(name.strip()).name.replace("_", "-")
    except (LookupError, ValueError):
        codec = ""
    codec = {"utf-8-sig": "utf-8"}.get(codec, codec)
    if codec not in NAMES:
        words = gettext_noop("no encoding '%(name)s'; there are %(known)s")
        raise Faults([Fault(words, name=name[:40], known=", ".join(NAMES))])
    return codec


def decoded(data: bytes, said: str = "") -> Text:
    """The text and how it was written: as `said`, by its mark, as UTF-8, else by the words that it gives.  Raises Faults."""
    if data[:4] == b"PK\x03\x04" or data[:4] == b"\xd0\xcf\x11\xe0":
        words = gettext_noop("This is a workbook. Save it as CSV (Excel: CSV UTF-8), then send that file.")
        raise Faults([Fault(words)])
    if data[:5] == b"%PDF-":
        raise Faults([Fault(gettext_noop("This is a PDF. Save the list as CSV, then send that file."))])
    if said:
        codec = codec_of(said)
        return Text(_strictly(data, codec, NAMES[codec]).removeprefix("\ufeff"), NAMES[codec])
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            return Text(_strictly(data, codec, name), name)
    if codec := _unmarked_utf16(data):
        return Text(_strictly(data, codec, "UTF-16"), "UTF-16")
    try:
        return Text(data.decode("utf-8"), "UTF-8")
    except UnicodeDecodeError:
        return _guessed(data)


def doubled(text: str) -> str:
    """The first word of a text whose letters were encoded twice; empty where there is none."""
    return next((word for word in text.split() if _DOUBLED.search(word)), "")


def has_letters_in_question(text: str) -> bool:
    return not text.isascii()


def _guessed(data: bytes) -> Text:
    """The one of the usual code pages in which most words with such letters are words.  Raises Faults."""
    best, most = "", -1.0
    for codec in GUESSED:
        try:
            share = _words(data.decode(codec))
        except UnicodeDecodeError:
            continue
        if share > most:
            best, most = codec, share
    if not best or (most == 0 and best != "cp1252"):
        best = "cp1252"
    return Text(_strictly(data, best, NAMES[best]), NAMES[best], guessed=True)


def _words(text: str) -> float:
    """Which part of the words that are not ASCII are written as names and words are."""
    words = {word for word in re.split(r"[\s,;|\"/()\[\]:.]+", text) if word and not word.isascii()}
    return sum(_is_word(word) for word in words) / len(words) if words else 0.0


def _is_word(word: str) -> bool:
    """Letters alone, in capitals, in small letters, or with one capital in front; parts joined by hyphens or apostrophes."""
    parts = re.split(r"[-‐–—]", word.strip(_QUOTES))
    return all(
        part and all(unicodedata.category(letter) in ("Lu", "Ll") for letter in part) and _cased(part)
        for part in (re.sub(f"[{_QUOTES}]", "", part) for part in parts)
    ) and all(part[0].isupper() for part in parts[1:] if part and parts[0][:1].isupper())


def _cased(part: str) -> bool:
    rest = part[1:]
    prefixed = re.match(r"^(Mc|Mac|De|Di|La|Le|O)(?=[A-Z])", part)
    return part.isupper() or rest == rest.lower() or (prefixed is not None and _cased(part[prefixed.end() :]))


def _strictly(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        words = gettext_noop("A character cannot be read as %(encoding)s. Save the file as CSV UTF-8.")
        raise Faults([Fault(words, line, encoding=name)]) from None


def _unmarked_utf16(data: bytes) -> str:
    """Latin letters in UTF-16 have a zero in every other byte."""
    sample = data[:400]
    if len(data) % 2 or len(sample) < 8:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return ""
