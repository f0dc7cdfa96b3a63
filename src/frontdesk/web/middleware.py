"""What surrounds every page: the practice, who acts, the security policy, and calm answers when something fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import set_script_prefix

from ..access.may import NotAllowed
from ..core.letters import can_be_kept
from ..core.refusals import Refusal
from ..core.typed import whole_number
from ..intake import drafts
from ..people.alive import HasDied
from ..practice.policies import NoPolicy
from ..tenancy.context import inside_practice_called, only_reading
from ..tenancy.models import RESERVED
from . import errors
from .request import PageRequest
from .signin import actor_of, must_choose_password, sign_out_if_left
from .turns import NoTurn, Turns
from .view_as import guard

Next = Callable[[PageRequest], HttpResponse]
LARGEST_BODY = drafts.LARGEST + 1024 * 1024  # a document and its form
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def content_security(get_response: Next) -> Next:
    """No script, style or frame from anywhere else; nothing inline; pages with a patient's data are not kept."""

    def middleware(request: PageRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def in_practice(get_response: Next) -> Next:
    """`/cedar/…` is the practice `cedar`: one transaction that sees its rows alone.

    What a failed request wrote is rolled back with it.  What is stuck at one practice leaves others their threads and connections.
    """
    turns = Turns(settings.AT_WORK, settings.IN_LINE, settings.PATIENCE)

    def middleware(request: PageRequest) -> HttpResponse:
        request.practice = None  # type: ignore[assignment]
        slug, _, rest = request.path_info.lstrip("/").partition("/")
        if not slug or slug in RESERVED:
            return get_response(request)
        try:
            with turns.turn(slug):
                return inside(request, slug, rest)
        except NoTurn:
            return errors.busy(request)

    def inside(request: PageRequest, slug: str, rest: str) -> HttpResponse:
        response: HttpResponse | None = None
        looks = request.method in ("GET", "HEAD")
        try:
            with inside_practice_called(slug) as practice, only_reading() if looks else nullcontext():
                if practice is not None:
                    request.practice = practice
                    request.urlconf = "frontdesk.web.urls"
                    request.path_info = f"/{rest}"
                    set_script_prefix(f"/{practice.slug}/")
                    response = get_response(request)
                    if response.status_code >= 500:
                        transaction.set_rollback(True)
        except DatabaseError:
            if response is None or response.status_code >= 500 or looks:
                raise
            return errors.unsure(request)
        return get_response(request) if response is None else response

    return middleware


def with_actor(get_response: Next) -> Next:
    """`request.actor`: who asks."""

    def middleware(request: PageRequest) -> HttpResponse:
        guard(request)
        sign_out_if_left(request)
        request.actor = actor_of(request)
        if must_choose_password(request):
            return redirect(f"/{request.practice.slug}/console/password/")
        return get_response(request)

    return middleware


def _unreadable(request: PageRequest) -> bool:
    """Whether what was sent holds what nobody types and the database does not keep: in the address, a name, or any value of a name."""
    if errors.is_api(request):  # its body is JSON, whatever it calls itself, and is read by the endpoint
        return not can_be_kept([request.path, list(request.GET.lists())])
    named = [(name, values) for form in (request.GET, request.POST) for name, values in form.lists()]
    files = [(name, file.name) for name, kept in request.FILES.lists() for file in kept]
    return not can_be_kept([request.path, named, files])


class calm_errors:
    """Exceptions in the field's words become pages; the rest becomes a page with a reference number."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: PageRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if (whole_number(length) or 0) > LARGEST_BODY:
            return errors.too_large(request)
        if _unreadable(request):
            return errors.unreadable(request)
        return self.get_response(request)

    def process_exception(self, request: PageRequest, exception: Exception) -> HttpResponse | None:
        """What was refused leaves nothing behind: whatever was written before it is undone."""
        if connection.in_atomic_block:
            transaction.set_rollback(True)
        if isinstance(exception, NotAllowed):
            return errors.not_allowed(request, exception)
        if isinstance(exception, NoPolicy):
            return errors.not_open(request)
        if isinstance(exception, HasDied) and not request.actor.is_staff:
            return errors.call_us(
                request
            )  # what the record says is nothing to tell a patient, least of all a living one
        if isinstance(exception, Refusal):
            return errors.refused(request, exception)
        return None
