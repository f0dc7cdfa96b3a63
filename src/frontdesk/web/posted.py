"""What a press sent beside a form's own fields: the one place of the pages that reads it, as text, whole or not at all."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext

from ..core.refusals import Refusal
from ..tenancy.within_length import within_length


class TooMany(Refusal):
    """More than are taken at once: nobody would know which of them were."""

    code, status = "too-many", 422

    def __init__(self, count: int, most: int) -> None:
        words = gettext(
            "You selected %(count)s, and at most %(most)s can be done at once. Nothing was changed. Go back."
        )
        super().__init__(words % {"count": f"{count:,}", "most": f"{most:,}"})


def text(request: HttpRequest, name: str, most: int | None = None, *, default: str = "") -> str:
    """The last value of that name; `default` where none was sent.  Raises TooLong: nothing is ever cut off."""
    sent = request.POST
    typed = str(sent.get(name, default))
    if most is not None:
        typed = typed.replace("\r\n", "\n")  # as the page counts them
        within_length(typed, most)
    return typed


def texts(request: HttpRequest, name: str, most: int | None = None) -> list[str]:
    """All values of that name, as boxes that are ticked send them.  Raises TooMany."""
    sent = request.POST
    every = [str(value) for value in sent.getlist(name)]
    if most is not None and len(every) > most:
        raise TooMany(len(every), most)
    return every


def files(request: HttpRequest, name: str, most: int) -> list[UploadedFile[bytes]]:
    """All files of that name.  Raises TooMany."""
    every: list[UploadedFile[bytes]] = request.FILES.getlist(name)
    if len(every) > most:
        raise TooMany(len(every), most)
    return every


def has(request: HttpRequest, name: str) -> bool:
    """Whether something was sent under that name."""
    return name in request.POST
