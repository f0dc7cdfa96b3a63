"""The policy that is in force, read and ready for the engine."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from .file import PracticeFile, read
from .models import Policy


class NoPolicy(Exception):
    """The practice has not published any rules yet."""


def published() -> Policy:
    """Raises NoPolicy."""
    policy = Policy.objects.filter(state="published").first()
    if policy is None:
        raise NoPolicy("This practice has not published any rules yet.")
    return policy


def file_of(policy: Policy) -> PracticeFile:
    return read(policy.text)


@lru_cache(maxsize=64)
def file_by_id(policy: UUID) -> PracticeFile:
    """The file of a version that something was decided under, without asking for its text each time."""
    return file_of(Policy.objects.get(pk=policy))
