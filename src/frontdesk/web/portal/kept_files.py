"""A file that was chosen on a page which is not so any more: where the same is still asked for, nobody has to choose it again.

It lies in the vault as every other, looked at by nobody until it is somebody's; what nobody sends is gone after a day.
"""

from __future__ import annotations

from django.forms import FileField
from django.utils.translation import gettext

from ...intake import drafts
from ...intake.models import Document, Request
from ...intake.queries import nobodys
from ...intake.vault import VaultClosed
from ...people.actions import TooMany
from ..forms import Form
from ..request import PageRequest
from ..sender import limit
from .journey import question_for
from .questions import question_form

FILES = "files_kept"  # in the session: key of the request → field → key of the document
MOST = 4  # requests


def keep_for_later(request: PageRequest, asked: Request) -> dict[str, bool]:
    """What its page says of the files that were chosen: whether one is kept, and whether one is not."""
    kept = {**_kept(request, asked)}
    lost = False
    for name, file in request.FILES.items():
        field = name.removesuffix("-answer")
        wanted = asked.state == "awaiting_info" and field in asked.missing and _is_answered_by_a_file(field)
        made = _keep(request, field, file) if wanted else None
        if made is None:
            lost = True
        else:
            kept[field] = str(made.pk)
    if kept:
        there = {**request.session.get(FILES, {}), str(asked.pk): kept}
        request.session[FILES] = dict(list(there.items())[-MOST:])
    return {"kept": bool(kept), "lost": lost}


def chosen_before(request: PageRequest, asked: Request, field: str) -> Document | None:
    """The file that is kept for this question, while it is nobody's."""
    key = _kept(request, asked).get(field)
    return nobodys(key, field) if key else None


def say_it_is_here(request: PageRequest, asked: Request, field: str, sheet: Form) -> None:
    """Its question needs no other."""
    if not isinstance(sheet.fields["answer"], FileField) or chosen_before(request, asked, field) is None:
        return
    sheet.must = False  # type: ignore[attr-defined]
    answer = sheet.fields["answer"]
    answer.required = False
    answer.needed = True  # type: ignore[attr-defined]  # it is not called optional
    here = gettext("The file that you chose before is here. Choose another one only if that was the wrong one.")
    answer.help_text = f"{here} {answer.help_text}".strip()


def _is_answered_by_a_file(field: str) -> bool:
    return isinstance(question_form(question_for(field))().fields["answer"], FileField)


def forget(request: PageRequest, asked: Request) -> None:
    """It was sent."""
    there = request.session.get(FILES, {})
    if str(asked.pk) in there:
        request.session[FILES] = {key: kept for key, kept in there.items() if key != str(asked.pk)}


def _kept(request: PageRequest, asked: Request) -> dict[str, str]:
    kept: dict[str, str] = request.session.get(FILES, {}).get(str(asked.pk), {})
    return kept


def _keep(request: PageRequest, field: str, file) -> Document | None:  # type: ignore[no-untyped-def]
    try:
        limit(request, "upload")
        file.seek(0)
        return drafts.keep_document(request.practice, field, file.read(drafts.LARGEST + 1))
    except (drafts.NotADocument, TooMany, VaultClosed, OSError):
        return None
