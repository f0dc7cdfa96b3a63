"""Which keys open the documents that lie on this machine, and which of them are not here."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections import Counter
from itertools import islice
from pathlib import Path

from ..core.counting import counted
from .complaint import Complaint

AT_START = 5_000  # files that are looked at before pages are served; `frontdesk status` looks at all
_SEALED = b"FD1"  # how a file of the vault begins (`intake/vault.py`); four bytes that name its key follow


def names(keys: str) -> list[str]:
    """The names of keys as FRONTDESK_DOCUMENT_KEYS holds them; none of what is no key."""
    key_names = []
    for key in keys.split(","):
        try:
            key_names.append(
                hashlib.sha256(b"name of " + base64.b64decode(key.strip(), validate=True)).digest()[:4].hex()
            )
        except binascii.Error:
            continue
    return key_names


def keys_of(home: Path) -> str:
    """As the environment says, else as the demo keeps them beside its database."""
    kept = home / "document-key"
    return os.environ.get("FRONTDESK_DOCUMENT_KEYS") or (kept.read_text() if kept.exists() else "")


def folder_of(home: Path) -> Path:
    return Path(os.environ.get("FRONTDESK_DOCUMENTS") or home / "documents")


def closed(documents: Path, keys: str, most: int | None = None) -> Counter[str]:
    """How many files lie there for each key that is not among `keys`."""
    here = set(names(keys)) if keys else set()
    counts: Counter[str] = Counter()
    for path in islice(documents.glob("*/*/*"), most):
        if len(path.name) != 64:
            continue
        with path.open("rb") as file:
            begins = file.read(7)
        if begins[:3] == _SEALED and begins[3:].hex() not in here:
            counts[begins[3:].hex()] += 1
    return counts


def said(home: Path, most: int | None = None) -> str:
    """What somebody has to know who starts Frontdesk or asks how it is; '' where every document can be opened."""
    unopened = closed(folder_of(home), keys_of(home), most)
    if not unopened:
        return ""
    return (
        f"{counted(unopened.total(), 'file')} of documents cannot be opened: the key {', '.join(sorted(unopened))} with which "
        f"they were kept is missing; {where_to(home)}"
    )


def where_to(home: Path) -> str:
    """Where a key goes, and that it stays beside those that are there."""
    if os.environ.get("FRONTDESK_DOCUMENT_KEYS"):
        return "add it to FRONTDESK_DOCUMENT_KEYS, behind a comma, and start again"
    return f"put the document-key that was kept apart from the backup into {home / 'document-key'}, and start again"


def must_not_be_lost(home: Path) -> None:
    """Before a demo makes itself a key.  Raises Complaint where documents were kept with another, which is not here."""
    unopened = closed(folder_of(home), "", AT_START)
    if unopened:
        raise Complaint(
            f"there are documents in {folder_of(home)}, kept with the key {', '.join(sorted(unopened))}, and that key is not "
            f"here; {where_to(home)}. Without it they stay closed: 'frontdesk new-key > {home / 'document-key'}' "
            "goes on with a new key for new documents"
        )
