"""Descriptions with the facts that a careful reader takes from them, in three files of text.

`== name` begins one; a line of its prose is followed by `> fact` lines: a sentence of the rules, `hours NAMES: DAYS FROM-TO … [@ PLACE] [every 2 weeks]`,
`provider|payer|location|practice|visit NAME`, `room KIND xN`, `ask` (nothing of the file says it) or `aside`; `|` parts what is as good.
`untouched.txt` was written with the others and never tuned on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass
class Described:
    """`facts`: (the line of the prose that says it, what is as good)."""

    name: str
    lines: list[str] = field(default_factory=list)
    facts: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


def described(*files: str) -> list[Described]:
    found: list[Described] = []
    for file in files:
        for line in (HERE / f"{file}.txt").read_text().split("\n"):
            if line.startswith("== "):
                found.append(Described(line[3:]))
            elif line.startswith("> "):
                found[-1].facts.append((len(found[-1].lines) - 1, tuple(one.strip() for one in line[2:].split(" | "))))
            elif found:
                found[-1].lines.append(line)
    return found
