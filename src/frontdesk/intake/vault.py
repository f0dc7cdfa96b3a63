"""Where documents lie: outside of anything that a web server serves, under random names, encrypted (AES-256-GCM).

The keys come from the environment (FRONTDESK_DOCUMENT_KEYS, base64, comma between them): the first one encrypts, all of
them decrypt, so that a key can be changed without touching what is there.  Each file is bound to its practice and name: one
put in another's place does not open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = b"FD1"
_NONCE = 12


class VaultClosed(Exception):
    """No key is set, or none that fits."""


class KeyMissing(VaultClosed):
    """There are keys, or none; the one with which it was kept is not among them."""


def put(practice: UUID, data: bytes) -> str:
    """Keep content; the random name under which it is found again.  Raises VaultClosed, OSError."""
    key = _keys()[0]
    name, nonce = secrets.token_hex(32), secrets.token_bytes(_NONCE)
    sealed = _VERSION + _key_name(key) + nonce + AESGCM(key).encrypt(nonce, data, _bound(practice, name))
    path = _path(practice, name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    return name


def get(practice: UUID, name: str) -> bytes:
    """Raises VaultClosed where no key fits or the file was tampered with; FileNotFoundError."""
    sealed = _path(practice, name).read_bytes()
    if sealed[:3] != _VERSION:
        raise VaultClosed("this is not a file of the vault")
    wanted, nonce, body = sealed[3:7], sealed[7 : 7 + _NONCE], sealed[7 + _NONCE :]
    for key in _keys_or_none():
        if _key_name(key) == wanted:
            try:
                return AESGCM(key).decrypt(nonce, body, _bound(practice, name))
            except InvalidTag:
                raise VaultClosed("this document was changed") from None
    raise KeyMissing("no key opens this document")


def key_is_missing(practice: UUID, name: str) -> bool:
    """Whether a file lies there that was kept with a key that is not here; asked of its first bytes alone."""
    try:
        with _path(practice, name).open("rb") as file:
            begins = file.read(7)
    except FileNotFoundError:
        return False
    return begins[:3] == _VERSION and begins[3:] not in {_key_name(key) for key in _keys_or_none()}


def remove(practice: UUID, name: str) -> None:
    _path(practice, name).unlink(missing_ok=True)


def names(practice: UUID, older_than: float) -> list[str]:
    """The names of files last written before a time (seconds since 1970), for the sweep of what no row points to."""
    folder = settings.DOCUMENTS / str(practice)
    return [path.name for path in folder.glob("*/*") if path.stat().st_mtime < older_than]


def _keys() -> list[bytes]:
    try:
        keys = [base64.b64decode(text, validate=True) for text in settings.DOCUMENT_KEYS]
    except binascii.Error:
        keys = []
    if not keys or any(len(key) != 32 for key in keys):
        raise VaultClosed("FRONTDESK_DOCUMENT_KEYS must hold 32 random bytes in base64 (`frontdesk new-key` makes one)")
    return keys


def _keys_or_none() -> list[bytes]:
    try:
        return _keys()
    except VaultClosed:
        return []


def _key_name(key: bytes) -> bytes:
    return hashlib.sha256(b"name of " + key).digest()[:4]


def _bound(practice: UUID, name: str) -> bytes:
    return f"{practice}/{name}".encode()


def _path(practice: UUID, name: str) -> Path:
    if len(name.removesuffix(".half")) != 64 or not name.removesuffix(".half").isalnum():
        raise FileNotFoundError(name)
    return Path(settings.DOCUMENTS) / str(practice) / name[:2] / name
