"""Puts the Spanish words (django.po) in order: by the English, as `pybabel update --sort-output` does.

New words may be added anywhere, at the end as well: `make words` puts them where they belong, and `tests/test_spanish.py` compares.
"""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po

PO = Path(__file__).resolve().parents[1] / "src" / "frontdesk" / "web" / "locale" / "es" / "LC_MESSAGES" / "django.po"


def in_order(text: str) -> str:
    """The same words in order, each once.  Raises ValueError where one stands there with two translations: nobody knows which is meant."""
    header, _empty, words = text.partition("\n\n")
    both = [said for said, count in Counter(english for english, _spanish in set(_entries(words))).items() if count > 1]
    if both:
        raise ValueError(f"these stand in django.po with two translations; keep one of each: {both}")
    written = io.BytesIO()
    write_po(written, read_po(io.BytesIO(text.encode()), locale="es", abort_invalid=True), **HOW)
    return f"{header}\n\n{written.getvalue().decode().strip()}\n"


HOW = {"width": 0, "no_location": True, "sort_output": True, "omit_header": True}


def _entries(words: str) -> list[tuple[tuple[str, str], str]]:
    """Context, English and Spanish of each entry, read one by one: read together, one of two would be kept alone."""
    one_by_one = (read_po(io.BytesIO(entry.encode()), locale="es") for entry in words.split("\n\n") if entry.strip())
    messages: list[Message] = [message for catalogue in one_by_one for message in catalogue if message.id]
    return [((message.context or "", str(message.id)), str(message.string)) for message in messages]


if __name__ == "__main__":
    PO.write_text(in_order(PO.read_text()))
