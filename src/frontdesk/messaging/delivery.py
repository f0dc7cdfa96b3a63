"""Handing a message to the mail server.

A message has one key for life, its Message-ID; it is marked before it is handed over and confirmed after.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now

from ..tenancy.context import inside_practice
from .models import Message


class NotDelivered(Exception):
    """The mail server could not be reached or refused; the job tries again later."""


def deliver(practice: UUID, key: UUID) -> None:
    """Raises NotDelivered; the message then waits, and says why."""
    with inside_practice(practice):
        message = Message.objects.select_for_update(skip_locked=True).filter(pk=key).exclude(state="sent").first()
        if message is None:
            return
        message.state, message.attempts = "sending", message.attempts + 1
        message.save(update_fields=["state", "attempts"])
    try:
        send(message)
    except (OSError, smtplib.SMTPException) as error:
        with inside_practice(practice):
            Message.objects.filter(pk=key).update(state="failed", error=_plain(error))
        raise NotDelivered(type(error).__name__) from None
    with inside_practice(practice), transaction.atomic():
        done: dict[str, object] = {"state": "sent", "sent_at": now(), "error": ""}
        Message.objects.filter(pk=key).update(**done, **({"body": "(sent; not kept)"} if message.secret else {}))


def send(message: Message) -> None:
    """One SMTP conversation, as FRONTDESK_EMAIL_URL says: smtp[s]://user:password@host:port?starttls=1."""
    url = urlsplit(settings.EMAIL_URL)
    mail = EmailMessage()
    mail["Message-ID"] = f"<{message.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"
    mail["Date"] = formatdate()
    mail["From"], mail["To"], mail["Subject"] = settings.EMAIL_FROM, message.to, message.subject
    mail.set_content(message.body)
    kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with kind(url.hostname or "127.0.0.1", url.port or (465 if url.scheme == "smtps" else 25), timeout=15) as server:
        if parse_qs(url.query).get("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(mail)


def _plain(error: Exception) -> str:
    """What staff may read: what kind of failure, no address and no text of a server that may quote one."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "the mail server refused the address"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the mail server answered {error.smtp_code}"
    return "the mail server cannot be reached"
