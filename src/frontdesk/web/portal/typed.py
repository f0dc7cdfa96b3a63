"""What is typed at a question and not judged yet: kept in the draft, and back in the form when its page comes again."""

from __future__ import annotations

from typing import Any

from django.forms import FileField
from django.utils.translation import gettext

from ...intake import drafts
from ..forms import Form, Trap
from .journey import Journey

NO_TEXT = (Trap, FileField)
LONGEST, MOST_CHOICES = 20_000, 1000  # of what is kept: far more than any answer may have


def title_of(step: str) -> str:
    titles = {
        "who": gettext("Who is the visit for?"),
        "for": gettext("Who is the visit for?"),
        "contact": gettext("How can we reach you?"),
        "insurance": gettext("Your insurance"),
    }
    return titles.get(step, "")


def typed_at(step: str) -> str:
    """Under which name a draft has it; it is no answer."""
    return drafts.typed_at(step, is_question=not title_of(step))


def keep_typed(journey: Journey, step: str, form: Form) -> bool:
    """It stays, right or wrong; fields that the form does not have are not looked at, and files are no text.  Whether it stays whole."""
    sent = {name: form[name].data for name, field in form.fields.items() if not isinstance(field, NO_TEXT)}
    typed = {name: _shortened(value) for name, value in sent.items()}
    # Who began it somewhere else, or the day before, is asked for the name that was begun (`resume.py`); one that was
    # said stays until another is said in its place, and with it all that was said of somebody (`about_whom.py`).
    begun = step == "who" and "who" not in journey.answers.get("done", [])
    names = {name: typed.get(name) or "" for name in ("first", "last")} if begun else {}
    drafts.keep(journey.draft, **{typed_at(step): typed}, **names)
    return typed == sent


def not_whole() -> str:
    """What is said to who typed more than is kept."""
    return gettext("What you typed is too long to be kept. Only the first %(most)s characters are.") % {
        "most": f"{LONGEST:,}"
    }


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(item) for item in value[:MOST_CHOICES]]
    return value[:LONGEST] if isinstance(value, str) else value
