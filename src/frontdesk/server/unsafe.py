"""Settings with which nobody may serve patients, each refused by name."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from .complaint import Complaint
from .environment import is_on

NO_ADDRESS = "FRONTDESK_PUBLIC_URL must be an address such as https://clinic.example"
LOCAL = ("127.0.0.1", "localhost", "::1")


def must_be_safe(environment: Mapping[str, str], host: str = "127.0.0.1") -> None:
    """`host`: where the web servers listen.  Raises Complaint with what is unsafe and what to set."""
    _secret(environment.get("FRONTDESK_SECRET_KEY", ""))
    _keys(environment.get("FRONTDESK_DOCUMENT_KEYS", ""))
    public = _address(environment.get("FRONTDESK_PUBLIC_URL", ""))
    if public.geturl() and (public.scheme not in ("http", "https") or not public.hostname):
        raise Complaint(NO_ADDRESS)
    if public.scheme == "http" and public.hostname not in LOCAL:
        raise Complaint("FRONTDESK_PUBLIC_URL must begin with https://; patients' data would be readable on the way")
    if "*" in _allowed(environment):
        raise Complaint("FRONTDESK_ALLOWED_HOSTS must name hosts; '*' lets anybody choose the address in a link")
    others = _lets_others_in(environment, host)
    if is_on(environment.get("FRONTDESK_DEMO", "")) and (others or public.hostname not in (*LOCAL, None)):
        raise Complaint(
            "FRONTDESK_DEMO shows every message to everybody; take it away where others than this machine can come"
        )
    if others and public.scheme != "https":
        raise Complaint(
            f"set FRONTDESK_PUBLIC_URL to an https:// address, since others can come ({others}); patients' data would be readable on the way"
        )


def _address(text: str) -> SplitResult:
    try:
        public = urlsplit(text)
        _ = public.port  # is read only when it is asked for
    except ValueError:
        raise Complaint(NO_ADDRESS) from None
    return public


def _lets_others_in(environment: Mapping[str, str], host: str) -> str:
    """By which setting others than this machine can come; nothing where they cannot."""
    if host not in LOCAL:
        return f"--host {host}"
    named = [name for name in _allowed(environment) if name.strip("[]") not in LOCAL]
    if named:
        return f"FRONTDESK_ALLOWED_HOSTS={named[0]}"
    return "FRONTDESK_BEHIND_PROXY=1" if is_on(environment.get("FRONTDESK_BEHIND_PROXY", "")) else ""


def _allowed(environment: Mapping[str, str]) -> list[str]:
    return [name.strip() for name in environment.get("FRONTDESK_ALLOWED_HOSTS", "").split(",") if name.strip()]


def _secret(key: str) -> None:
    """What repeats itself, or has few letters, was typed."""
    repeats = key in (key + key)[1:-1]
    if len(key) < 50 or len(set(key)) < 8 or repeats or key.startswith("django-insecure"):
        raise Complaint("set FRONTDESK_SECRET_KEY to 50 or more random characters, and keep it secret")


def _keys(text: str) -> None:
    try:
        keys = [base64.b64decode(key, validate=True) for key in text.split(",") if key.strip()]
    except binascii.Error:
        keys = [b""]
    if not keys or any(len(key) != 32 or len(set(key)) < 5 for key in keys):
        raise Complaint("set FRONTDESK_DOCUMENT_KEYS to a key for patients' documents; 'frontdesk new-key' makes one")
