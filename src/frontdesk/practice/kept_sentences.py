"""Sentences that are kept in rows (what an override names, what a task is about), beside those that rules read as today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from uuid import UUID

from django.utils.timezone import now

from ..rules.book import RuleBook
from ..rules.language import render
from ..rules.rule import Rule
from ..rules.vocabulary import Vocabulary
from .file import FileFaults
from .models import Policy
from .policies import file_by_id, file_of, published

MOST_READ = 50  # earlier versions that say a rule in other letters; before these nobody asks since when


def in_todays_words(said: Iterable[str], book: RuleBook, since: UUID | dt.datetime | None = None) -> set[str]:
    """Each as `book` writes the same rule, to be compared with its sentences; what is no sentence as it was kept.

    `since`: the version, or the moment, of which they are: where a name is another one by now, they are read with that of then.
    """
    return {book.in_its_words(sentence, _names_then(since)) for sentence in said}


def in_force_since(rule: Rule, names: Vocabulary) -> dt.date | None:
    """The practice's local date from which it has been in force without a break, in whichever words; None where it is not in force."""
    return _since(published().pk, rule, render(rule, names))


@lru_cache(maxsize=256)
def _since(policy: UUID, rule: Rule, sentence: str) -> dt.date | None:
    """What was in force before a version does not change any more."""
    versions = Policy.objects.filter(state__in=("published", "retired")).exclude(published_at=None)
    there = versions.get(pk=policy)
    said = _said(there, rule)
    if said is None:
        return None
    sentence, begun = said if said in there.text else sentence, there.published_at or now()
    for _ in range(MOST_READ):
        # Most versions say it in the same letters, and need not be read.
        other = (
            versions.filter(published_at__lt=begun).exclude(text__contains=sentence).order_by("-published_at").first()
        )
        later = versions.filter(published_at__gt=other.published_at) if other is not None else versions
        first = later.order_by("published_at").values_list("published_at", flat=True).first()
        begun = first or begun
        if other is None or _said(other, rule) is None:
            break
        begun = other.published_at or begun
    return begun.astimezone(there.practice.zone).date()


def _said(policy: Policy, rule: Rule) -> str | None:
    """As a version says it, in its own letters; None where it does not."""
    with suppress(FileFaults):  # what an older Frontdesk could read: it may have said anything
        return next((entry.written for entry in file_of(policy).setup.book.entries if entry.rule == rule), None)
    return None


def _names_then(since: UUID | dt.datetime | None) -> Iterator[Vocabulary]:
    """Looked up only where it is asked for."""
    if isinstance(since, UUID):
        yield file_by_id(since).setup.book.vocabulary
    elif since is not None:
        of_then = Policy.objects.filter(published_at__lte=since).order_by("-published_at").first()
        with suppress(FileFaults):  # what an older Frontdesk could read
            if of_then is not None:
                yield file_of(of_then).setup.book.vocabulary
