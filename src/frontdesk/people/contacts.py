"""Addresses, telephone numbers and names, as people write them: read once, here, and kept in one form or refused.

What is stored, compared and sent to is only ever what these functions answered, compared by `=`: no folding of case, by
Python or by the database, ever decides whose an address is.  Nothing here asks the database.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

import email_validator
import phonenumbers
from django.utils.translation import gettext

from ..core.letters import unseen
from ..core.refusals import Refusal

COUNTRY = "US"  # whose numbers may be written without a country code
LONGEST = 254  # RFC 5321: a path is 256 octets with its angle brackets
NAME, WHOLE_NAME = 80, 120

# What a stored value looks like; the database's constraints are written from the same two lines.
EMAIL = r"^[!#-'*+./0-9=?^-~-]+@[a-z0-9.-]+\.[a-z0-9-]+$"
NUMBER = r"^\+[1-9][0-9]{6,14}(x[0-9]{1,7})?$"
EITHER = f"{EMAIL}|{NUMBER}"

# Within a name they are left out; letters of their own, which no decomposition takes apart, are written plainly.
APOSTROPHES = "'’‘ʼʻ`´′＇"
OWN_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i"}

_SHOWN = re.compile(r"(?:\(\d{3}\) \d{3}-\d{4}|\+\d[\d -]{5,18}\d)(?: ext\. \d{1,11})?")  # as `shown` writes one
_WRITTEN = re.compile(
    r"(?:tel:)?\+?[0-9(][0-9().\-/ ]{2,40}(?:[ ,]*(?:;ext=|ext\.?|extension|x|#)[ .:]*[0-9]{1,7})?", re.IGNORECASE
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | {"\u00a0": " ", "\u202f": " "})
_APOSTROPHES = re.compile(f"[{APOSTROPHES}]")
_OWN_LETTERS = str.maketrans(OWN_LETTERS)
_NORTH_AMERICA = re.compile(r"\+1[2-9][0-9]{2}[2-9][0-9]{6}")


# Clinics have mail servers of their own under such names; the library's list is there to be changed.
if "local" in email_validator.SPECIAL_USE_DOMAIN_NAMES:
    email_validator.SPECIAL_USE_DOMAIN_NAMES.remove("local")


class Unreadable(Refusal):
    """What was typed is no address, no number, or no name."""

    code, status = "unreadable", 422


def email_address(text: str) -> str:
    """`Rosa@Example.ORG` as 'rosa@example.org'; a domain of other letters by its IDNA name.

    Raises Unreadable: letters before the @ that are not ASCII, display names, brackets, quotes, lists, what cannot be seen.
    """
    text = _visible(text.strip(" \t\r\n\u00a0"), LONGEST)
    local, at, domain = text.rpartition("@")
    if not at or not local.isascii() or re.fullmatch(r"[\d.]+", domain) or "." not in domain:
        raise Unreadable(_no_address())
    try:
        found = email_validator.validate_email(text, check_deliverability=False, allow_smtputf8=False, strict=True)
    except ValueError:  # the library's own error is one of these
        raise Unreadable(_no_address()) from None
    normal = (found.ascii_email or "").lower()
    if len(normal) > LONGEST or not re.fullmatch(EMAIL, normal):
        raise Unreadable(_no_address())
    return normal


def telephone_number(text: str, country: str = COUNTRY) -> str:
    """Any country's number as E.164, with its extension: '+13125550100', '+13125550100x22'.  Raises Unreadable."""
    try:
        return _one_number(text, country)
    except Unreadable:
        if len(_numbers_in(text, country)) < 2:
            raise
    raise Unreadable(
        gettext("There are two numbers in it. Keep one here; the other can stand where there is room for a note.")
    )


def _one_number(text: str, country: str) -> str:
    text = _visible(text.strip(" \t\r\n\u00a0").translate(_DASHES), 60)
    if not text.isascii() or not _WRITTEN.fullmatch(text):
        raise Unreadable(_no_number())
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise Unreadable(_no_number()) from None
    number = phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    known = phonenumbers.is_valid_number(found) or _NORTH_AMERICA.fullmatch(number)
    costs = phonenumbers.number_type(found) == phonenumbers.PhoneNumberType.PREMIUM_RATE
    normal = f"{number}x{found.extension}" if found.extension else number
    if not known or costs or not re.fullmatch(NUMBER, normal):
        raise Unreadable(_no_number())
    return normal


def shown(text: str, country: str = COUNTRY) -> str:
    """A number as people there write it: '(312) 555-0100', '(312) 555-0100 ext. 22'; of another country '+44 20 7946 0018'.

    The one place that says so, for every page and every message.  An address, and what is no number, stays as it is.
    """
    if not text or "@" in text or not _WRITTEN.fullmatch(text.strip()):
        return text
    try:
        found = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return text
    here = found.country_code == phonenumbers.country_code_for_region(country)
    kinds = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(found, kinds.NATIONAL if here else kinds.INTERNATIONAL)


def numbers_in(text: str) -> Iterator[tuple[int, int, str]]:
    """The numbers in a text that `shown` wrote: from where to where each stands, and its address for a link (RFC 3966)."""
    for found in _SHOWN.finditer(text):
        try:
            number = phonenumbers.parse(found[0], COUNTRY)
        except phonenumbers.NumberParseException:
            continue
        yield found.start(), found.end(), phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.RFC3966)


def _numbers_in(text: str, country: str) -> set[str]:
    """The different numbers that stand in a text, whatever stands between them: 'H: 312 555 0119 C: 312 555 0120' has two."""
    found = set()
    for match in phonenumbers.PhoneNumberMatcher(
        text.translate(_DASHES)[:LONGEST], country, leniency=phonenumbers.Leniency.POSSIBLE
    ):
        with suppress(Unreadable):
            found.add(_one_number(match.raw_string, country))
    return found


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


def _visible(text: str, most: int) -> str:
    if len(text) > most:
        raise Unreadable(gettext("That is too long. Shorten it."))
    if any(unseen(letter) for letter in text):
        raise Unreadable(gettext("There is a character in it that cannot be seen. Type it by hand."))
    return text


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
