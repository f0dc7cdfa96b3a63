"""What is typed at a question and not judged yet: kept in the draft, and back in the form when its page comes again."""

from __future__ import annotations

from typing import Any

from django.forms import FileField
from django.utils.translation import gettext

from ...intake import drafts
from ..forms import Form, Trap
from .journey import Journey

NO_TEXT = (Trap, FileField)
LONGEST, MOST_CHOICES = 4000, 100  # of what is kept


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


def keep_typed(journey: Journey, step: str, form: Form) -> None:
    """It stays, right or wrong; fields that the form does not have are not looked at, and files are no text."""
    typed = {name: _shortened(form[name].data) for name, field in form.fields.items() if not isinstance(field, NO_TEXT)}
    # Who began it somewhere else, or the day before, is asked for the name that was begun (`resume.py`).
    names = {name: (typed.get(name) or "")[:80] for name in ("first", "last")} if step == "who" else {}
    drafts.keep(journey.draft, **{typed_at(step): typed}, **names)


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [_shortened(one) for one in value[:MOST_CHOICES]]
    return value[:LONGEST] if isinstance(value, str) else value
