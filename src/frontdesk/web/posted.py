"""What a press sent beside a form's own fields: the one place of the pages that reads it, as text, and no more of it than is asked for."""

from __future__ import annotations

from django.http import HttpRequest


def text(request: HttpRequest, name: str, most: int | None = None, *, default: str = "") -> str:
    """The last value of that name, cut off after `most` characters; `default` where none was sent."""
    sent = request.POST
    return str(sent.get(name, default))[:most]


def texts(request: HttpRequest, name: str) -> list[str]:
    """All values of that name, as boxes that are ticked send them."""
    sent = request.POST
    return [str(one) for one in sent.getlist(name)]


def has(request: HttpRequest, name: str) -> bool:
    """Whether something was sent under that name."""
    return name in request.POST
