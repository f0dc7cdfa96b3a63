"""Whether two names or birth dates can be one person's: folded, parts in any order, near spellings, exchanged day and month.

What is alike is shown to staff and decided by them; nothing is ever joined by it.  Nothing here asks the database.
"""

from __future__ import annotations

import datetime as dt

from .contacts import folded


def alike(name: str, other: str) -> bool:
    """Whether two whole names can be one person's: every part of the shorter is, nearly, a part of the longer."""
    short, long = sorted((folded(name).split(), folded(other).split()), key=len)
    if not short:
        return False
    if differ_by_a_slip("".join(short), "".join(long)) or sorted(short) == sorted(long):
        return True
    if len(short) < 2:
        return False
    left, spelled = list(long), 0
    # Exact parts first, so that 'Ann Anna' does not lose its own to a near one.
    for part in sorted(short, key=lambda part: part not in long):
        match = (
            part
            if part in left
            else next((have for have in left if differ_by_a_slip(part, have) or _initial(part, have)), None)
        )
        if match is None:
            return False
        left.remove(match)
        spelled += len(part) > 1 and len(match) > 1
    return spelled >= 1


def same_parts(name: str, other: str) -> bool:
    """Whether two whole names have the same parts, in any order: people write the last name first, too."""
    return sorted(folded(name).split()) == sorted(folded(other).split())


def part_alike(name: str, other: str) -> bool:
    """Whether one part of a name is, nearly, a part of another: 'Smith-Jones' and 'Jones'."""
    return any(
        differ_by_a_slip(part, have) for part in folded(name).split() for have in folded(other).split() if len(part) > 1
    )


def differ_by_a_slip(word: str, other: str) -> bool:
    """Two folded words that differ by a slip: one letter changed, left out, added or exchanged with its neighbor; two in long ones."""
    if word == other:
        return True
    shortest = min(len(word), len(other))
    allowed = 0 if shortest < 4 else 1 if shortest < 9 else 2
    return abs(len(word) - len(other)) <= allowed and _slips(word, other) <= allowed


def birth_alike(day: dt.date, other: dt.date) -> bool:
    """The same day, day and month exchanged, or one digit mistaken, or two neighbors exchanged."""
    return day in births_near(other)


def births_near(day: dt.date) -> frozenset[dt.date]:
    """Every date that one slip makes of another, itself included."""
    digits = day.strftime("%Y%m%d") if day.year >= 1000 else f"{day.year:04}{day:%m%d}"
    texts = {digits, digits[:4] + digits[6:] + digits[4:6]}
    for at in range(1, 8):
        texts |= {digits[:at] + digit + digits[at + 1 :] for digit in "0123456789"}
        texts.add(digits[: at - 1] + digits[at] + digits[at - 1] + digits[at + 1 :])
    return frozenset(filter(None, map(_date, texts)))


def _date(digits: str) -> dt.date | None:
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _initial(word: str, other: str) -> bool:
    return min(len(word), len(other)) == 1 and word[0] == other[0]


def _slips(word: str, other: str) -> int:
    """How many slips apart (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(word, 1):
        following = [at]
        for to, have in enumerate(other, 1):
            cost = min(row[to] + 1, following[to - 1] + 1, row[to - 1] + (letter != have))
            if at > 1 and to > 1 and letter == other[to - 2] and word[at - 2] == have:
                cost = min(cost, before[to - 2] + 1)
            following.append(cost)
        before, row = row, following
    return row[-1]
