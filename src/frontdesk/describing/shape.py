"""One shape of what practices write, as a pattern for tagged text (what its `{V}` and `{W}` are says `shapes.py`)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WINDOW = (
    r"(?P<W>(?:on )?(?P<Wd>D\d+)(?: (?:(?P<Wp>mornings?|afternoons?)|(?P<Wr>after|before|from) (?P<Wt>T\d+)|(?:from )?(?P<Wh>H\d+)))?"
    r"|(?P<Wq>after|before) (?P<Wu>T\d+) on (?P<Wd>D\d+)|(?:in the )?(?P<Wm>mornings?|afternoons?)|(?P<Wq>after|before) (?P<Wu>T\d+)|(?P<Wi>H\d+)|(?P<Ws>S\d+))"
)


@dataclass(frozen=True)
class Shape:
    """`family` tells lengths from the rest: lengths that stand together have the same scope."""

    pattern: re.Pattern[str]
    sentences: tuple[str, ...]

    @property
    def family(self) -> str:
        return (
            "length" if " take {M}" in self.sentences[0] else "insurance" if "take {I}" in self.sentences[0] else "rule"
        )


def compiled(pattern: str) -> re.Pattern[str]:
    """A shape as a pattern for tagged text."""
    pattern = pattern.replace("{S?}", r"(?: with (?P<SP>P\d+))?(?: (?:at|in) (?P<SL>L\d+))?")
    pattern = pattern.replace("{S1?}", r"(?: with (?P<S1>P\d+))?(?: (?:at|in) (?P<SL>L\d+))?")
    pattern = pattern.replace("{S1}", r"(?: with (?P<SP>P\d+)| (?:at|in) (?P<SL>L\d+))")
    pattern = pattern.replace("{W}", _WINDOW)
    pattern = re.sub(r"\{([A-Z])(\d?)\}", _tag, pattern)
    names: dict[str, int] = {}

    def once(match: re.Match[str]) -> str:
        names[match[1]] = names.get(match[1], 0) + 1
        return match.group() if names[match[1]] == 1 else f"(?P<{match[1]}_{names[match[1]]}>"

    return re.compile(re.sub(r"\(\?P<(\w+)>", once, pattern))


def _tag(match: re.Match[str]) -> str:
    return rf"(?P<{match[1]}{match[2]}>{match[1]}\d+)"
