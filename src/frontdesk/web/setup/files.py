"""The practice file as a file: out of the house, and whole into the draft."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ...core.typed import whole_number
from ...practice.drafts import queries
from ...practice.drafts.shown import shown
from ...practice.file import as_kept, rewritten
from .. import posted
from ..page import page
from ..request import PageRequest
from . import frame
from .lines import at_line

LINE = re.compile(r"\bline ([0-9]{1,6})\b")  # as faults of the practice file say it
LARGEST = 2 * 1024 * 1024


@page("rules.view", ["GET"])
def export(request: PageRequest) -> HttpResponse:
    """The practice file as it was written, remarks included: the draft's, or what is in force."""
    row = queries.in_force() if request.GET.get("which") == "published" else frame.current(request).policy
    text = row.text if row is not None else frame.current(request).policy.text
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.practice.slug}.yaml"'
    return response


@page("policy.edit", ["GET", "POST"])
def take_file(request: PageRequest) -> HttpResponse:
    """A practice file into the draft, whole; its faults are listed there and keep it from being published."""
    now_there = frame.current(request).policy
    text, problem = now_there.text, ""
    if request.method == "POST":
        text, problem = _given(request)
        if not problem and not text.strip():
            problem = gettext("Choose a file, or paste its text.")
        problem = problem or frame.try_edit(request, lambda _: text, gettext("A practice file was read in"))
        if not problem:
            messages.success(request, gettext("Read into the draft."))
            if _rewritten(request):
                messages.success(
                    request,
                    gettext(
                        "Its line ends are not plain (LF), as on Windows, or it begins with a byte order mark. Frontdesk keeps neither: the file that you download has plain line ends. Nothing else in it was changed."
                    ),
                )
            return redirect("setup:draft")
    line, showed = at_line(text, _line_of(request, problem)), shown(now_there, request.practice)
    context = {"text": text, "problem": problem, "line": line, "text_shown": showed}
    return frame.show(request, "setup/file.html", "file", context, 422 if problem else 200)


# Helpers ----------------------------------------------------------------------------------------------------


def _line_of(request: PageRequest, problem: str) -> int:
    """The line of the text that the page leads to: that of the refusal, else the one in the address; 0 for none."""
    said = LINE.search(problem)
    return whole_number(said[1] if said else request.GET.get("line", "")) or 0


def _given(request: PageRequest) -> tuple[str, str]:
    """The text of the file that was chosen, else what was pasted; and why it cannot be taken: nothing is ever cut off."""
    upload = request.FILES.get("file")
    given = upload.read(LARGEST + 1) if upload is not None else posted.text(request, "text").encode()
    if len(given) > LARGEST:
        return "", gettext("This file is larger than 2 MB: nothing was read. A practice file is far smaller.")
    try:
        return as_kept(given), ""
    except UnicodeDecodeError:
        return "", gettext("This is not a text file (UTF-8): nothing was read.")


def _rewritten(request: PageRequest) -> bool:
    """Whether the file that was chosen had what is not kept; what is pasted always comes with such line ends."""
    upload = request.FILES.get("file")
    if upload is None:
        return False
    upload.seek(0)
    return rewritten(upload.read(LARGEST + 1))
