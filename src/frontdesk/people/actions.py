"""What changes people: records of patients, and the codes by which they sign in."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Literal
from uuid import UUID

from django.db.models import CharField, F, Func, Value
from django.utils.timezone import now
from django.utils.translation import gettext

from ..core.events import raise_event
from ..core.refusals import Refusal
from ..tenancy.models import Practice
from .events import RightsGiven
from .limits import LIMITS, TooMany, keyed, limit
from .models import ApiClient, Patient, SignInCode

__all__ = ["LIMITS", "TooMany", "keyed", "limit"]

CODE_MINUTES = 10
CODE_TRIES = 5

SCOPES = ("recall.order", "patient.view")  # what another system may be given, until there is more for it to do


class WrongCode(Refusal):
    code = "wrong_code"

    @property
    def sentence(self) -> str:
        return gettext("That code is not right, or it is older than ten minutes. Check it, or ask for a new one.")


def new_code(practice: Practice, contact: str, asker: str = "") -> str:
    """A code of six digits for an address; earlier ones of the same asker stop working.

    `asker`: the browser that asked.  A code works there alone, so that nobody else can use one up or make it void.
    """
    contact = f"{contact} {asker}"
    SignInCode.objects.filter(contact_hash=keyed(contact), used_at=None).update(used_at=now())
    code = f"{secrets.randbelow(1_000_000):06}"
    SignInCode.objects.create(
        practice=practice,
        contact_hash=keyed(contact),
        code_hash=keyed(f"{contact} {code}"),
        expires_at=now() + dt.timedelta(minutes=CODE_MINUTES),
    )
    return code


def use_code(contact: str, code: str, asker: str = "") -> None:
    """Once, in time, within five tries, in the browser that asked; compared in constant time.  Raises WrongCode."""
    contact = f"{contact} {asker}"
    sign_in_code = (
        SignInCode.objects.select_for_update()
        .filter(contact_hash=keyed(contact), used_at=None, expires_at__gt=now(), tries__lt=CODE_TRIES)
        .order_by("-created_at")
        .first()
    )
    expected = sign_in_code.code_hash if sign_in_code else keyed("nobody's")
    right = hmac.compare_digest(expected, keyed(f"{contact} {code.strip()}"))
    if sign_in_code is None or not right:
        if sign_in_code is not None:
            sign_in_code.tries += 1
            sign_in_code.save(update_fields=["tries"])
        raise WrongCode
    sign_in_code.used_at = now()
    sign_in_code.save(update_fields=["used_at"])


def refuse_contact(patients: Iterable[UUID], contact: str) -> None:
    """Nobody has agreed to be written to there about these.  Called in their lines."""
    there = Patient.objects.filter(pk__in=list(patients)).exclude(not_agreed_to__contains=[contact])
    there.update(not_agreed_to=_changed("array_append", contact))


def allow_contact(patients: Iterable[UUID], contact: str) -> None:
    """Somebody has, by now.  Called in their lines."""
    there = Patient.objects.filter(pk__in=list(patients), not_agreed_to__contains=[contact])
    there.update(not_agreed_to=_changed("array_remove", contact))


def _changed(how: Literal["array_append", "array_remove"], contact: str) -> Func:
    """The list as the row has it at that moment, whatever was read of it before: what was said of another address meanwhile stays."""
    return Func(F("not_agreed_to"), Value(contact, output_field=CharField(max_length=254)), function=how)


def new_client(practice: Practice, name: str, scopes: list[str]) -> str:
    """Another system's token, shown this once: of it only a hash is kept.  Raises ValueError for a scope that there is not."""
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise ValueError(f"the scopes are {', '.join(SCOPES)}")
    token = secrets.token_urlsafe(32)
    raise_event(RightsGiven(practice, "The command line", f"the other system {name}", ", ".join(sorted(scopes))))
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
