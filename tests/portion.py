"""Harnesses that try everything at everything: `make test` tries a portion of it, `make torture` all, `make endurance` for hours."""

import os
from collections.abc import Iterable

import pytest

TIMES = int(os.environ.get("TIMES", "1"))  # as many examples as `make torture` tries


def some_of(cases: Iterable, *, one_in: int) -> list:
    """Every so-manieth is tried by `make test`, the others are marked slow."""
    return [
        case
        if not number % one_in
        else pytest.param(*case if isinstance(case, tuple) else (case,), marks=pytest.mark.slow)
        for number, case in enumerate(cases)
    ]


def tried_with(few: int, *, many: int):
    """How many examples a property is tried with: few by `make test`, each run others; many by `make torture`, and times that by `make endurance`."""
    return pytest.mark.parametrize("examples", [few, pytest.param(many * TIMES, marks=pytest.mark.slow)])
