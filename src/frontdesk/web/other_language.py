"""The other language, pressed in the midst of a form: the same page in it, with what was typed, and nothing judged or done.

It needs no script: the button is one of the form's own.  What was typed goes with the press and comes back in the page; it stands in no
address, and is kept nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils import translation

from . import posted
from .request import PageRequest

PRESSED = "page_language"  # the name of the button
KNOWN = tuple(code for code, _ in settings.LANGUAGES)
R = TypeVar("R", bound=HttpResponseBase)

_typed: ContextVar[QueryDict | None] = ContextVar("typed_before_the_language", default=None)


def is_pressed(request: PageRequest, methods: Iterable[str]) -> bool:
    """Whether a form of a page that can be looked at was sent for nothing but to read it in another language."""
    return request.method == "POST" and "GET" in methods and posted.text(request, PRESSED) in KNOWN


def in_it(request: PageRequest, view: Callable[[], R]) -> R:
    """The page as if it were opened, in that language; its forms find what was typed (`stands_again`)."""
    language, typed = posted.text(request, PRESSED), request.POST
    request.method, request.POST = "GET", QueryDict()
    with translation.override(language), _here(typed):
        response = view()
    response.headers["Content-Language"] = language
    return remember(response, language)


def is_question_in_it(request: PageRequest, methods: Iterable[str]) -> bool:
    """The same of a question that stands where nothing can be looked at: it is the answer to a press, which is asked once more."""
    return request.method == "POST" and "GET" not in methods and posted.text(request, PRESSED) in KNOWN


def question_in_it(request: PageRequest, view: Callable[[], R]) -> R:
    """The question again, in that language; whoever asks it sees that nothing but the language was pressed (`is_asked_again`)."""
    language = posted.text(request, PRESSED)
    with translation.override(language):
        response = view()
    response.headers["Content-Language"] = language
    return remember(response, language)


def is_asked_again(request: PageRequest) -> bool:
    return bool(posted.text(request, PRESSED))


def remember(response: R, language: str) -> R:
    """With `response`, this browser reads its pages in that language."""
    if language in KNOWN:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def typed_before() -> QueryDict:
    """What stood in the form when the language was pressed; nothing where it was not."""
    typed = _typed.get()
    return QueryDict() if typed is None else typed


def stands_again(form: forms.Form) -> None:
    """What was typed in this form is what it begins with: no answer yet, so that nothing is called wrong."""
    typed = typed_before()
    names = {name: form.add_prefix(name) for name in form.fields}
    if form.is_bound or not any(not _is_left_out(form, name, typed) for name in names):
        return
    for name, prefixed in names.items():
        field = form.fields[name]
        if not isinstance(field, forms.FileField):
            form.initial[name] = field.widget.value_from_datadict(typed, {}, prefixed)  # type: ignore[arg-type]


def _is_left_out(form: forms.Form, name: str, typed: QueryDict) -> bool:
    """Boxes are sent only where they are checked, and say by themselves that they stand in no form."""
    prefixed = form.add_prefix(name)
    if isinstance(form.fields[name].widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        return prefixed not in typed
    return bool(form.fields[name].widget.value_omitted_from_data(typed, {}, prefixed))  # type: ignore[arg-type]


@contextmanager
def _here(typed: QueryDict) -> Any:
    token = _typed.set(typed)
    try:
        yield
    finally:
        _typed.reset(token)
