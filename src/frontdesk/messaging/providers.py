"""Who carries messages: a mail server by SMTP, and text messages by any HTTP API that is compatible with Twilio's.

Twilio's: https://www.twilio.com/docs/messaging/api/message-resource and …/usage/webhooks/webhooks-security.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import smtplib
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from django.conf import settings

from .models import Message

TIMEOUT = 15  # seconds; shorter than a claim lasts, so that nobody else takes the message up meanwhile


class NotAccepted(Exception):
    """Not taken now; later perhaps.  `perhaps_taken`: the connection broke when it may have been taken already."""

    def __init__(self, words: str, perhaps_taken: bool = False) -> None:
        self.perhaps_taken = perhaps_taken
        super().__init__(words)


class Refused(Exception):
    """Never: the address or number is wrong, or its owner has blocked us."""


class Provider(Protocol):
    def send(self, message: Message) -> str:
        """Hand it over; what the provider calls it ('' when nothing).  Raises NotAccepted, Refused."""

    def find(self, message: Message) -> str | None:
        """What the provider calls it if it has it already; None when it does not, or cannot be asked."""


def provider_for(channel: str) -> Provider:
    return Mail() if channel == "email" else Texts()


def message_id(message: Message) -> str:
    """Its key for life, as mail systems and bounces quote it (RFC 5322, 3.6.4)."""
    return f"<{message.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"


class Mail:
    """One SMTP conversation, as FRONTDESK_EMAIL_URL says: smtp[s]://user:password@host:port?starttls=1."""

    def find(self, message: Message) -> str | None:
        return None  # SMTP has no way to ask

    def send(self, message: Message) -> str:
        taken = False
        try:
            with self._server() as server:
                mail = self._mail(message)
                taken = True  # from here on a broken connection leaves it open whether it was taken
                server.send_message(mail, from_addr=settings.BOUNCE_ADDRESS or None)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            if code >= 500:
                raise Refused("the mail server refused the address") from None
            raise NotAccepted(f"the mail server answered {code}") from None
        except smtplib.SMTPResponseException as error:
            raise NotAccepted(f"the mail server answered {error.smtp_code}") from None
        except (OSError, smtplib.SMTPException):
            raise NotAccepted("the mail server cannot be reached", perhaps_taken=taken) from None
        return ""

    def _server(self) -> smtplib.SMTP:
        url = urlsplit(settings.EMAIL_URL)
        kind = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
        server = kind(url.hostname or "127.0.0.1", url.port or (465 if url.scheme == "smtps" else 25), timeout=TIMEOUT)
        if parse_qs(url.query).get("starttls"):
            server.starttls()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        return server

    def _mail(self, message: Message) -> EmailMessage:
        mail = EmailMessage()
        mail["Message-ID"] = message_id(message)
        mail["Date"] = format_datetime(message.created_at)  # the same each time it is handed over
        mail["From"], mail["To"], mail["Subject"] = settings.EMAIL_FROM, message.to, message.subject
        mail["Auto-Submitted"] = "auto-generated"
        mail["Content-Language"] = message.language
        mail.set_content(message.body)
        return mail


class Texts:
    """FRONTDESK_TEXT_URL is https://account:token@host; FRONTDESK_TEXT_FROM the number that texts come from."""

    def find(self, message: Message) -> str | None:
        """By number, time and words: the API knows no key of ours to ask by."""
        since = (message.handed_at or message.created_at).date()
        try:
            with self._client() as client:
                wanted = {"To": message.to, "DateSent>": since.isoformat(), "PageSize": "100"}
                listed = client.get(self._path(), params=wanted)
            texts = listed.json()["messages"] if listed.status_code == 200 else []
        except (httpx.HTTPError, ValueError, KeyError):
            raise NotAccepted("the text service cannot be reached", perhaps_taken=True) from None
        ours = [text for text in texts if text.get("body") == message.body and text.get("status") != "failed"]
        return str(ours[0]["sid"]) if ours else None

    def send(self, message: Message) -> str:
        form = {"To": message.to, "From": settings.TEXT_FROM, "Body": message.body}
        if settings.PUBLIC_URL.startswith("https://"):
            form["StatusCallback"] = f"{settings.PUBLIC_URL}/{message.practice.slug}/hooks/text/status/"
        headers = {"Idempotency-Key": str(message.pk), "I-Twilio-Idempotency-Token": str(message.pk)}
        try:
            with self._client() as client:
                answer = client.post(self._path(), data=form, headers=headers)
        except httpx.ConnectError:
            raise NotAccepted("the text service cannot be reached") from None
        except httpx.HTTPError:
            raise NotAccepted("the text service cannot be reached", perhaps_taken=True) from None
        if answer.status_code in (200, 201):
            return str(answer.json().get("sid", ""))[:80]
        if answer.status_code == 400:
            raise Refused("the text service refused the number")
        raise NotAccepted(f"the text service answered {answer.status_code}", perhaps_taken=answer.status_code >= 500)

    def _client(self) -> httpx.Client:
        url = urlsplit(settings.TEXT_URL)
        base = f"{url.scheme}://{url.hostname}" + (f":{url.port}" if url.port else "")
        return httpx.Client(
            base_url=base, auth=(unquote(url.username or ""), unquote(url.password or "")), timeout=TIMEOUT
        )

    def _path(self) -> str:
        return f"/2010-04-01/Accounts/{unquote(urlsplit(settings.TEXT_URL).username or '')}/Messages.json"


def signed_by_provider(url: str, form: Mapping[str, str], signature: str) -> bool:
    """Whether a webhook comes from the text provider: HMAC-SHA1 over the address and the sorted form, with the account's token."""
    token = unquote(urlsplit(settings.TEXT_URL).password or "")
    if not token:
        return False
    text = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    wanted = base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest())
    return hmac.compare_digest(wanted, signature.encode())  # of two texts it would take ASCII alone
