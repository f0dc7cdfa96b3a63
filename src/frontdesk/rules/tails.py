"""What any sentence may go on with: `except …`, `from` and `until` a date, `when …` and `unless …`; each once, in any order."""

from __future__ import annotations

from .conditions import when
from .dates import during
from .exceptions import exception
from .grammar import Outcome, Reader, Reading

_KINDS: tuple[Reader, ...] = (exception, during, when)


def _read(reading: Reading, at: int, left: tuple[Reader, ...]) -> Outcome:
    for kind in left:
        for value, after in kind(reading, at):
            others = tuple(other for other in left if other is not kind)
            for rest, end in _read(reading, after, others):
                yield (value, *rest), end
    yield (), at


def tails(reading: Reading, at: int) -> Outcome:
    """The value is the tuple of what stands there: Except, During and When."""
    yield from _read(reading, at, _KINDS)
