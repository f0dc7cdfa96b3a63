"""How a view is declared: which permission opens it, and which methods it answers.

`tests/web/test_permissions.py` walks every route and fails on one that is not declared this way.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db import OperationalError, transaction
from django.http import Http404, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from psycopg.errors import DeadlockDetected

from ..access.may import NotAllowed, require_open
from ..audit.action import RepeatedAtOnce
from .crossing import Door, Showing
from .other_language import in_it, is_pressed, is_question_in_it, question_in_it
from .request import PageRequest
from .shown_to import refused

STAFF_PREFIXES = ("/console/", "/setup/")

View = Callable[..., HttpResponseBase]
T = TypeVar("T")


def page(
    permission: str, methods: Iterable[str] = ("GET",), shows: Showing | None = None, *, for_whoever: bool = False
) -> Callable[[View], View]:
    """Only who `may` do `permission` sees it; a GET never changes anything, a POST is its own route or form.

    `shows`: what its form shows of rows that others change too; a form that shows something else by now changes nothing.
    `for_whoever`: it is done though somebody else has signed in since the form was shown (`shown_to.py`): it is of the browser, and of nobody.
    """
    allowed = tuple(methods)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def run(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method not in answered_by(allowed):
                return HttpResponseNotAllowed(allowed)
            if (
                request.path_info.startswith(STAFF_PREFIXES)
                and not request.actor.is_staff
                and permission != "signin.use"
            ):
                raise NotAllowed(permission)
            require_open(request.actor, permission)
            if not for_whoever and (anothers := refused(request, permission)) is not None:
                return anothers
            if is_pressed(request, allowed):
                return in_it(request, lambda: view(request, *args, **kwargs))
            if is_question_in_it(request, allowed):
                return question_in_it(request, lambda: through_the_door(request, *args, **kwargs))
            return through_the_door(request, *args, **kwargs)

        def through_the_door(request: PageRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if shows is None or request.method != "POST":
                return view(request, *args, **kwargs)
            door = Door(request, shows, kwargs)
            answer = door.answer()
            if answer is None:
                done = view(request, *args, **kwargs)
                door.remember(done)
            return answer or done

        run.permission, run.methods, run.shows = permission, allowed, shows  # type: ignore[attr-defined]
        return run

    return decorate


def answered_by(allowed: tuple[str, ...]) -> set[str]:
    """HEAD is answered where GET is, and nowhere else: a view that expects a POST never runs by any other method."""
    return {*allowed, "HEAD"} if "GET" in allowed else set(allowed)


def get_or_404(thing: T | None) -> T:
    """The thing, or the same 404 for what does not exist and what is somebody else's."""
    if thing is None:
        raise Http404
    return thing


def once(work: Callable[[], T]) -> T:
    """Do it; when the same request was under way at the same moment, answer with its result.

    Should two requests ever wait for each other, the one that the database turned away is simply done after the other.
    """
    try:
        with transaction.atomic():
            return work()
    except RepeatedAtOnce:
        return work()
    except OperationalError as error:
        if not isinstance(error.__cause__, DeadlockDetected):
            raise
        return work()
