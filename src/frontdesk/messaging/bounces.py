"""A mail that came back: which of our messages it is about, and that it could not be delivered (RFC 3464)."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage, Message
from uuid import UUID

_OURS = re.compile(r"<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@[^>]+>", re.I)


def read(raw: bytes) -> tuple[UUID, str] | None:
    """(the message's key, what happened), or None: not a report of a failure, or not about a message of ours."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
        return None
    status = _failed_status(mail)
    match = _OURS.search(raw.decode("ascii", "replace").replace(str(mail.get("Message-ID", "")), ""))
    if status is None or match is None:
        return None
    kind = "does not exist" if status.startswith("5.1.") else "is full" if status == "5.2.2" else "could not be reached"
    return UUID(match[1]), f"the mailbox {kind} ({status})"


def _failed_status(mail: EmailMessage) -> str | None:
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else ():
            if not isinstance(block, Message):
                continue
            action, status = str(block.get("Action", "")).lower(), str(block.get("Status", ""))
            if action == "failed" or (not action and status.startswith("5.")):
                return (status or "5.0.0").split(maxsplit=1)[0]
    return None
