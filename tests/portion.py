"""Harnesses that try everything at everything: `make test` tries a portion of it, `make torture` a larger one, `make endurance` all.

A case that has become faulty is found at once or within a night; what must never be faulty is no case of a long table.
"""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

TIMES = int(os.environ.get("TIMES", "20"))  # so many times the examples of `make torture` are tried by `make endurance`
SLOW = (pytest.mark.slow,)
ENDURANCE = (pytest.mark.slow, pytest.mark.endurance)


def some_of(cases: Iterable, *, one_in: int | None, torture: int = 1) -> list:
    """Every `one_in`-th is tried by `make test` (None: none of them), every `torture`-th by `make torture`, the others by `make endurance`."""
    return [
        case
        if one_in and not number % one_in
        else pytest.param(*case if isinstance(case, tuple) else (case,), marks=ENDURANCE if number % torture else SLOW)
        for number, case in enumerate(cases)
    ]


def tried_with(few: int | None, *, many: int):
    """How many examples a property is tried with: few by `make test`, each run others; many by `make torture`, and `TIMES` that by `make endurance`."""
    return pytest.mark.parametrize(
        "examples",
        [*([few] if few else []), pytest.param(many, marks=SLOW), pytest.param(many * TIMES, marks=ENDURANCE)],
    )


def long_ones() -> frozenset[str]:
    """The tests that take longest, as 'tests/web/test_console.py::test_…': a tenth of them is half of the time of all.

    They look at much at once, and what they find others find mostly too, so `make torture` runs them and `make test` does not.
    """
    lines = Path(__file__).with_name("long_ones.txt").read_text().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
