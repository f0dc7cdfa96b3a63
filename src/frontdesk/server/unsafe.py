"""Settings with which nobody may serve patients, each refused by name."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import urlsplit

from .complaint import Complaint
from .environment import is_on

LOCAL = ("127.0.0.1", "localhost", "::1")


def must_be_safe(environment: Mapping[str, str]) -> None:
    """Raises Complaint with what is unsafe and what to set."""
    key = environment.get("FRONTDESK_SECRET_KEY", "")
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure"):
        raise Complaint("set FRONTDESK_SECRET_KEY to 50 or more random characters, and keep it secret")
    _keys(environment.get("FRONTDESK_DOCUMENT_KEYS", ""))
    public = urlsplit(environment.get("FRONTDESK_PUBLIC_URL", ""))
    if public.geturl() and (public.scheme not in ("http", "https") or not public.hostname):
        raise Complaint("FRONTDESK_PUBLIC_URL must be an address such as https://clinic.example")
    if public.scheme == "http" and public.hostname not in LOCAL:
        raise Complaint("FRONTDESK_PUBLIC_URL must begin with https://; patients' data would be readable on the way")
    if "*" in [one.strip() for one in environment.get("FRONTDESK_ALLOWED_HOSTS", "").split(",")]:
        raise Complaint("FRONTDESK_ALLOWED_HOSTS must name hosts; '*' lets anybody choose the address in a link")
    if is_on(environment.get("FRONTDESK_DEMO", "")) and public.hostname not in (*LOCAL, None):
        raise Complaint("FRONTDESK_DEMO shows every message to everybody; take it away where the address is public")


def _keys(text: str) -> None:
    try:
        keys = [base64.b64decode(one, validate=True) for one in text.split(",") if one.strip()]
    except binascii.Error:
        keys = [b""]
    if not keys or any(len(key) != 32 or len(set(key)) < 5 for key in keys):
        raise Complaint("set FRONTDESK_DOCUMENT_KEYS to a key for patients' documents; 'frontdesk new-key' makes one")
