"""One line of the practice's text, with those around it: where a fault or a finding leads."""

from __future__ import annotations

from dataclasses import dataclass

from ...practice.file import examine
from ...rules.book import Fault

AROUND = 2  # lines before and after


@dataclass(frozen=True)
class At:
    """A line by its number from 1, what is wrong in it, and the lines around it with theirs."""

    number: int
    faults: list[Fault]
    around: list[tuple[int, str]]


def at_line(text: str, number: int) -> At | None:
    """None where the text has no such line."""
    lines = text.splitlines()
    if not 1 <= number <= len(lines):
        return None
    shown = range(max(1, number - AROUND), min(len(lines), number + AROUND) + 1)
    faults = [fault for fault in examine(text)[1] if fault.line == number]
    return At(number, faults, [(shown_line, lines[shown_line - 1]) for shown_line in shown])
