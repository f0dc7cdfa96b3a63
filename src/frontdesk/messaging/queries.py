"""Reading messages: the outbox, what has to be dealt with, what came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.timezone import now

from ..access.may import Actor, may_open
from ..access.query import query
from ..people.models import Patient
from .actions import is_over_by_then
from .models import Consent, Inbound, Message
from .unsaid import UNSAYABLE


def last_about(things: Iterable[Model], *templates: str) -> dict[UUID, Message]:
    """Of these templates the last message about each of these things, which are of one kind."""
    there = list(things)
    if not there:
        return {}
    messages = Message.objects.filter(thing_kind=there[0]._meta.model_name, thing_id__in=[thing.pk for thing in there])
    messages = messages.filter(template__in=templates).order_by("thing_id", "-created_at").distinct("thing_id")
    return {message.thing_id: message for message in messages if message.thing_id is not None}


@query("message.view")
def outbox(actor: Actor, which: str = "") -> QuerySet[Message]:
    """By state, latest first; 'exceptions': failed, nobody has dealt with it yet, and what it says is not over.  No codes; of links that let somebody in, no words."""
    messages = Message.objects.select_related("patient").exclude(template="code").order_by("-created_at")
    if which == "exceptions":
        return messages.filter(state="failed", settled_by="").exclude(not_after__lt=now())
    if which == "sent":
        return messages.filter(state__in=["sent", "delivered"])
    return messages.filter(state=which) if which in ("queued", "failed") else messages


def unsaid(actor: Actor, patients: Iterable[UUID]) -> dict[UUID, list[Message]]:
    """What could be written to these patients nowhere and nobody has said to them yet, the first of it first; {} who may not see it."""
    messages_by_patient: dict[UUID, list[Message]] = defaultdict(list)
    if may_open(actor, "message.view"):
        waiting = Message.objects.filter(UNSAYABLE, patient__in=list(patients)).exclude(not_after__lt=now())
        for message in waiting.order_by("created_at"):
            messages_by_patient[message.patient_id].append(message)  # type: ignore[index]
    return messages_by_patient


def undelivered(actor: Actor, keys: Iterable[UUID | None]) -> dict[UUID | None, Message]:
    """These messages, which reached nobody; {} who may not see them."""
    if not may_open(actor, "message.view"):
        return {}
    return {message.pk: message for message in outbox(actor).filter(pk__in=[key for key in keys if key]).exclude(to="")}


def by_key(texts: Iterable[UUID]) -> dict[UUID, Inbound]:
    """These texts: from which numbers they came, and what they are about."""
    return Inbound.objects.defer("body").in_bulk(list(texts))


def may_go_again(message: Message) -> bool:
    """Whether trying a failed one again can tell anybody anything: there is an address, and what it says is not over."""
    return bool(message.state == "failed" and message.to and not is_over_by_then(message))


def came_in(actor: Actor) -> QuerySet[Inbound]:
    """Texts that came in, the latest first; none for who may not see them."""
    messages = Inbound.objects.select_related("patient").order_by("-at")
    return messages if may_open(actor, "message.view") else messages.none()


def about(thing: Model) -> QuerySet[Message]:
    """Everything that was written about a thing, the latest first."""
    return Message.objects.filter(thing_kind=thing._meta.model_name, thing_id=thing.pk).order_by("-created_at")


def written_to(patient: Patient) -> QuerySet[Message]:
    """Everything that was written to a patient but codes, the latest first."""
    return Message.objects.filter(patient=patient).exclude(template="code").order_by("-created_at")


def consents_of(contacts: Iterable[str]) -> QuerySet[Consent]:
    """What was said about being written to at these, the latest first."""
    return Consent.objects.filter(contact__in=list(contacts)).select_related("patient").order_by("-at")


def text_by_key(key: str) -> Message | None:
    """A text of ours by what the provider calls it."""
    return Message.objects.filter(provider_key=key, channel="text").first() if key else None


def latest() -> QuerySet[Message]:
    """For the demo, which sends nothing."""
    return Message.objects.order_by("-created_at")
