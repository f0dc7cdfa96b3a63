"""Harnesses that try everything at everything: `make test` tries a portion of it, `make torture` a larger one, `make endurance` all.

A case that has become faulty is found at once or within a night; what must never be faulty is no case of a long table.
"""

import os
from collections.abc import Iterable

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
