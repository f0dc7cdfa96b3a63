"""Telephone numbers in what is read are links that call."""

from __future__ import annotations

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ..people.contacts import numbers_in


def dialed(text: object) -> SafeString:
    """The text with each number in it as a link (`tel:`); all else is escaped, and what is markup already stays as it is."""
    if isinstance(text, SafeString):
        return text
    words, parts, at = str(text or ""), [], 0
    for begin, end, address in numbers_in(words):
        number = format_html('<a class="num" href="{}">{}</a>', address, words[begin:end])
        parts += [conditional_escape(words[at:begin]), number]
        at = end
    return mark_safe("".join([*parts, conditional_escape(words[at:])]))  # noqa: S308 - each part is escaped above
