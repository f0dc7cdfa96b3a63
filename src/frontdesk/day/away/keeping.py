"""Time away and the rules in force never disagree, whatever text is published.

A text may have been written before somebody's time away was decided, or after it was taken back: an earlier version that is
put in force again, a draft that was begun before, a file from elsewhere.  What was decided stands in every one of them.
"""

from __future__ import annotations

from ...booking.models import TimeAway
from ...practice.actions import without_rule
from ...practice.drafts.queries import NOTHING, between
from ...practice.events import Publishing
from ...practice.file import PracticeFile, examine
from ...practice.file.difference import Difference
from ...practice.file.editing import with_sentence
from ...practice.models import Policy
from ...practice.policies import current
from ...rules.families.closures import Closure
from ...rules.language import render
from ...rules.scope import Scope
from ...tenancy.models import Practice
from ...tenancy.today import today_at


def closure(away: TimeAway) -> Closure:
    """The rule that it is."""
    return Closure(
        Scope(providers=(away.provider.code,)), away.first_on, away.last_on, away.from_minute, away.to_minute
    )


def sentence(away: TimeAway) -> str:
    """'Dr. Chen is away on 2026-12-03 from 13:00 to 17:00.'"""
    return render(closure(away), current().setup.book.vocabulary)


def publishing(event: Publishing) -> None:
    """Whatever is published says who is away."""
    event.policy.text = as_published(event.policy.practice, event.policy.text, again=event.again)


def as_published(practice: Practice, text: str, *, again: bool = False) -> str:
    """What a text says once it is in force: the time away that is decided and not over too.

    `again`: it is an earlier version, and what was taken back since then is not put in force with it.
    """
    standing = decided_and_to_come(practice)
    if again:
        for rule in {closure(time_away) for time_away in _taken_back()} - {closure(stays) for stays in standing}:
            text = without_rule(text, rule)
    for time_away in away_but_missing(standing, text):
        remark = f"Time away, decided by {time_away.decided_by}"
        file, _faults = examine(text)
        if file is not None:
            text = with_sentence(text, render(closure(time_away), file.setup.book.vocabulary), remark)
    return text


def changes(practice: Practice, draft: Policy) -> Difference:
    """What will be different once a draft is in force: time away that it does not say and that stays is none of it."""
    return between(draft.base_text or NOTHING, as_published(practice, draft.text))


def away_but_missing(standing: list[TimeAway], text: str) -> list[TimeAway]:
    """Those of whom a text does not say that they are away; who is not in it at all is offered to nobody anyway."""
    file, _faults = examine(text) if standing else (None, ())
    if file is None:
        return []
    said = {entry.rule for entry in file.setup.book.entries}
    there = [
        time_away
        for time_away in standing
        if time_away.provider.code in file.setup.providers and closure(time_away) not in said
    ]
    return list({closure(time_away): time_away for time_away in there}.values())


def kept_sentences(practice: Practice, text: str) -> list[str]:
    """What is added to a text when it is published, in words: for those who decide about it."""
    file, _faults = examine(text)
    return (
        [_said(time_away, file) for time_away in away_but_missing(decided_and_to_come(practice), text)]
        if file is not None
        else []
    )


def decided_and_to_come(practice: Practice) -> list[TimeAway]:
    """What is decided and not over, soonest first."""
    rows = TimeAway.objects.filter(state="approved", last_on__gte=today_at(practice)).select_related("provider")
    return list(rows.order_by("first_on", "created_at"))


def _taken_back() -> list[TimeAway]:
    return list(TimeAway.objects.filter(state="withdrawn").exclude(decided_by="").select_related("provider"))


def _said(time_away: TimeAway, file: PracticeFile) -> str:
    return render(closure(time_away), file.setup.book.vocabulary)
