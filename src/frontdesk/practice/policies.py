"""The policy that is in force, read and ready for the engine."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from uuid import UUID

from ..tenancy.context import POLICY, read_once
from .file import FileFaults, PracticeFile, read
from .models import Policy


class NoPolicy(Exception):
    """The practice has not published any rules yet."""


def current() -> PracticeFile:
    """What is in force: read once in a transaction, and anew by whoever waited in line (`tenancy.context`).  Raises NoPolicy."""
    return file_of(published())


def published() -> Policy:
    """The version that is in force, to be looked at and not changed.  Raises NoPolicy."""
    policy = read_once(POLICY, lambda: Policy.objects.filter(state="published").first())
    if policy is None:
        raise NoPolicy("This practice has not published any rules yet.")
    return policy


def file_of(policy: Policy) -> PracticeFile:
    return read(policy.text)


def file_by_id(policy: UUID) -> PracticeFile:
    """The file of a version that something was decided under, without asking for its text each time.

    Where this Frontdesk finds errors in what an older one could read, what is in force now stands for it: what was agreed then is not
    known any more, and the patient's visit must be seen, moved and canceled all the same.
    """
    return _readable(policy) or current()


@lru_cache(maxsize=64)
def _readable(policy: UUID) -> PracticeFile | None:
    with suppress(FileFaults):
        return file_of(Policy.objects.get(pk=policy))
    return None
