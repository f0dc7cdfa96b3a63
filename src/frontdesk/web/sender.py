"""Where a request comes from, for limits on how often."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpResponse

from ..people import limits
from .request import PageRequest


def address(request: PageRequest) -> str:
    """The client's address; behind a proxy of ours, the last one that it saw (earlier ones can be made up)."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def network(request: PageRequest) -> str:
    """What one sender has: an IPv4 address, or the /64 that every IPv6 line is given, with all the addresses in it."""
    try:
        ip = ipaddress.ip_address(address(request))
    except ValueError:
        return address(request)
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is None:
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def limit(request: PageRequest, purpose: str) -> None:
    """Count one more try from there.  Raises TooMany."""
    limits.limit(request.practice, purpose, f"from {network(request)}")


# A device that has signed in before ---------------------------------------------------------------------------

DEVICE, KEPT = "frontdesk_device", 180 * 24 * 3600
MOST_ACCOUNTS = 6  # on one device: a desk that is shared


def attempt(request: PageRequest, purpose: str, account: str) -> None:
    """Count a try to get in, by where it comes from, by account from there, and by account; one that is refused, nowhere.  Raises TooMany.

    A device that got into that account before is counted by itself: what strangers try does not keep it out.
    """
    device = _devices(request).get(limits.keyed(account))
    if device:
        limits.attempt(request.practice, f"{purpose}-device", f"{account} {device}")
        return
    limits.all_of(limits.attempt, request.practice, _strangers(request, purpose, account))


def passed(request: PageRequest, purpose: str, account: str, response: HttpResponse) -> HttpResponse:
    """They are in: the try does not count, and this device is known from now on."""
    known, key = _devices(request), limits.keyed(account)
    device = known.pop(key, "")
    if device:
        limits.count_as_right(request.practice, f"{purpose}-device", f"{account} {device}")
    else:
        for counted, subject in _strangers(request, purpose, account):
            limits.count_as_right(request.practice, counted, subject)
    latest = [*known.items(), (key, device or secrets.token_urlsafe(12))][-MOST_ACCOUNTS:]
    response.set_cookie(
        DEVICE,
        signing.dumps(dict(latest), salt=_salt(request)),
        max_age=KEPT,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path=f"/{request.practice.slug}/",
    )
    return response


def code_limit(request: PageRequest, account: str) -> None:
    """Count a code that is asked for.  Raises TooMany."""
    device = _devices(request).get(limits.keyed(account))
    if device:
        limits.limit(request.practice, "code-device", f"{account} {device}")
        return
    limits.all_of(limits.limit, request.practice, _strangers(request, "code", account))


def _strangers(request: PageRequest, purpose: str, account: str) -> list[tuple[str, str]]:
    """What a device that was never let in is counted by, as purpose and subject, the narrowest first but for the place itself."""
    place = f"from {network(request)}"
    return [(f"{purpose}-from", place), (f"{purpose}-pair", f"{account} {place}"), (purpose, account)]


def asker(request: PageRequest) -> str:
    """What ties a code to the browser that asked for it."""
    if "asker" not in request.session:
        request.session["asker"] = secrets.token_urlsafe(16)
    return str(request.session["asker"])


def _devices(request: PageRequest) -> dict[str, str]:
    """The accounts (keyed hashes) that this device got into, each with a name of its own."""
    try:
        devices = signing.loads(request.COOKIES.get(DEVICE, ""), salt=_salt(request), max_age=KEPT)
    except signing.BadSignature:
        return {}
    return {str(key): str(name) for key, name in devices.items()} if isinstance(devices, dict) else {}


def _salt(request: PageRequest) -> str:
    return f"device {request.practice.pk}"
