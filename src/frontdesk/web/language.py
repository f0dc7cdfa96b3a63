"""In which language a page is: what somebody chose, else what their record says, else what their browser asks for."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from ..core import saying
from . import posted
from .other_language import KNOWN, remember
from .page import page
from .request import PageRequest


def in_language(get_response: Callable[[PageRequest], HttpResponse]) -> Callable[[PageRequest], HttpResponse]:
    def middleware(request: PageRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language_of(request))
        return response

    return middleware


ALERT = b'role="alert" tabindex="-1" autofocus data-focus'


def errors_in_titles(get_response: Callable[[PageRequest], HttpResponse]) -> Callable[[PageRequest], HttpResponse]:
    """A page that says that something is wrong says so first of all: its title is what is heard before anything else."""

    def middleware(request: PageRequest) -> HttpResponse:
        response = get_response(request)
        if not response.streaming and ALERT in response.content:
            title = f"<title>{gettext('Error: ')}".encode()
            response.content = response.content.replace(b"<title>", title, 1)
        return response

    return middleware


def language_of(request: PageRequest) -> str:
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in KNOWN:
        return chosen
    for wanted, _ in parse_accept_lang_header(request.META.get("HTTP_ACCEPT_LANGUAGE", "")):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return "en"


def one_point(get_response: Callable[[PageRequest], HttpResponse]) -> Callable[[PageRequest], HttpResponse]:
    """Where a sentence of a page ends in a short word, such as "p. m.", its point stands once."""

    def middleware(request: PageRequest) -> HttpResponse:
        response = get_response(request)
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and SHORT_AND_POINT.search(response.content):
            response.content = saying.one_point(response.content.decode()).encode()
        return response

    return middleware


SHORT_AND_POINT = re.compile(rb"\.(?:</[a-z]+>)*\.")  # seldom there, so that most pages are only looked through


@page("portal.view", ["POST"], for_whoever=True)
def choose(request: PageRequest) -> HttpResponse:
    """English or Spanish from now on; back to the page that was open."""
    back = posted.text(request, "next")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return remember(
        redirect(back if safe and back.startswith("/") else "portal:start"), posted.text(request, "language")
    )
