"""What every page of set-up shows around its own: which version one sees, what the draft changes, and the way through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from ...people.may import may
from ...practice.drafts import actions, queries
from ...practice.drafts.errors import PROBLEMS
from ...practice.drafts.queries import Examined
from ...practice.file import PracticeFile, examine
from ...practice.models import Policy
from ..page import once
from ..request import PageRequest

NOTHING = "practice: {}\n"


def current(request: PageRequest) -> Examined:
    """The draft, else what is in force; for a new practice, an empty one."""
    found = queries.current(request.actor)
    if found is not None:
        return found
    text = actions.EMPTY.format(name=request.practice.name, zone=request.practice.timezone)
    file, faults = examine(text)
    return Examined(Policy(text=text, state="draft"), file, faults)


def file_of(request: PageRequest) -> PracticeFile:
    """As much of it as can be read."""
    found = current(request)
    file = found.file or examine(NOTHING)[0]
    assert file is not None
    return file


def show(request: PageRequest, template: str, here: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of set-up inside its frame."""
    draft = queries.draft()
    frame = {
        "here": here,
        "draft": draft,
        "draft_faults": len(queries.examined(draft).faults) if draft else 0,
        "draft_changes": queries.changes(draft).count if draft else 0,
        "in_force": queries.in_force(),
        "edits": may(request.actor, "policy.edit"),
        "publishes": may(request.actor, "policy.publish"),
    }
    return render(request, template, {**frame, **context}, status=status)


def edit(request: PageRequest, change: Callable[[str], str], what: str, done: str, back: str) -> HttpResponse:
    """Change the draft (begun where there is none), and go back; what stands in the way is said there."""
    problem = try_edit(request, change, what)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    return redirect(back)


def try_edit(request: PageRequest, change: Callable[[str], str], what: str) -> str:
    """The sentence that says why it was not done; '' when it was."""
    try:
        once(
            lambda: actions.edit(
                request.actor, actions.work_on(request.actor, request.practice), change=change, reason=what
            )
        )
    except PROBLEMS as problem:
        return str(problem)
    return ""
