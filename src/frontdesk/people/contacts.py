"""Addresses, telephone numbers and names, as people write them: read once, here, and kept in one form or refused.

What is stored, compared and sent to is only ever what these functions answered, compared by `=`: no folding of case, by
Python or by the database, ever decides whose an address is.  Nothing here asks the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress

import phonenumbers
from django.utils.translation import gettext

from ..core import addresses
from ..core.addresses import COUNTRY, EITHER, EMAIL, LETTERED, LONGEST, NUMBER, WRITTEN, Why, in_digits
from ..core.letters import unseen
from ..core.refusals import Refusal

__all__ = ["COUNTRY", "EITHER", "EMAIL", "LONGEST", "NUMBER"]  # the same for who knows people

NAME, WHOLE_NAME = 80, 120

# Within a name they are left out; letters of their own, which no decomposition takes apart, are written plainly.
APOSTROPHES = "'’‘ʼʻ`´′＇"
OWN_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"}

_SHOWN = re.compile(  # as `shown` writes one, or as the practice's own is written with letters
    rf"(?:\(\d{{3}}\) \d{{3}}-\d{{4}}|\+\d[\d -]{{5,18}}\d|(?<!\w)(?P<letters>{LETTERED})(?![-.]?\w))(?: ext\. \d{{1,11}})?"
)
_APOSTROPHES = re.compile(f"[{APOSTROPHES}]")
_OWN_LETTERS = str.maketrans(OWN_LETTERS)


class Unreadable(Refusal):
    """What was typed is no address, no number, or no name."""

    code, status = "unreadable", 422


def email_address(text: str) -> str:
    """As `core/addresses.py` reads one.  Raises Unreadable."""
    return _read(addresses.email_address, text)


def telephone_number(text: str, country: str = COUNTRY) -> str:
    """As `core/addresses.py` reads one.  Raises Unreadable."""
    return _read(lambda said: addresses.telephone_number(said, country), text)


def advertised_number(text: str) -> str:
    """As `core/addresses.py` reads one: letters for digits, too.  Raises Unreadable."""
    return _read(addresses.advertised_number, text)


def _read(reader: Callable[[str], str], text: str) -> str:
    try:
        return reader(text)
    except addresses.NotRead as error:
        raise Unreadable(_sentence(error.why)) from None


def _sentence(why: Why) -> str:
    match why:
        case "no address":
            return _no_address()
        case "no number":
            return _no_number()
        case "two numbers":
            return gettext(
                "There are two numbers in it. Keep one here; the other can stand where there is room for a note."
            )
        case "too long":
            return gettext("That is too long. Shorten it.")
        case "unseen":
            return gettext("There is a character in it that cannot be seen. Type it by hand.")


def shown(text: str, country: str = COUNTRY) -> str:
    """A number as people there write it: '(312) 555-0100', '(312) 555-0100 ext. 22'; of another country '+44 20 7946 0018'.

    The one place that says so, for every page and every message.  An address, and what is no number, stays as it is.
    """
    if not text or "@" in text or not WRITTEN.fullmatch(text.strip()):
        return text
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text
    here = parsed.country_code == phonenumbers.country_code_for_region(country)
    kinds = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(parsed, kinds.NATIONAL if here else kinds.INTERNATIONAL)


def numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers in a text that `shown` wrote, or that are written with letters: from where to where each stands, and its address for a link (RFC 3966)."""
    if (dialed := in_digits(text)) != text:
        yield 0, len(text), _link(dialed)
        return
    for match in _SHOWN.finditer(text):
        dialed = in_digits(match[0])
        if match["letters"] and dialed == match[0]:
            continue  # a row of digits may be anything
        with suppress(phonenumbers.NumberParseException):
            yield match.start(), match.end(), _link(dialed)


def _link(dialed: str) -> str:
    number = phonenumbers.parse(dialed, COUNTRY)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)


def contact(text: str) -> str:
    """An address where there is an @, else a number.  Raises Unreadable."""
    try:
        return email_address(text) if "@" in text else telephone_number(text)
    except Unreadable as fault:
        if fault.sentence not in (_no_address(), _no_number()):
            raise
        either = gettext("Enter an email address, such as name@example.com, or a phone number with area code.")
        raise Unreadable(either) from None


def normal_contact(text: str) -> str | None:
    """As `contact`; None when it is neither."""
    try:
        return contact(text)
    except Unreadable:
        return None


def can_be_written_to(stored: str) -> bool:
    """Whether a stored address or number takes messages: a number with an extension is for calls alone."""
    return bool(stored) and ("@" in stored or "x" not in stored)


def personal_name(text: str, most: int = NAME) -> str:
    """A part of a name, or a whole one: composed (NFC), single spaces, at least one letter.  Raises Unreadable."""
    composed = " ".join(unicodedata.normalize("NFC", text).split(" ")).strip()
    composed = re.sub(r"[ \t\u00a0]+", " ", composed).strip()
    if not any(unicodedata.category(letter).startswith("L") for letter in composed):
        raise Unreadable(gettext("Enter a name."))
    if len(composed) > most:
        raise Unreadable(gettext("Shorten the name to %(most)s letters.") % {"most": most})
    if any(unseen(letter) for letter in composed) or _piled_up(composed):
        raise Unreadable(gettext("The name has a character that cannot be seen. Type it by hand."))
    return composed


def folded(name: str) -> str:
    """For comparing names that people wrote: without case, accents, apostrophes and hyphens.  Never for addresses.

    The database's `frontdesk_folded` (`people/migrations/0001_tables.py`) says the same, for what is looked up there.
    """
    letters = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", name)).lower()
    plain = "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f").translate(_OWN_LETTERS)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def tidy_name(text: str) -> str:
    """For names that are stored already: the same form, what cannot be seen left out, nothing refused."""
    composed = unicodedata.normalize("NFC", "".join(" " if letter.isspace() else letter for letter in text))
    return " ".join("".join(letter for letter in composed if not unseen(letter)).split()) or text


def _piled_up(text: str) -> bool:
    """More than three marks on one letter is no name of anybody's."""
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks > 3:
            return True
    return False


def _no_address() -> str:
    return gettext("Enter an email address, such as name@example.com.")


def _no_number() -> str:
    return gettext(
        "Enter a phone number with area code, such as 312 555 0100; with + and country code outside of the US."
    )
