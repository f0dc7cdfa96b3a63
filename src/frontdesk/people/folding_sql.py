"""`contacts.folded` in the database, so that what is looked up there is compared as everywhere else."""

from __future__ import annotations

from .contacts import APOSTROPHES, OWN_LETTERS

_ONE = {letter: plain for letter, plain in OWN_LETTERS.items() if len(plain) == 1}


def _plain(text: str) -> str:
    """SQL that folds `text`."""
    found = f"lower(normalize(translate({text}, '{APOSTROPHES.replace(chr(39), chr(39) * 2)}', ''), NFKD))"
    found = f"regexp_replace({found}, '[\u0300-\u036f]', '', 'g')"
    found = f"translate({found}, '{''.join(_ONE)}', '{''.join(_ONE.values())}')"
    for letter, plain in OWN_LETTERS.items():
        if letter not in _ONE:
            found = f"replace({found}, '{letter}', '{plain}')"
    return f"btrim(regexp_replace({found}, '[^[:alnum:]]+', ' ', 'g'))"


FOLDED = f"""
CREATE OR REPLACE FUNCTION frontdesk_folded(name text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN {_plain("name")}
"""

# Every part of a name, and names of several parts in one word as well: `delacruz` finds De La Cruz.
NAME = """
CREATE OR REPLACE FUNCTION frontdesk_name(first text, last text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
    frontdesk_folded(first) || ' ' || frontdesk_folded(last)
    || CASE WHEN frontdesk_folded(first) LIKE '% %' THEN ' ' || replace(frontdesk_folded(first), ' ', '') ELSE '' END
    || CASE WHEN frontdesk_folded(last) LIKE '% %' THEN ' ' || replace(frontdesk_folded(last), ' ', '') ELSE '' END
"""
