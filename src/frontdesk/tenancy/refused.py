"""Which constraint the database held against a change: each has its own sentence, and none stands for another."""

from __future__ import annotations


def constraint_of(error: BaseException) -> str:
    """The name of the constraint; '' where the database named none."""
    return str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or "")
