"""A session for each practice, saved inside the transaction of the request.

What was done and who is signed in are committed together or not at all.  A press writes it; pages that are looked at write it
once in `SESSION_GRAIN` seconds, by which a session may end sooner than it says, and never later.  A browser that is at two practices holds a cookie
for each, sent to that practice's addresses alone: signing in or out of one leaves the other as it is, and a session that was
begun at one practice is none at another, whatever cookie somebody sends.
"""

from __future__ import annotations

import re
import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

from ..tenancy.models import Practice
from ..tenancy.session_store import SessionStore
from . import errors

KEY = re.compile(r"[a-z0-9]{8,40}")  # as Django makes them: nothing else is looked up
PRACTICE = "practice"  # which practice a session is of
WRITTEN = "written_at"  # when it was written last: from then on it lasts as long as sessions do
# A sample of a practice is opened by a page of that practice, which cannot set two cookies of one name: its own is called so.
OF_A_SAMPLE = "frontdesk_view_as"


class InTransaction(SessionMiddleware):
    """As Django's, for one practice; stands inside of `middleware.in_practice`."""

    def process_request(self, request: HttpRequest) -> None:
        practice: Practice | None = getattr(request, "practice", None)
        if practice is None:
            request.session = SessionStore()
            return
        key = request.COOKIES.pop(_name(practice), None)
        request.session = SessionStore(key if key and KEY.fullmatch(key) else None)
        if request.session.get(PRACTICE) == str(practice.pk):
            request.COOKIES[settings.SESSION_COOKIE_NAME] = str(key)
        else:  # of another practice, over, or made up
            request.session = SessionStore()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        practice: Practice | None = getattr(request, "practice", None)
        undone = response.status_code >= 500 or (connection.in_atomic_block and connection.needs_rollback)
        if not undone and practice is not None and not request.session.is_empty():
            request.session.setdefault(PRACTICE, str(practice.pk))
            moment = int(time.time())
            if not looks(request) or moment - request.session.get(WRITTEN, 0) >= settings.SESSION_GRAIN:
                request.session[WRITTEN] = moment
        try:
            answered: HttpResponse = response if undone else super().process_response(request, response)
        except SessionInterrupted:  # signed out elsewhere while this was being done
            if connection.in_atomic_block:
                transaction.set_rollback(True)
            return errors.signed_out_meanwhile(request)  # type: ignore[arg-type]
        return answered if practice is None else _to_that_practice_alone(practice, answered)


def looks(request: HttpRequest) -> bool:
    """Whether a page is looked at, and nothing is pressed."""
    return request.method in ("GET", "HEAD")


def open_sample(response: HttpResponse, sample: Practice, **said: Any) -> None:
    """With `response`, this browser has a session in `sample` that begins with what is `said`."""
    session = SessionStore()
    session.update({PRACTICE: str(sample.pk), **said})
    session.save()
    response.set_cookie(
        OF_A_SAMPLE,
        session.session_key or "",
        max_age=session.get_expiry_age(),
        path=_path(sample),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=settings.SESSION_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def _name(practice: Practice) -> str:
    return OF_A_SAMPLE if practice.sample_of_id else settings.SESSION_COOKIE_NAME


def _path(practice: Practice) -> str:
    return f"/{practice.slug}/"


def _to_that_practice_alone(practice: Practice, response: HttpResponse) -> HttpResponse:
    """The cookies of a session and of its forms go to that practice's addresses."""
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        if name in response.cookies:
            response.cookies[name]["path"] = _path(practice)
    if _name(practice) != settings.SESSION_COOKIE_NAME and settings.SESSION_COOKIE_NAME in response.cookies:
        morsel = response.cookies.pop(settings.SESSION_COOKIE_NAME)
        morsel.set(_name(practice), morsel.value, morsel.coded_value)
        response.cookies[_name(practice)] = morsel
    return response
