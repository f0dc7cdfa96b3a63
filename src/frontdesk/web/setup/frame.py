"""What every page of set-up shows around its own: which version one sees, what the draft changes, and the way through."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from ...access.may import may_open
from ...core.refusals import Refusal
from ...day.away.keeping import changes
from ...practice.base_version import empty_text
from ...practice.drafts import actions, queries
from ...practice.drafts.errors import Differs, NotReadable
from ...practice.drafts.queries import Examined
from ...practice.drafts.shown import Shown, parsed, text_of
from ...practice.file import FileFaults, PracticeFile, examine
from ...practice.file.document import NotThere
from ...practice.file.sentences import ReadsOtherwise
from ...practice.models import Policy
from ...rules.book import Fault
from ...tenancy.context import only_reading
from .. import posted
from ..page import once
from ..request import PageRequest

MOST_SAID = 3  # errors that are new; how many more there are is said

PARTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (  # everything of the practice file that is no rule
    ("practice", "setup:practice", ()),
    ("locations", "setup:section", ("locations",)),
    ("providers", "setup:section", ("providers",)),
    ("visits", "setup:section", ("visits",)),
    ("payers", "setup:section", ("payers",)),
    ("closures", "setup:closures", ()),
    ("questions", "setup:questions", ()),
    ("templates", "setup:templates", ()),
    ("writing", "setup:writing", ()),
    ("levels", "setup:levels", ()),
    ("reasons", "setup:reasons", ()),
    ("proxies", "setup:proxies", ()),
)


def current(request: PageRequest) -> Examined:
    """What the page shows; of a form that was sent, what it showed (until it was refused: then what stands now)."""
    if request.method == "POST" and not getattr(request, "refused_as_shown", False):
        seen = _seen(request)
        if seen is not None:
            return seen
    return _now(request)


def was_shown(request: PageRequest) -> Shown:
    """Which draft, which revision, which text the form showed.  Raises Differs where it does not say."""
    shown = parsed(posted.text(request, "as_shown"))
    if shown is None:
        raise Differs
    return shown


def _now(request: PageRequest) -> Examined:
    """The draft, else what is in force; for a new practice, an empty one."""
    examined = queries.current(request.actor)
    return examined if examined is not None else _of_text(Policy(state="draft"), empty_text(request.practice))


def _seen(request: PageRequest) -> Examined | None:
    was = parsed(posted.text(request, "as_shown"))
    text = text_of(was, request.practice) if was is not None else None
    if was is None or text is None:
        return None
    row = queries.by_id(request.actor, was.policy) if was.policy is not None else None
    return _of_text(row or Policy(state="draft"), text)


def _of_text(row: Policy, text: str) -> Examined:
    row.text = text
    file, faults = examine(text)
    return Examined(row, file, faults)


def file_of(request: PageRequest) -> PracticeFile:
    """As much of it as can be read."""
    examined = current(request)
    file = examined.file or examine(queries.NOTHING)[0]
    assert file is not None
    return file


def read(text: str) -> PracticeFile:
    """What a change has made of the text.  Raises NotReadable: somebody wrote what no practice file can hold."""
    practice_file, faults = examine(text)
    if practice_file is None:
        raise NotReadable(FileFaults(list(faults)).lines())
    return practice_file


def show(request: PageRequest, template: str, here: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page of set-up inside its frame.  Whatever was pressed, from here on nothing is changed any more."""
    with only_reading():
        return render(request, template, {**_frame(request, here), **context}, status=status)


def _frame(request: PageRequest, here: str) -> dict[str, Any]:
    draft = queries.draft()
    return {
        "here": here,
        "parts": [(part, reverse(name, args=args)) for part, name, args in PARTS],
        "parts_here": [part for part, _name, _args in PARTS],
        "draft": draft,
        "draft_faults": len(queries.examined(draft).faults) if draft else 0,
        "draft_changes": changes(request.practice, draft).count if draft else 0,
        "in_force": queries.in_force(),
        "edits": may_open(request.actor, "policy.edit"),
        "publishes": may_open(request.actor, "policy.publish"),
    }


def edit(request: PageRequest, change: Callable[[str], str], what: str, done: str, back: str) -> HttpResponse:
    """Change the draft (begun where there is none), and go back; what stands in the way is said there."""
    problem = try_edit(request, change, what)
    if problem:
        messages.error(request, problem)
    else:
        messages.success(request, done)
    return redirect(back)


def try_edit(
    request: PageRequest,
    change: Callable[[str], str],
    what: str,
    crosses: Callable[[str, str], list[str]] | None = None,
) -> str:
    """The sentence that says why it was not done; '' when it was.  `crosses`: as for the action."""
    try:
        was = was_shown(request)
        if _changes_nothing(request, was, change):
            return ""
        once(
            lambda: actions.edit(
                request.actor,
                actions.work_on(request.actor, request.practice),
                change=change,
                reason=what,
                was=was,
                crosses=crosses,
            )
        )
    except Refusal as problem:
        request.refused_as_shown = True  # type: ignore[attr-defined]
        return str(problem)
    return ""


def warn_of_new_faults(request: PageRequest) -> None:
    """What is wrong with the draft since what was just saved, and was not before: it keeps nothing, and is said at once."""
    draft = queries.draft()
    there = {_without_lines(fault) for fault in current(request).faults}
    new = [fault for fault in (queries.examined(draft).faults if draft else ()) if _without_lines(fault) not in there]
    for fault in new[:MOST_SAID]:
        messages.warning(request, gettext("The draft has an error now: %(fault)s") % {"fault": fault.message})
    if (more := len(new) - MOST_SAID) > 0:
        said = ngettext("The draft has %(count)s more error now.", "The draft has %(count)s more errors now.", more)
        messages.warning(request, said % {"count": more})


def _without_lines(fault: Fault) -> str:
    """What stands above may have grown."""
    return re.sub(r"\bline \d+", "line", fault.message)


def _changes_nothing(request: PageRequest, was: Shown, change: Callable[[str], str]) -> bool:
    """What is saved as it was begins no draft."""
    text = text_of(was, request.practice)
    if text is None or queries.draft() is not None:
        return False
    try:
        return change(text) == text
    except (NotThere, ReadsOtherwise):
        return False
