"""What changes people: records of patients, and the codes by which they sign in."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from django.conf import settings
from django.utils.timezone import now
from django.utils.translation import gettext

from ..tenancy.models import Practice
from .models import ApiClient, Attempt, SignInCode

CODE_MINUTES = 10
CODE_TRIES = 5
# purpose → (how many, in how many minutes); by the address or number, or by where the request comes from
LIMITS = {
    "code": (5, 15),
    "code-from": (settings.FROM_ONE_ADDRESS, 15),
    "signin": (10, 15),
    "verify": (20, 15),
    "verify-from": (2 * settings.FROM_ONE_ADDRESS, 15),
    "request": (10, 60),
    "request-from": (settings.FROM_ONE_ADDRESS, 60),
    "upload": (settings.FROM_ONE_ADDRESS, 60),
    "text": (60, 60),
}


SCOPES = ("recall.order", "patient.view")  # what another system may be given, until there is more for it to do


class WrongCode(Exception):
    def __str__(self) -> str:
        return gettext("That code is not right, or it is older than ten minutes. Check it, or ask for a new one.")


class TooMany(Exception):
    def __str__(self) -> str:
        return gettext("That was tried too often. Wait a quarter of an hour, or call us.")


def new_code(practice: Practice, contact: str) -> str:
    """A code of six digits for an address; earlier ones stop working.  Raises TooMany."""
    limit(practice, "code", contact)
    SignInCode.objects.filter(contact_hash=keyed(contact), used_at=None).update(used_at=now())
    code = f"{secrets.randbelow(1_000_000):06}"
    SignInCode.objects.create(
        practice=practice,
        contact_hash=keyed(contact),
        code_hash=keyed(f"{contact} {code}"),
        expires_at=now() + dt.timedelta(minutes=CODE_MINUTES),
    )
    return code


def use_code(contact: str, code: str) -> None:
    """Once, in time, within five tries; compared in constant time.  Raises WrongCode."""
    found = (
        SignInCode.objects.select_for_update()
        .filter(contact_hash=keyed(contact), used_at=None, expires_at__gt=now(), tries__lt=CODE_TRIES)
        .order_by("-created_at")
        .first()
    )
    expected = found.code_hash if found else keyed("nobody's")
    right = hmac.compare_digest(expected, keyed(f"{contact} {code.strip()}"))
    if found is None or not right:
        if found is not None:
            found.tries += 1
            found.save(update_fields=["tries"])
        raise WrongCode
    found.used_at = now()
    found.save(update_fields=["used_at"])


def limit(practice: Practice, purpose: str, subject: str) -> None:
    """Count one more try.  Raises TooMany."""
    most, minutes = LIMITS[purpose]
    tried = Attempt.objects.filter(
        purpose=purpose, subject_hash=keyed(subject), at__gt=now() - dt.timedelta(minutes=minutes)
    )
    if tried.count() >= most:
        raise TooMany
    Attempt.objects.create(practice=practice, purpose=purpose, subject_hash=keyed(subject))


def keyed(text: str) -> str:
    """A keyed hash: who has the table has neither addresses nor codes."""
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def new_client(practice: Practice, name: str, scopes: list[str]) -> str:
    """Another system's token, shown this once: of it only a hash is kept.  Raises ValueError for a scope that there is not."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise ValueError(f"the scopes are {', '.join(SCOPES)}")
    token = secrets.token_urlsafe(32)
    ApiClient.objects.update_or_create(
        practice=practice,
        name=name,
        defaults={
            "token_hash": hashlib.sha256(token.encode()).hexdigest(),
            "scopes": sorted(scopes),
            "is_active": True,
        },
    )
    return token
