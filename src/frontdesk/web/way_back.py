"""Where staff were when their session ended: signing in again leads back there, where their role opens it.

It stands in the address of the sign-in, so only the page and what narrows it is kept: nothing that could name a patient.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.urls import Resolver404, resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme

from ..access.may import Actor, may_open
from .request import PageRequest

LONGEST = 500
STAFF = ("console/", "setup/")
OF_REQUEST = "request"  # in the address of a patient's sign-in
NARROWING = frozenset(
    ["date", "state", "owner", "provider", "location", "with", "at", "part", "visit", "by", "view", "page"]
)


def address_with(request: PageRequest, sign_in: str) -> str:
    """The sign-in's address, with the page that was asked for; of what a page sent or fetched, the page itself."""
    wanted = _wanted(request)
    return f"{sign_in}?{urlencode({'next': wanted})}" if wanted else sign_in


def back_to(request: PageRequest, actor: Actor) -> str:
    """The address to go back to; '' where there is none in this practice that this person may open."""
    wanted = request.GET.get("next", "")
    own = f"/{request.practice.slug}/"
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith(own)
    inside = urlsplit(wanted).path.removeprefix(own) if safe else ""
    if not inside.startswith(STAFF) or len(wanted) > LONGEST:
        return ""
    try:
        view = resolve(f"/{inside}", request.urlconf).func
    except Resolver404:
        return ""
    permission = getattr(view, "permission", "signin.use")
    opens = "GET" in getattr(view, "methods", ()) and permission != "signin.use" and may_open(actor, permission)
    return wanted if opens else ""


def to_answer(request: PageRequest, sign_in: str) -> str:
    """A patient's sign-in that leads back to what we asked of a request, where that is the page that was asked for."""
    match = request.resolver_match
    if match is None or match.view_name not in ("portal:request", "portal:answer"):
        return sign_in
    return f"{sign_in}?{urlencode({OF_REQUEST: str(match.kwargs['key'])})}"


def _wanted(request: PageRequest) -> str:
    whole = request.get_full_path()
    if request.method != "GET" or request.htmx or request.headers.get("X-Keep"):
        whole = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
        if not url_has_allowed_host_and_scheme(whole, {request.get_host()}, require_https=request.is_secure()):
            return ""
    parts = urlsplit(whole)
    if parts.path == reverse("console:first"):
        return ""  # where signing in leads anyway
    kept = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name in NARROWING])
    wanted = f"{parts.path}?{kept}" if kept else parts.path
    return wanted if len(wanted) <= LONGEST else ""
