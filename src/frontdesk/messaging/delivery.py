"""Handing a message over: never lost, and once as far as can be known.

A message has one key for life.  It is claimed and marked before it is handed over, and confirmed after.  Who finds a
claim that has run out finds a worker that was killed in between: the provider is asked where it can be asked, and else the
message is handed over again under the same key, which a provider that honours keys does not send twice.
"""

from __future__ import annotations

import datetime as dt
import logging
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.timezone import now

from ..core.events import raise_event
from ..tenancy.context import inside_practice
from ..tenancy.models import Practice
from .actions import elsewhere, not_before, withdraw
from .events import Leaving
from .models import Message, MessageState
from .providers import NotAccepted, Provider, Refused, provider_for
from .serving import served
from .unsaid import NO_TIME, NO_WAY
from .ways import allowed

log = logging.getLogger("frontdesk.messages")

MOST_ATTEMPTS = 8
STALE = dt.timedelta(days=1)  # what waited this long without a server is old news


def deliver(practice: UUID, key: UUID) -> str:
    """Hand one message over, if it is due and nobody else is at it; the state it is in after, '' when it is not ours.

    Nothing is raised for a server that fails: the message waits longer each time, and says why.
    """
    with inside_practice(practice):
        message = due(now()).select_for_update(skip_locked=True, of=("self",)).filter(pk=key).first()
        if message is None or not served(message.channel):
            return ""
        if (stopped := _no_longer(message)) is not None:
            return stopped
        again = message.handed_at is not None
        message.state, message.attempts = "sending", message.attempts + 1
        message.claimed_until = now() + dt.timedelta(seconds=settings.MESSAGE_LEASE)
        message.handed_at = message.handed_at or now()
        message.save(update_fields=["state", "attempts", "claimed_until", "handed_at"])
    provider = provider_for(message.channel)
    try:
        theirs = provider.find(message) if again else None
        if theirs is None and _is_over(message):  # whether the first try arrived nobody knows; a second one is too late
            return _settle(message, "failed", error=NO_TIME)
        theirs = theirs or provider.send(message)
    except Refused as refusal:
        return _fail(message, str(refusal))
    except NotAccepted as problem:
        return _later(message, problem, perhaps_taken=problem.perhaps_taken or again)
    except Exception as mistake:  # whatever it is: nothing stays 'sending' for ever, and people see it
        log.error("message %s could not be sent: %s", message.pk, type(mistake).__name__)
        return _fail(message, "it could not be put together or sent")
    return _settle(message, "sent", sent_at=now(), provider_key=theirs)


def _no_longer(message: Message) -> str | None:
    """What has changed while it waited: too late, at night, or no longer to be said there, or at all.  None where it may go."""
    if message.handed_at is None and _is_over(message):
        Message.objects.filter(pk=message.pk).update(state="failed", error=NO_TIME)
        return "failed"
    morning = not_before(message)
    if morning is not None:
        Message.objects.filter(pk=message.pk).update(state="queued", not_before=morning, claimed_until=None)
        return "queued"
    if not _may_go(message):  # also where it was handed over before: it may not arrive there any more
        if elsewhere(message) is None:
            Message.objects.filter(pk=message.pk).update(state="failed", error=NO_WAY)
            return "failed"
        withdraw(message)
        return "withdrawn"
    raise_event(Leaving(message))
    return "withdrawn" if Message.objects.filter(pk=message.pk, state="withdrawn").exists() else None


def _is_over(message: Message) -> bool:
    return message.not_after is not None and bool(message.not_after <= now())


def _may_go(message: Message) -> bool:
    """Whether who is written to may still be told of it: a proxy who has ended, an address that has become confidential."""
    if message.patient is None or message.thing_id is None or message.template.startswith("text-"):
        return True
    return message.to in allowed(message.patient, message.visit or None)


def due(moment: dt.datetime) -> QuerySet[Message]:
    """Messages that may be handed over: waiting and due, or left by a worker whose claim has run out."""
    waiting = Q(state="queued") & (Q(not_before=None) | Q(not_before__lte=moment))
    return Message.objects.filter(waiting | Q(state="sending", claimed_until__lt=moment)).exclude(to="")


def overdue(practice: Practice) -> list[UUID]:
    """What a sweep hands over: all that is due, except what has become old while no server was set."""
    recent = Q(created_at__gt=now() - STALE) | Q(not_before__gt=now() - STALE) | Q(handed_at__isnull=False)
    channels = [channel for channel in ("email", "text") if served(channel)]
    messages = due(now()).filter(recent, practice=practice, channel__in=channels).order_by("created_at")
    return list(messages.values_list("pk", flat=True)[:500])


def _later(message: Message, problem: NotAccepted, *, perhaps_taken: bool) -> str:
    """Wait 4 s, 16 s, 64 s … 18 hours, then stay failed and be shown to staff."""
    if message.attempts >= MOST_ATTEMPTS:
        return _fail(message, str(problem))
    wait = dt.timedelta(seconds=4**message.attempts)
    values: dict[str, object] = {"error": str(problem), "not_before": now() + wait, "claimed_until": None}
    if not perhaps_taken:
        values["handed_at"] = None
    with inside_practice(message.practice_id):
        # Consent that was taken back in the meantime has withdrawn it; that stays.
        Message.objects.filter(pk=message.pk, state="sending").update(state="queued", **values)
    return "queued"


def _fail(message: Message, words: str) -> str:
    """It stays failed, before staff; and it is said by the next way that the patient agreed to."""
    _settle(message, "failed", error=words[:200])
    with inside_practice(message.practice_id):
        elsewhere(message)
    return "failed"


def _settle(message: Message, state: MessageState, **values: object) -> str:
    if message.secret and state == "sent":
        values |= {"body": "(sent; not kept)", "words": {}}
    values.setdefault("error", "")
    with inside_practice(message.practice_id):
        Message.objects.filter(pk=message.pk).update(state=state, claimed_until=None, **values)
    return state


__all__ = ["Provider", "deliver", "due", "overdue"]
