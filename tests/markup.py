"""Pages as tests read them: how a template is broken into lines is nobody's concern, what is shown is."""

from __future__ import annotations

import re
from collections.abc import Callable

# Beside the tags of these, white space is not shown.
BLOCKS = (
    "html|head|body|title|meta|link|style|main|header|footer|nav|section|article|aside|div|p|h1|h2|h3|h4|h5|h6|ul|ol|li|dl|dt|dd|table|thead|"
    "tbody|tfoot|tr|td|th|caption|form|fieldset|legend|details|summary|figure|figcaption|hr|br|option|optgroup|select|datalist|dialog|template|script"
)
_AS_IT_IS = re.compile(
    r"(<(?:pre|textarea|script|style)\b.*?</(?:pre|textarea|script|style)>)", re.DOTALL | re.IGNORECASE
)
_BETWEEN = re.compile(r"""<[a-zA-Z/](?:[^<>"']|"[^"]*"|'[^']*')*>|\s+""")
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')|\s+""")
_BESIDE = re.compile(rf"""\s*(</?(?:{BLOCKS})\b(?:[^<>"']|"[^"]*"|'[^']*')*>)\s*""", re.IGNORECASE)


def in_one_form(page: str) -> str:
    """A page with one space between words and attributes, and none beside the tags of blocks."""
    parts = _AS_IT_IS.split(page)
    parts[::2] = [_BESIDE.sub(r"\1", _BETWEEN.sub(_tidy, part)) for part in parts[::2]]
    return "".join(parts)


def _tidy(piece: re.Match[str]) -> str:
    """A tag, or the space between words."""
    if piece[0].isspace():
        return " "
    return _QUOTED.sub(lambda part: part[1] or " ", piece[0]).replace(" >", ">")


def read_in_one_form(request: Callable) -> Callable:
    """Django's test client, whose answers are pages in that form."""

    def asked(self, **more):
        answer = request(self, **more)
        if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
            answer.content = in_one_form(answer.content.decode()).encode()
        return answer

    return asked


def as_read(page: str) -> str:
    """A page in which numbers are words alone, and no links that call them."""
    return re.sub(r'<a class="num" href="tel:[^"]*">(.*?)</a>', r"\1", page)
