"""Email addresses and telephone numbers, as people write them: read here alone, and answered in one form or not at all.

What is stored, compared and sent to is only ever what these functions answered.  Nothing here asks the database, and
what is said of what is not read (`NotRead.why`) is said where the reader's language is known.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Literal

import email_validator
import phonenumbers

from .letters import unseen

COUNTRY = "US"  # whose numbers may be written without a country code
LONGEST = 254  # RFC 5321: a path is 256 octets with its angle brackets
# What a stored value looks like; the database's constraints are written from the same two lines.
EMAIL = r"^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$"
NUMBER = r"^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"
EITHER = f"{EMAIL}|{NUMBER}"
_EXTENSION = r"(?:[ ,]*(?:;ext=|ext\.?|extension|x|#)[ .:]*[0-9]{1,7})?"
# As people write a number.
WRITTEN = re.compile(r"(?:tel:)?\+?[0-9(][0-9().\-/ ]{2,40}" + _EXTENSION, re.IGNORECASE)
# A number of North America of which some digits are written as the letters on their keys: '1-800-FLOWERS', '(312) 555-CARE'.
LETTERED = r"(?:\+?1[-. ]?)?(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[-. ]?(?:[A-Z0-9][-. ]?){6}[A-Z0-9]"
_LETTERED = re.compile(f"(?P<number>{LETTERED})(?P<extension>{_EXTENSION})", re.IGNORECASE)
_LEAST_LETTERS = 3
_LIKE_DIGITS = frozenset("OIL")  # typed for 0 and 1: no word is made of these alone
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {"\u00a0": " ", "\u202f": " "})
_NORTH_AMERICA = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")
Why = Literal["no address", "no number", "two numbers", "too long", "unseen"]

# Clinics have mail servers of their own under such names; the library's list is there to be changed.
if "local" in email_validator.SPECIAL_USE_DOMAIN_NAMES:
    email_validator.SPECIAL_USE_DOMAIN_NAMES.remove("local")


class NotRead(ValueError):
    """What was typed is no address and no number."""

    def __init__(self, why: Why) -> None:
        self.why: Why = why
        super().__init__(why)


def email_address(text: str) -> str:
    """`Rosa@Example.ORG` as 'rosa@example.org'; a domain of other letters by its IDNA name.

    Raises NotRead: letters before the @ that are not ASCII, display names, brackets, quotes, lists, what cannot be seen.
    """
    text = _visible(text.strip(" \t\r\n\u00a0"), LONGEST)
    local, at, domain = text.rpartition("@")
    if not at or not local.isascii() or re.fullmatch(r"[\d.]+", domain) or "." not in domain:
        raise NotRead("no address")
    try:
        address = email_validator.validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except ValueError:  # the library's own error is one of these
        raise NotRead("no address") from None
    normal = (address.ascii_email or "").lower()
    if len(normal) > LONGEST or not re.fullmatch(EMAIL, normal):
        raise NotRead("no address")
    return normal


def telephone_number(text: str, country: str = COUNTRY) -> str:
    """Any country's number as E.164, with its extension: '+13125550100', '+13125550100x22'.  Raises NotRead."""
    try:
        return _one_number(text, country)
    except NotRead:
        if len(_numbers_in(text, country)) < 2:
            raise
    raise NotRead("two numbers")


def advertised_number(text: str, country: str = COUNTRY) -> str:
    """The same of a number that an organization gives out, which may be written with the letters on the keys: '1-800-FLOWERS'.

    Nobody's own number is read so: there a letter is a slip, and would be called as another digit.
    """
    return telephone_number(in_digits(text), country)


def in_digits(text: str) -> str:
    """A number that is written with letters, in digits; whatever else stays as it is."""
    match = _LETTERED.fullmatch(text.strip(" \t\r\n\u00a0").translate(_DASHES))
    letters = [letter for letter in match["number"].upper() if letter.isalpha()] if match else []
    if match is None or len(letters) < _LEAST_LETTERS or set(letters) <= _LIKE_DIGITS:
        return text
    return phonenumbers.convert_alpha_characters_in_number(match["number"]) + match["extension"]


def _one_number(text: str, country: str) -> str:
    text = _visible(text.strip(" \t\r\n\u00a0").translate(_DASHES), 60)
    if not text.isascii() or not WRITTEN.fullmatch(text):
        raise NotRead("no number")
    try:
        parsed = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise NotRead("no number") from None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    known = phonenumbers.is_valid_number(parsed) or _NORTH_AMERICA.fullmatch(number)
    costs = phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.PREMIUM_RATE
    normal = f"{number}x{parsed.extension}" if parsed.extension else number
    if not known or costs or not re.fullmatch(NUMBER, normal):
        raise NotRead("no number")
    return normal


def _numbers_in(text: str, country: str) -> set[str]:
    """The different numbers that stand in a text, whatever stands between them: 'H: 312 555 0119 C: 312 555 0120' has two."""
    numbers = set()
    for match in phonenumbers.PhoneNumberMatcher(
        text.translate(_DASHES)[:LONGEST], country, leniency=phonenumbers.Leniency.POSSIBLE
    ):
        with suppress(NotRead):
            numbers.add(_one_number(match.raw_string, country))
    return numbers


def _visible(text: str, most: int) -> str:
    if len(text) > most:
        raise NotRead("too long")
    if any(unseen(letter) for letter in text):
        raise NotRead("unseen")
    return text
